"""Applying writes what the preview showed: all of it, once, or nothing."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from lms.accounts.models import Account
from lms.core.clock import local_day, utc_now
from lms.core.resources import Resources
from lms.learning.models import Enrolment
from lms.organisations.service import add_code
from lms.people.service import (
    Category,
    Person,
    Post,
    WorkingGroup,
    posts_at,
)
from lms.roster import service
from lms.roster.models import ChangeSet, State
from lms.roster.service.prepare import KEPT
from tests.roster.register import count, find, posts
from tests.support.browser import Browser
from tests.support.factories import BEGAN, NOON, People, add_staff
from tests.support.staff_files import (
    apply,
    change_set_at,
    preview,
    problems_at,
    row,
    rows_at,
    upload,
)

NUMBER = "001185000017"


FULL = row(
    "Nguyễn Thị Ánh",
    born_on="05/02/1985",
    sex="Nữ",
    id_number=NUMBER,
    staff_code="CB01",
    title="Chuyên viên",
    category="Công chức",
    **{"from": "01/03/2026", "to": "31/12/2027"},
    email="anh@xa-a.gov.vn",
    phone="0912345678",
    programme="THU",
    due_on="31/12/2026",
)


def test_a_new_person_is_written_with_post_account_and_enrolment(
    binh: Browser, resources: Resources, people: People
) -> None:
    address = upload(binh, resources, FULL)

    person = find(resources, "CB01")
    (post,) = posts(resources, "CB01")
    with resources.database.reading() as session:
        account = session.scalars(select(Account).where(Account.person_id == person.id)).one()
        enrolment = session.scalars(select(Enrolment)).one()
    assert (person.full_name, person.born_on, person.sex) == (
        "Nguyễn Thị Ánh",
        date(1985, 2, 5),
        "female",
    )
    assert person.id_number_cipher is not None
    assert resources.keys.decrypt(person.id_number_cipher, context="people_person.id_number") == (
        NUMBER
    )
    assert (post.organisation_id, post.working_group) == (
        people.xa_a.id,
        WorkingGroup.COMMUNICATION,
    )
    assert (post.full_time, post.category) == (True, Category.CIVIL_SERVANT)
    assert (post.valid_from, post.valid_to) == (date(2026, 3, 1), date(2028, 1, 1))
    assert account.password_hash is None
    assert (enrolment.programme_key, enrolment.due_on) == ("thu", date(2026, 12, 31))
    page = binh.get(address)
    assert "Đã ghi 1 thay đổi" in page.text
    assert "Nguyễn Thị Ánh" in binh.get("/nhan-su").text


def test_without_a_day_the_post_begins_on_the_day_of_applying(
    binh: Browser, resources: Resources
) -> None:
    upload(binh, resources, row(staff_code="CB01"))
    assert [post.valid_from for post in posts(resources, "CB01")] == [local_day(utc_now())]


def test_the_same_file_again_changes_nothing(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        unit = people.xa_b
        add_code(
            session, organisation=unit, scheme="commune", code="00123", valid_from=BEGAN, now=NOON
        )
    rows = [
        FULL,
        row("Hai", staff_code="CB02"),
        row("Ba", id_number="001085000018", unit="00123"),
        row("Bốn", staff_code="CB04", **{"from": "01/01/2024", "to": "30/06/2024"}),
        row("Năm", staff_code="CB05", unit=""),
    ]
    upload(binh, resources, *rows)
    before = [count(resources, table) for table in (Person, Post, Account, Enrolment)]

    address = preview(binh, resources, *rows)

    assert change_set_at(resources, address).counts == {"unchanged": 4, "error": 1}
    page = binh.get(address)
    assert page.find(string="0 thay đổi")
    assert not page.select(f'form[action="{address}/ghi"]')
    assert [count(resources, table) for table in (Person, Post, Account, Enrolment)] == before


def test_a_change_of_post_ends_the_old_one_and_keeps_what_was_known(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="Y1")
    then = utc_now()

    upload(
        binh,
        resources,
        row("Hồ Văn Yên", staff_code="Y1", unit="Xã B", **{"from": "01/10/2026"}),
    )

    old, new = posts(resources, "Y1")
    day = date(2026, 10, 1)
    assert (old.organisation_id, old.valid_from, old.valid_to) == (people.xa_a.id, BEGAN, day)
    assert (new.organisation_id, new.valid_from, new.valid_to) == (people.xa_b.id, day, None)
    assert (new.category, new.title) == (Category.CIVIL_SERVANT, None)
    person = find(resources, "Y1")
    with resources.database.reading() as session:
        known = posts_at(as_of=date(2026, 11, 1), known_at=then)
        (past,) = session.scalars(known.where(Post.person_id == person.id))
    assert past.organisation_id == people.xa_a.id
    again = preview(binh, resources, row("Hồ Văn Yên", staff_code="Y1", unit="Xã B"))
    assert change_set_at(resources, again).counts == {"unchanged": 1}


@pytest.mark.parametrize(
    "cells",
    [{"group": "Thông tin cơ sở"}, {"category": "Viên chức"}, {"full_time": "Kiêm nhiệm"}],
    ids=["group", "category", "full-time"],
)
def test_a_change_on_the_day_of_applying_keeps_the_title(
    binh: Browser, resources: Resources, people: People, cells: dict[str, str]
) -> None:
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="Y1")

    upload(binh, resources, row("Hồ Văn Yên", staff_code="Y1", **cells))

    old, new = posts(resources, "Y1")
    today = local_day(utc_now())
    assert (old.valid_to, new.valid_from, new.title) == (today, today, "Chuyên viên")


def test_a_changed_name_birth_date_or_contact_is_a_correction(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="Y1")
    before = [post.id for post in posts(resources, "Y1")]

    upload(
        binh,
        resources,
        row("Hồ Văn Yến", staff_code="Y1", born_on="05/02/1985", phone="0912345678"),
    )

    person = find(resources, "Y1")
    assert (person.full_name, person.born_on, person.phone) == (
        "Hồ Văn Yến",
        date(1985, 2, 5),
        "0912345678",
    )
    assert [post.id for post in posts(resources, "Y1")] == before
    upload(binh, resources, row("Hồ Văn Yến", staff_code="Y1", phone=""))
    assert find(resources, "Y1").phone == "0912345678"


def test_a_new_title_is_a_correction_of_the_post(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="Y1")
    upload(binh, resources, row("Hồ Văn Yên", staff_code="Y1", title="Phó trưởng phòng"))
    (post,) = posts(resources, "Y1")
    assert (post.title, post.valid_from) == ("Phó trưởng phòng", BEGAN)


def test_a_last_day_ends_the_post_and_a_return_needs_a_new_first_day(
    binh: Browser, resources: Resources, people: People
) -> None:
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="Y1")
    last = {"title": "Trưởng phòng", "to": "31/10/2026"}
    upload(binh, resources, row("Hồ Văn Yên", staff_code="Y1", **last))
    (post,) = posts(resources, "Y1")
    assert (post.valid_to, post.title) == (date(2026, 11, 1), "Trưởng phòng")

    again = preview(binh, resources, row("Hồ Văn Yên", staff_code="Y1", **last))
    assert change_set_at(resources, again).counts == {"unchanged": 1}
    old = preview(binh, resources, row("Hồ Văn Yên", staff_code="Y1", **{"from": "01/01/2025"}))
    assert "ngày cuối 31/10/2026" in problems_at(resources, old)[0][0][1]
    early = preview(binh, resources, row("Hồ Văn Yên", staff_code="Y1", to="31/12/2024"))
    assert problems_at(resources, early)[0][0][0] == "to"
    upload(binh, resources, row("Hồ Văn Yên", staff_code="Y1", **{"from": "10/11/2026"}))
    assert [post.valid_from for post in posts(resources, "Y1")] == [BEGAN, date(2026, 11, 10)]


def test_a_due_date_moves_and_what_was_completed_is_not_begun_again(
    binh: Browser, resources: Resources
) -> None:
    cells = {"staff_code": "CB01", "programme": "thu"}
    upload(binh, resources, row(**cells))
    upload(binh, resources, row(**cells, due_on="31/12/2026"))
    with resources.database.transaction() as session:
        enrolment = session.scalars(select(Enrolment)).one()
        assert enrolment.due_on == date(2026, 12, 31)
        address = preview(binh, resources, row(**cells, due_on="31/03/2027"))
        enrolment.completed_at = utc_now()

    apply(binh, resources, address)
    again = preview(binh, resources, row(**cells, due_on="31/05/2027"))

    assert count(resources, Enrolment) == 1
    assert change_set_at(resources, again).counts == {"unchanged": 1}
    with resources.database.reading() as session:
        assert session.scalars(select(Enrolment.due_on)).one() == date(2026, 12, 31)


def test_what_is_not_ready_is_not_applied(binh: Browser, resources: Resources) -> None:
    refused = preview(binh, resources)
    page = binh.post(f"{refused}/ghi", status=409)
    assert "chưa sẵn sàng" in page.text


def test_rows_with_mistakes_are_left_out_and_the_result_says_why(
    binh: Browser, resources: Resources
) -> None:
    address = upload(
        binh, resources, row("Một", staff_code="CB01", id_number=NUMBER), row("Hai", unit="Xã Z")
    )

    sheet = openpyxl.load_workbook(BytesIO(binh.download(f"{address}/ket-qua.xlsx"))).worksheets[0]

    rows = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
    assert [line[:3] for line in rows] == [[2, "Một", "Thêm mới"], [3, "Hai", "Lỗi, không ghi"]]
    assert "Xã Z" in str(rows[1][4])
    assert NUMBER not in str(rows)
    assert "Kết quả" in sheet.title


def test_old_rows_are_forgotten_and_their_preview_with_them(
    binh: Browser, resources: Resources
) -> None:
    address = preview(binh, resources, row(staff_code="CB01"))
    with resources.database.transaction() as session:
        made_at = session.scalars(select(ChangeSet.created_at)).one()
    service.forget_rows(resources, now=made_at + KEPT)
    assert change_set_at(resources, address).state == State.READY
    service.forget_rows(resources, now=utc_now() + KEPT)
    assert rows_at(resources, address) == []
    assert not list(resources.settings.data_dir.rglob("roster/*"))
    binh.get(address)
    binh.post(f"{address}/ghi", status=409)


def test_changing_needs_a_form_of_ours(binh: Browser, resources: Resources) -> None:
    address = preview(binh, resources, row(staff_code="CB01"))
    binh.post(f"{address}/ghi", status=400, token=False)
