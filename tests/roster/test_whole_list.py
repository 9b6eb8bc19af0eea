"""A file that is the whole list of its units: whoever it does not name leaves them."""

from datetime import timedelta
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.service import account_of, current_grants
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.learning.models import Enrolment
from lms.learning.service import Source, enrol
from lms.people.service import Person, Post, current_posts, end_post, merge_people
from lms.roster.models import ChangeSet
from tests.support.browser import Browser
from tests.support.factories import People, add_staff, give_role
from tests.support.staff_files import (
    XLSX,
    Cells,
    apply,
    change_set_at,
    preview,
    row,
    rows_at,
    work,
    workbook,
)


def whole(browser: Browser, resources: Resources, *rows: Cells) -> str:
    """Upload `rows` as the whole list of their units; return the preview's address."""
    browser.get("/nhan-su/nhap")
    file = (BytesIO(workbook(rows)), "danh-sach.xlsx", XLSX)
    browser.post("/nhan-su/nhap", {"file": file, "is_whole": "y"})
    assert browser.response is not None
    work(resources)
    return str(browser.response.headers["Location"])


def total(found: ChangeSet) -> int:
    """Return the file's own rows, whatever came of them."""
    return sum(rows for action, rows in found.counts.items() if action != "absent")


def roles(session: Session, person: Person) -> list[str]:
    account = account_of(session, person.id)
    assert account is not None
    today = local_day(utc_now())
    return [grant.role for grant in current_grants(session, account_id=account.id, today=today)]


def test_who_is_not_named_leaves_and_with_the_last_post_the_programmes(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        yen = add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="Y1")
        enrol(
            session, person_id=people.an.id, programme_key="thu", source=Source.HR, reason="x",
            due_on=None, actor=None, now=utc_now(),
        )  # fmt: skip
        give_role(session, people.an, Role.MANAGER, people.xa_a)

    address = whole(binh, resources, row("Hồ Văn Yên", staff_code="Y1"), row("Mới", staff_code="M"))

    found = change_set_at(resources, address)
    assert found.counts == {"unchanged": 1, "create": 1, "absent": 1}
    assert total(found) == found.rows_total == 2
    page = binh.get(address)
    assert "Trần Thị An" in page.text
    assert "ngoài tệp" in page.text
    apply(binh, resources, address)
    today = local_day(utc_now())
    with resources.database.reading() as session:
        assert not current_posts(session, person_id=people.an.id, today=today)
        yesterday = today - timedelta(days=1)
        assert current_posts(session, person_id=people.an.id, today=yesterday)
        assert current_posts(session, person_id=yen.id, today=today)
        assert session.scalars(select(Enrolment)).one().released_at is not None
        assert not roles(session, people.an)
    binh.get(address)
    binh.post(f"{address}/hoan-tac")
    work(resources)
    with resources.database.reading() as session:
        assert current_posts(session, person_id=people.an.id, today=today)
        assert session.scalars(select(Enrolment)).one().released_at is None
        assert roles(session, people.an) == [Role.MANAGER]


def test_what_is_filed_under_a_merged_record_goes_and_comes_back_with_its_person(
    binh: Browser, resources: Resources, people: People
) -> None:
    now = utc_now()
    with resources.database.transaction() as session:
        twin = add_staff(session, resources.keys, "Trần An", people.xa_b, staff_code="T1")
        enrol(
            session, person_id=twin.id, programme_key="thu", source=Source.HR, reason="x",
            due_on=None, actor=None, now=now,
        )  # fmt: skip
        an = session.merge(people.an)
        an.staff_code, an.staff_code_scope = "A1", people.province.id
        merge_people(session, survivor=an, duplicate=twin, reason="Trùng", actor=None, now=now)
        second = session.scalars(
            select(Post).where(Post.organisation_id == people.xa_b.id, Post.person_id == an.id)
        ).one()
        end_post(session, post=second, valid_to=local_day(now), source="t", actor=None, now=now)
    cells = row("Trần Thị An", staff_code="A1", programme="THU")
    stay = preview(binh, resources, cells)
    assert change_set_at(resources, stay).counts == {"unchanged": 1}, "enrolled already"

    address = whole(binh, resources, row("Mới", staff_code="M"))

    apply(binh, resources, address)
    with resources.database.reading() as session:
        assert session.scalars(select(Enrolment)).one().released_at is not None
    binh.get(address)
    binh.post(f"{address}/hoan-tac")
    work(resources)
    with resources.database.reading() as session:
        assert session.scalars(select(Enrolment)).one().released_at is None


def test_without_the_tick_nobody_leaves(binh: Browser, resources: Resources) -> None:
    address = preview(binh, resources, row("Mới", staff_code="M"))
    assert change_set_at(resources, address).counts == {"create": 1}


def test_nobody_leaves_a_unit_whose_rows_have_mistakes(binh: Browser, resources: Resources) -> None:
    bad = row("Trần Thị An", staff_code="A1", born_on="31/02/1985")
    address = whole(binh, resources, bad, row("Mới", staff_code="M", unit="Xã B"))
    found = change_set_at(resources, address)
    assert found.counts == {"error": 1, "create": 1, "absent": 1}
    assert found.withheld == ["Xã A"]
    assert [r.name for r in rows_at(resources, address) if r.action == "absent"] == ["Ngô Văn Hải"]
    assert "không ai ở đó bị đề nghị thôi giữ vị trí: Xã A" in binh.get(address).text
    unknown = whole(binh, resources, row(unit="Xã Z", staff_code="Z"), row("Mới", staff_code="M"))
    assert change_set_at(resources, unknown).counts == {"error": 1, "create": 1}


def test_whoever_uploads_the_list_does_not_leave_by_it(binh: Browser, resources: Resources) -> None:
    address = whole(binh, resources, row("Mới", staff_code="M", unit="Tỉnh A"))
    absent = {r.name for r in rows_at(resources, address) if r.action == "absent"}
    with resources.database.reading() as session:
        names = set(session.scalars(select(Person.full_name)))
    assert absent == {"Vũ Văn Dũng", "Hồ Thị Giang"}
    assert absent < names
