"""The weekly report: figures of what one oversees, no names of persons, one a week."""

from email.message import EmailMessage

import pytest
from sqlalchemy import select

from lms.accounts.service import account_of
from lms.core.columns import uuid7
from lms.core.permissions import Role
from lms.messages.models import Kind
from lms.people.service import (
    Identity,
    Person,
    PostTerms,
    WorkingGroup,
    add_person,
    begin_post,
    merge_people,
    parse_id_number,
)
from lms.reports.service import Report, begin_schedule, file_monthly, make_report
from lms.targets.service import sync_targets, target_at
from tests.messages.world import DAY, MONDAY, MORNING, World
from tests.support.factories import NOON, add_staff, give_password, give_role
from tests.support.mail import html_of, text_of
from tests.targets.world import FILE


@pytest.fixture
def officers(world: World) -> World:
    """Bình (HR) and the manager have passwords and addresses; targets are published."""
    with world.resources.database.transaction() as session:
        sync_targets(session, FILE, now=NOON)
        manager = session.get_one(Person, world.people.manager.id)
        manager.email = "dung@tinh-a.test"
        for person in (world.people.binh, manager):
            give_password(session, person)
    return world


def reports(world: World) -> dict[str, EmailMessage]:
    """Return the latest report of each recipient."""
    return {
        letter["To"].addresses[0].username: letter
        for letter in world.office.letters
        if letter["Subject"] in ("Tình hình bồi dưỡng trong tuần", "Training this week")
    }


def test_hr_reads_who_is_late_by_unit_and_what_waits(officers: World) -> None:
    people = officers.people
    officers.enrol(people.an, due_on=MONDAY - DAY, now=MORNING - 9 * DAY)
    officers.enrol(people.an, "hai", due_on=MONDAY - DAY, now=MORNING - 9 * DAY)
    officers.enrol(people.auditor, due_on=MONDAY + DAY, now=MORNING - 9 * DAY)
    officers.work()
    text = text_of(reports(officers)["binh"])
    assert "1 NGƯỜI ĐÃ QUÁ HẠN" in text
    assert "- Xã A: 1 người" in text
    assert "Đến hạn trong 7 ngày tới: 1 người" in text
    assert "Chưa kích hoạt tài khoản: 2 người" in text
    assert "Không có thư điện tử: 1 người" in text
    assert "https://lantoa.test/thu-bao" in text
    assert "LƯỢT GHI DANH CÓ VƯỚNG MẮC" in text
    assert "https://lantoa.test/ghi-danh/ngoai-le" in text
    for name in ("Trần Thị An", "Hồ Thị Giang"):
        assert name not in text
        assert name not in html_of(reports(officers)["binh"])


def test_who_was_two_records_is_late_once(officers: World) -> None:
    people, resources = officers.people, officers.resources
    with resources.database.transaction() as session:
        twin = add_staff(session, resources.keys, "Trần An", people.xa_b)
    officers.enrol(twin, due_on=MONDAY - DAY, now=MORNING - 9 * DAY)
    with resources.database.transaction() as session:
        an, twin = session.merge(people.an), session.merge(twin)
        merge_people(session, survivor=an, duplicate=twin, reason="Trùng", actor=None, now=NOON)
    officers.work()
    text = text_of(reports(officers)["binh"])
    assert "1 NGƯỜI ĐÃ QUÁ HẠN" in text
    assert "- Xã A: 1 người" in text


def test_a_manager_reads_the_share_and_how_it_changed(officers: World) -> None:
    officers.enrol(officers.people.an, due_on=MONDAY - DAY, now=MORNING - 9 * DAY)
    officers.work()
    text = text_of(reports(officers)["dung"])
    assert "0 trên " in text
    assert "0,0%" in text
    assert "So với tuần trước" in text
    assert "https://lantoa.test/chi-tieu/" in text
    assert "quá hạn" not in text.lower()
    assert "Trần Thị An" not in text


