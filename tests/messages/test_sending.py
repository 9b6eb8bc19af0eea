"""Letters are planned from what is so, and reach the mail server once."""

from datetime import UTC, datetime, timedelta
from email.headerregistry import Address

import pytest
from sqlalchemy import select, update

from lms.accounts.service import account_of
from lms.core.clock import VIETNAM
from lms.core.jobs import Job
from lms.learning.service import Enrolment, extend, release
from lms.messages import tasks
from lms.messages.models import Lane, Topic
from lms.messages.service.sending import GONE, UNTRUE
from lms.people.service import Person, end_post, posts_of
from tests.messages.world import DAY, MONDAY, MORNING, TITLE, World
from tests.support.mail import END, HANG, html_of, text_of


def test_an_enrolment_reaches_its_learner_as_text_and_html(world: World) -> None:
    uuid = world.enrol(world.people.an, due_on=MONDAY + 30 * DAY, now=MORNING)
    world.work()
    (letter,) = world.office.letters
    assert letter["Subject"] == f"Ông/bà được cử tham gia: {TITLE}"
    (to,) = letter["To"].addresses
    assert to == Address("Trần Thị An", "an", "xa-a.test")
    assert letter["From"].addresses[0].display_name == "Lan Tỏa"
    assert letter["Message-ID"] == f"<{world.message.uuid}@lantoa.test>"
    assert letter["Auto-Submitted"] == "auto-generated"
    for words in (text_of(letter), html_of(letter)):
        assert f"https://lantoa.test/hoc-tap/{uuid}" in words
        assert "Kính gửi ông/bà Trần Thị An," in words
        assert "01/04/2026" in words
        assert "0243 000 0000" in words
    assert "http" not in html_of(letter).replace("https://lantoa.test", "")
    sent = world.message
    assert (sent.channel, sent.language, sent.error, sent.sent_at) == ("smtp", "vi", None, MORNING)
    assert [(line.topic, line.subject_uuid) for line in world.lines()] == [(Topic.ENROLLED, uuid)]


def test_it_goes_once_however_often_the_worker_looks(world: World) -> None:
    world.enrol(world.people.an, now=MORNING)
    for hours in range(4):
        world.work(MORNING + timedelta(hours=hours))
    world.work(MORNING + DAY)
    assert len(world.office.letters) == 1


def test_an_english_reader_gets_english(world: World) -> None:
    with world.resources.database.transaction() as session:
        account = account_of(session, world.people.an.id)
        assert account is not None
        account.language = "en"
    world.enrol(world.people.an, due_on=MONDAY - DAY, now=MORNING - 2 * DAY)
    world.work()
    (letter,) = world.office.letters
    assert letter["Subject"] == "Overdue: Trial programme – part 1"
    assert letter["Content-Language"] == "en"
    assert "Overdue since yesterday" in text_of(letter)
    assert '<html lang="en">' in html_of(letter)
    assert world.message.language == "en"


def test_a_certificate_is_told_together_with_what_is_overdue(world: World) -> None:
    world.enrol(world.people.an, "hai", due_on=MONDAY - 3 * DAY, now=MORNING - 10 * DAY)
    uuid = world.certify(world.people.an, now=MORNING - timedelta(hours=1))
    world.work()
    (letter,) = world.office.letters
    assert letter["Subject"] == "Quá hạn: hai"
    assert f"https://lantoa.test/chung-nhan/{uuid}" in text_of(letter)
    assert "0001/2026/GCN" in text_of(letter)
    assert world.message.lane == Lane.OVERDUE
    world.work(MORNING + DAY)
    assert len(world.office.letters) == 1


@pytest.mark.parametrize("hour", [21, 23, 3, 6])
def test_nights_are_quiet(world: World, hour: int) -> None:
    world.enrol(world.people.an, now=MORNING)
    world.plan()
    night = datetime(2026, 3, 3, hour, 30, tzinfo=VIETNAM).astimezone(UTC)
    world.work(night)
    assert world.office.letters == []
    world.work(MORNING + 2 * DAY)
    assert len(world.office.letters) == 1


