"""The audit log on the screen: what happened in the auditor's part, in words, and no more."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.service import account_of
from lms.core import audit
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.core.tasks import seal_audit, verify_audit
from lms.core.text import short_date
from lms.organisations.service import set_contact
from lms.people.service import current_posts, end_post, reveal_id_number
from tests.support.browser import Browser, text_of
from tests.support.factories import BEGAN, People, add_staff, give_role

LOG = "/kiem-tra-giam-sat"
ALL = f"{LOG}?tu=01/01/2025"


@pytest.fixture
def auditor(browser: Browser, people: People) -> Browser:
    browser.sign_in(people.auditor)
    return browser


@pytest.fixture
def whole(browser: Browser, people: People, resources: Resources) -> Browser:
    """The browser of an auditor of the whole country."""
    with resources.database.transaction() as session:
        person = add_staff(
            session,
            resources.keys,
            "Đặng Oanh",
            people.elsewhere,
            role=Role.AUDITOR,
            over=people.root,
        )
    browser.sign_in(person)
    return browser


def reveal(resources: Resources, people: People, reason: str = "Đối chiếu thẻ") -> None:
    with resources.database.transaction() as session:
        officer = account_of(session, people.binh.id)
        assert officer is not None
        reveal_id_number(
            session,
            resources.keys,
            person=people.an,
            reason=reason,
            actor=officer.uuid,
            now=utc_now(),
        )


def rows(browser: Browser, address: str = LOG) -> list[str]:
    return [text_of(row) for row in browser.get(address).select("tbody tr")]


def test_an_event_is_told_in_words(auditor: Browser, people: People, resources: Resources) -> None:
    reveal(resources, people)
    (row,) = (row for row in rows(auditor) if "số định danh" in row)
    for words in ("Xem đầy đủ số định danh", "Trần Thị An", "Xã A", "Lê Văn Bình", "Đối chiếu thẻ"):
        assert words in row
    page = auditor.get(LOG)
    assert page.select(f'a[href="/nhan-su/{people.an.uuid}"]')


def test_the_auditor_of_a_part_reads_of_no_other_part(
    auditor: Browser, people: People, resources: Resources
) -> None:
    now = utc_now()
    with resources.database.transaction() as session:
        for unit in (people.elsewhere, people.xa_a):
            set_contact(session, organisation=unit, name="An", phone="1", actor=None, now=now)
        audit.record(
            session, at=now, actor=None, action="target.published", subject=("target", None)
        )
    shown = " ".join(rows(auditor, ALL))
    assert "Xã A" in shown
    for hidden in ("Tỉnh C", "Phạm Thị Chi", "Công bố chỉ tiêu"):
        assert hidden not in shown


def test_the_auditor_of_the_country_reads_of_everything(
    whole: Browser, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        audit.record(
            session, at=utc_now(), actor=None, action="target.published", subject=("target", None)
        )
    shown = " ".join(rows(whole, ALL))
    for words in ("Phạm Thị Chi", "Trần Thị An", "Công bố chỉ tiêu"):
        assert words in shown


def test_who_left_is_read_of_up_to_that_day_and_an_officer_from_elsewhere_is_not_named(
    auditor: Browser, people: People, resources: Resources
) -> None:
    now = utc_now()
    today = local_day(now)
    with resources.database.transaction() as session:
        chi = account_of(session, people.chi.id)
        (post,) = current_posts(session, person_id=people.an.id, today=today)
        assert chi is not None
        end_post(
            session,
            post=post,
            valid_to=today - timedelta(days=30),
            source="test",
            actor=chi.uuid,
            now=now - timedelta(days=3),
        )
    reveal(resources, people)
    shown = rows(auditor)
    (row,) = (row for row in shown if "Kết thúc vị trí" in row)
    assert "Người ngoài phạm vi" in row
    assert not any("Xem đầy đủ" in row for row in shown)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("viec=person.id_number_revealed", 1),
        ("viec=code.made", 0),
        ("nguoi=tran thi an", 1),
        ("nguoi=chi", 0),
        ("can-bo=binh", 1),
        ("can-bo=chi", 0),
        ("don-vi=Xã A", 1),
        ("don-vi=Xã B", 0),
        ("nguoi=%25", 1),
    ],
)
def test_the_log_can_be_narrowed(
    auditor: Browser, people: People, resources: Resources, query: str, count: int
) -> None:
    reveal(resources, people)
    day = short_date(local_day(utc_now()))
    found = rows(auditor, f"{LOG}?{query}&tu={day}")
    assert len([row for row in found if "Xem đầy đủ" in row]) == count


def test_days_are_both_included(auditor: Browser, people: People, resources: Resources) -> None:
    reveal(resources, people)
    today = local_day(utc_now())
    day, before = short_date(today), short_date(today - timedelta(days=1))
    assert len(rows(auditor, f"{LOG}?tu={day}&den={day}&viec=person.id_number_revealed")) == 1
    assert rows(auditor, f"{LOG}?tu={before}&den={before}&viec=person.id_number_revealed") == []


@pytest.mark.parametrize(
    "query", ["tu=31/02/2026", "tu=05/02/2026&den=04/02/2026", "don-vi=Tỉnh C", "don-vi=Không có"]
)
@pytest.mark.parametrize("page", ["", "/tang-ty-le"])
def test_what_cannot_be_read_is_said(auditor: Browser, query: str, page: str) -> None:
    shown = auditor.get(f"{LOG}{page}?{query}", status=422)
    assert shown.select("[role=alert]")


def test_the_way_to_older_events_ends(
    auditor: Browser, people: People, resources: Resources
) -> None:
    for number in range(120):
        reveal(resources, people, f"lần {number:03}")
    address: str | None = f"{LOG}?viec=person.id_number_revealed"
    seen: list[str] = []
    while address:
        page = auditor.get(address)
        seen += [text_of(row)[-7:] for row in page.select("tbody tr")]
        older = page.select_one("nav.pager a[href*=truoc]:-soup-contains('Cũ hơn')")
        address = str(older["href"]) if older else None
        if len(seen) == 50:
            reveal(resources, people, "giữa chừng")  # moves nothing
    assert seen == [f"lần {number:03}" for number in reversed(range(120))]
    assert rows(auditor, f"{LOG}?truoc={people.an.uuid}") == []


def test_the_file_holds_what_the_page_shows_and_is_an_event(
    whole: Browser, people: People, resources: Resources
) -> None:
    reveal(resources, people, "=1+1")
    text = whole.download(f"{LOG}/csv?viec=person.id_number_revealed").decode("utf-8-sig")
    assert len(text.splitlines()) == 2
    assert "Trần Thị An" in text
    assert ";=" not in text
    with resources.database.reading() as session:
        taken = select(audit.AuditEvent).where(audit.AuditEvent.action == "file.exported")
        event = session.scalars(taken).one()
    assert event.detail["file"] == "audit.csv"
    assert event.detail["rows"] == 1


def test_the_chains_state_is_shown_and_how_to_check_it(
    whole: Browser, resources: Resources
) -> None:
    assert "Chưa lần nào" in text_of(whole.get(LOG))
    seal_audit(resources, {})
    verify_audit(resources, {})
    page = text_of(whole.get(LOG))
    assert "Nguyên vẹn" in page
    assert "flask --app wsgi lms audit verify" in page


def test_in_english(app: Flask, people: People, resources: Resources) -> None:
    reveal(resources, people)
    browser = Browser(app, language="en")
    browser.sign_in(people.auditor)
    assert "Saw the full ID number" in text_of(browser.get(LOG))


def test_only_auditors_may(browser: Browser, people: People) -> None:
    for person in (people.an, people.binh, people.manager, people.admin):
        browser.sign_in(person)
        for path in ("", "/csv", "/tang-ty-le"):
            browser.get(f"{LOG}{path}", status=403)


def test_strangers_sign_in(app: Flask) -> None:
    for path in ("", "/csv", "/tang-ty-le"):
        Browser(app).get(f"{LOG}{path}", status=302)


def test_the_auditor_writes_nothing(auditor: Browser) -> None:
    for path in ("", "/csv", "/tang-ty-le"):
        auditor.post(f"{LOG}{path}", status=405)
    page = auditor.get(LOG)
    assert [form["method"] for form in page.select("main form")] == ["get"]


def test_a_role_given_and_ended_is_read_of(
    auditor: Browser, people: People, resources: Resources
) -> None:
    """Of somebody without a post in the part, whose role is there."""
    with resources.database.transaction() as session:
        give_role(session, people.chi, Role.MANAGER, people.xa_a)
    shown = [row for row in rows(auditor, ALL) if "Giao quyền" in row]
    assert any("Lãnh đạo, quản lý" in row and "Xã A" in row for row in shown)
    assert BEGAN.year == 2025  # the roles of the tests were given then