def test_a_monthly_report_is_a_link_in_its_readers_week(officers: World) -> None:
    manager, province = officers.people.manager, officers.people.province
    with officers.resources.database.transaction() as session:
        begin_schedule(
            session,
            target=target_at(session, key="t8", known_at=MORNING),
            organisation=province,
            readers=[manager.uuid],
            actor=uuid7(),
            now=MORNING - 9 * DAY,
        )
        assert file_monthly(session, now=MORNING) == 1
        (report,) = session.scalars(select(Report)).all()
    make_report(officers.resources, report.uuid, now=MORNING)

    officers.work()

    text = text_of(reports(officers)["dung"])
    assert "BÁO CÁO THÁNG 0001/2026/BCCT ĐÃ KHÓA SỐ LIỆU" in text
    assert f"Xem và tải về: https://lantoa.test/bao-cao/{report.uuid}" in text
    assert not list(reports(officers)["dung"].iter_attachments())


def test_it_comes_once_a_week_on_a_working_day(officers: World) -> None:
    for days in range(-2, 14):
        officers.work(MORNING + days * DAY)
    sent = [m for m in officers.log() if m.kind == Kind.DIGEST and m.sent_at is not None]
    manager = officers.people.manager.id
    assert [m.sent_at for m in sent if m.person_id == manager] == [MORNING, MORNING + 7 * DAY]


def test_who_has_nothing_to_look_at_gets_none(officers: World) -> None:
    officers.work()
    assert set(reports(officers)) == {"dung"}
    (dropped,) = [m for m in officers.log() if m.cancelled_at is not None]
    assert dropped.person_id == officers.people.binh.id


def test_it_is_in_the_readers_language_and_of_the_own_part(officers: World) -> None:
    with officers.resources.database.transaction() as session:
        account = account_of(session, officers.people.manager.id)
        assert account is not None
        account.language = "en"
        chi = session.get_one(Person, officers.people.chi.id)
        chi.email = "chi@tinh-c.test"
        give_password(session, chi)
    officers.enrol(officers.people.an, due_on=MONDAY - DAY, now=MORNING - 9 * DAY)
    officers.work()
    found = reports(officers)
    assert found["dung"]["Subject"] == "Training this week"
    assert "0.0%" in text_of(found["dung"])
    assert set(found) == {"binh", "dung"}


def test_a_week_that_is_full_delays_it(officers: World) -> None:
    """An officer who learns too: one letter of news, one report, one reminder at most."""
    binh = officers.people.binh
    for days, key in enumerate(("mot", "hai", "ba")):
        officers.enrol(binh, key, due_on=MONDAY - DAY, now=MORNING + days * DAY)
        officers.work(MORNING + days * DAY)
    mine = [m for m in officers.log() if m.person_id == binh.id and m.sent_at is not None]
    assert len(mine) == 3
    assert {m.lane for m in mine} == {"overdue", "digest", "other"}


def test_no_id_number_is_in_any_message_or_table(officers: World) -> None:
    number = "001085000017"
    with officers.resources.database.transaction() as session:
        identity = Identity(
            full_name="Đỗ Văn Số",
            id_number=parse_id_number(number, today=MONDAY),
            email="so@xa-a.test",
        )
        keys = officers.resources.keys
        person = add_person(session, keys, identity=identity, actor=None, now=NOON)
        terms = PostTerms(
            organisation_id=officers.people.xa_a.id,
            working_group=WorkingGroup.COMMUNICATION,
            full_time=True,
            valid_from=MONDAY - 90 * DAY,
        )
        begin_post(session, person=person, terms=terms, source="test", actor=None, now=NOON)
        give_password(session, person)
        give_role(session, person, Role.HR, officers.people.xa_a)
    officers.enrol(person, due_on=MONDAY - DAY, now=MORNING - DAY)
    officers.certify(person, now=MORNING)
    officers.work()
    assert len([m for m in officers.office.letters if "so@" in str(m["To"])]) == 2
    assert not [m for m in officers.office.letters if number in m.as_string()]
    assert number not in str([vars(message) for message in officers.log()])