def test_reminders_wait_for_a_working_day_news_does_not(world: World) -> None:
    saturday = MORNING + 5 * DAY
    world.enrol(world.people.an, due_on=MONDAY + 5 * DAY, now=saturday - 40 * DAY)
    world.work(saturday + DAY)
    assert world.office.letters == []
    world.enrol(world.people.binh, now=saturday)
    world.work(saturday + DAY)
    assert [str(m["To"].addresses[0].username) for m in world.office.letters] == ["binh"]
    world.work(saturday + 2 * DAY)
    assert len(world.office.letters) == 2
    assert "Quá hạn" in world.office.letters[1]["Subject"]


def test_a_planned_reminder_does_not_go_on_a_weekend(world: World) -> None:
    friday = MORNING + 4 * DAY
    world.enrol(world.people.an, due_on=MONDAY, now=friday - 40 * DAY)
    world.plan(friday)
    world.work(friday + DAY)
    assert world.office.letters == []
    world.work(friday + 3 * DAY)
    assert len(world.office.letters) == 1


def test_what_changed_before_it_goes_is_told_as_it_is(world: World) -> None:
    late = world.enrol(world.people.an, due_on=MONDAY - DAY, now=MORNING - 10 * DAY)
    world.plan()
    with world.resources.database.transaction() as session:
        enrolment = session.scalars(select(Enrolment).where(Enrolment.uuid == late)).one()
        extend(
            session,
            enrolment=enrolment,
            due_on=MONDAY + 30 * DAY,
            reason="Nghỉ ốm",
            actor=None,
            now=MORNING,
        )
    world.send()
    assert world.office.letters == []
    assert (world.message.cancelled_at, world.message.error) == (MORNING, UNTRUE)
    world.work(MORNING + 16 * DAY)
    (letter,) = world.office.letters
    assert "Còn 14 ngày" in text_of(letter)


def test_a_released_enrolment_is_no_longer_told(world: World) -> None:
    uuid = world.enrol(world.people.an, due_on=MONDAY + 5 * DAY, now=MORNING)
    world.plan()
    with world.resources.database.transaction() as session:
        enrolment = session.scalars(select(Enrolment).where(Enrolment.uuid == uuid)).one()
        release(session, enrolment=enrolment, reason="Chuyển công tác", actor=None, now=MORNING)
    world.send()
    assert world.office.letters == []


@pytest.mark.parametrize("how", ["suspended", "left", "withdrawn", "no address"])
def test_nobody_is_written_to_who_should_not_be(world: World, how: str) -> None:
    """Neither planned, nor sent if it was planned before."""
    world.enrol(world.people.an, due_on=MONDAY - DAY, now=MORNING)
    world.enrol(world.people.binh, due_on=MONDAY - DAY, now=MORNING)
    world.plan()
    an = world.people.an
    with world.resources.database.transaction() as session:
        account = account_of(session, an.id)
        assert account is not None
        person = session.get_one(Person, an.id)
        match how:
            case "suspended":
                account.suspended_at = MORNING
            case "withdrawn":
                person.withdrawn_at = MORNING
            case "no address":
                person.email = None
            case _:
                (post,) = posts_of(session, person_id=an.id)
                end_post(
                    session, post=post, valid_to=MONDAY, source="test", actor=None, now=MORNING
                )
    world.send()
    for days in range(1, 9):
        world.work(MORNING + days * DAY)
    assert {str(m["To"].addresses[0].username) for m in world.office.letters} == {"binh"}
    (dropped,) = [m for m in world.log() if m.person_id == an.id]
    assert dropped.error == GONE


def test_a_name_cannot_begin_a_header(world: World) -> None:
    with world.resources.database.transaction() as session:
        session.execute(
            update(Person)
            .where(Person.id == world.people.an.id)
            .values(
                full_name='An\r\nBcc: chi@khac.test\r\n\r\n<script>x</script> "',
            )
        )
    world.enrol(world.people.an, now=MORNING)
    world.work()
    (letter,) = world.office.letters
    assert letter["Bcc"] is None
    assert world.office.recipients == ["<an@xa-a.test>"]
    assert "<script>" not in html_of(letter)


@pytest.mark.parametrize(
    "address", ["an@", "khong phai dia chi", "an@x.test, chi@y.test", "ân@x.vn"]
)
def test_an_address_that_is_none_is_given_up_and_said(world: World, address: str) -> None:
    with world.resources.database.transaction() as session:
        session.execute(update(Person).where(Person.id == world.people.an.id).values(email=address))
    world.enrol(world.people.an, now=MORNING)
    world.work()
    assert world.office.letters == []
    assert (world.message.error, world.message.failed_at) == ("address", MORNING)


def test_a_refusal_is_final_a_delay_is_tried_again(world: World) -> None:
    world.enrol(world.people.an, now=MORNING)
    world.enrol(world.people.binh, now=MORNING)
    world.office.replies["RCPT"] = ["550 nobody", "451 later"]
    world.work()
    refused, delayed = sorted(world.log(), key=lambda message: message.error or "", reverse=True)
    assert (refused.error, refused.failed_at) == ("550", MORNING)
    assert (delayed.error, delayed.failed_at, delayed.tries) == ("451", None, 1)
    world.send(MORNING + timedelta(minutes=4))
    assert world.office.letters == []
    world.send(MORNING + timedelta(minutes=5))
    (letter,) = world.office.letters
    reached = letter["To"].addresses[0].username
    assert getattr(world.people, reached).id == delayed.person_id


def test_delays_have_an_end(world: World) -> None:
    world.enrol(world.people.an, now=MORNING)
    world.plan()
    world.office.replies[END] = ["452 no room"] * 8
    for minutes in (0, 5, 15, 35, 75, 155, 315, 635):
        assert world.message.failed_at is None
        world.send(MORNING + timedelta(minutes=minutes))
    assert world.message.failed_at is not None
    assert world.message.error == "452"


def test_while_the_server_is_away_messages_wait_as_long_as_it_takes(world: World) -> None:
    for person in (world.people.an, world.people.binh):
        world.enrol(person, now=MORNING)
    world.plan()
    world.office.replies["HELLO"] = ["421 closed"] * 5 + [HANG]
    for days in range(6):
        world.send(MORNING + days * DAY)
    assert world.office.letters == []
    assert all(message.failed_at is None for message in world.log())
    assert all(message.claimed_until is None for message in world.log())
    world.send(MORNING + 8 * DAY)
    assert len(world.office.letters) == 2


def test_what_a_dead_worker_held_goes_when_its_lease_is_over(world: World) -> None:
    world.enrol(world.people.an, now=MORNING)
    world.plan()
    with world.resources.database.transaction() as session:
        session.execute(
            update(type(world.message)).values(claimed_until=MORNING + timedelta(minutes=10))
        )
    world.send()
    assert world.office.letters == []
    world.send(MORNING + timedelta(minutes=11))
    assert len(world.office.letters) == 1


def test_whoever_comes_behind_many_with_nothing_to_tell_is_written_to(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "PEOPLE_A_RUN", 1)
    first, second = sorted((world.people.an, world.people.binh), key=lambda person: person.id)
    world.enrol(first, due_on=MONDAY + 16 * DAY, now=MORNING - 200 * DAY)  # soon, not yet
    world.enrol(second, due_on=MONDAY - 3 * DAY, now=MORNING - 200 * DAY)
    world.plan()
    assert world.log() == []
    with world.resources.database.reading() as session:
        job = session.scalars(select(Job).where(Job.name == tasks.PLAN)).one()
    assert job.payload == {"after": first.id}

    tasks.plan_at(world.resources, MORNING, after=job.payload["after"])

    assert [message.person_id for message in world.log()] == [second.id]
