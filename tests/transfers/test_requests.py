"""One unit's HR asks for somebody whom another keeps, and learns nothing by it."""

from datetime import date

import pytest
from sqlalchemy import func, select

from lms.core.audit import AuditEvent
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.people.service import (
    Person,
    id_fingerprint,
    parse_id_number,
)
from lms.transfers.models import Request
from lms.transfers.service import asking
from tests.support.browser import Browser, text_of
from tests.support.factories import People, add_staff, give_role
from tests.support.staff_files import preview, row
from tests.transfers.wishes import LIST, NUMBER, SENT, ask, asked


def test_the_officer_learns_the_same_whoever_was_meant(
    browser: Browser, people: People, resources: Resources
) -> None:
    for code in ("AN-1", "KHONG-CO"):
        page = ask(browser, people, staff_code=code)
        assert SENT in page
        assert "Xã A" not in page
    with resources.database.reading() as session:
        found = session.scalars(select(Request.person_id).order_by(Request.id)).all()
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "transfer.asked")
        ).all()
    assert found == [people.an.id, None]
    assert len(events) == 2


def test_what_is_asked_for_is_checked(
    browser: Browser, people: People, resources: Resources
) -> None:
    assert "Hãy điền số định danh hoặc mã cán bộ" in ask(browser, people, staff_code="", status=422)
    assert "số 0" in ask(browser, people, id_number="01185000017", status=422)
    assert "Không tìm thấy đơn vị" in ask(browser, people, unit="Xã A", status=422)
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Lý Thị Yên", people.elsewhere, staff_code="C-1")
    assert "thuộc phạm vi quản lý của bạn" in ask(browser, people, staff_code="C-1", status=409)
    assert asked(resources).id is None


def test_it_is_withdrawn_by_whoever_asked_only(
    browser: Browser, people: People, resources: Resources
) -> None:
    ask(browser, people)
    uuid = asked(resources).uuid
    browser.sign_in(people.binh)
    browser.post(f"{LIST}/{uuid}/rut", status=404)
    browser.sign_in(people.chi)
    browser.get(f"{LIST}/{uuid}", status=404)
    browser.post(f"{LIST}/{uuid}", {"answer": "dong-y", "reason": "Tôi"}, status=404)
    browser.get(LIST)
    browser.post(f"{LIST}/{uuid}/rut")
    assert "Đã rút" in text_of(browser.follow())
    browser.post(f"{LIST}/{uuid}/rut", status=409)
    browser.sign_in(people.binh)
    assert "Trần Thị An" not in text_of(browser.get(LIST))
    for person in (people.manager, people.auditor):
        browser.sign_in(person)
        browser.get(LIST, status=403)


def test_a_code_that_two_agencies_use_means_whose_name_was_typed(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        other = add_staff(session, resources.keys, "Lò Văn Bảy", people.xa_b)
        other = session.get_one(Person, other.id)
        other.staff_code, other.staff_code_scope = "AN-1", people.root.id
    ask(browser, people, name="tran thi an")
    assert asked(resources).person_id == people.an.id


def test_colleagues_see_what_their_unit_asked_for_and_the_same_is_asked_once(
    browser: Browser, people: People, resources: Resources
) -> None:
    for _ in range(2):
        ask(browser, people)
    with resources.database.transaction() as session:
        give_role(session, people.manager, Role.HR, people.elsewhere)
        assert session.scalar(select(func.count()).select_from(Request)) == 1
    browser.sign_in(people.manager)
    assert "Trần Thị An" in text_of(browser.get(LIST))


def test_an_officer_has_so_many_open_ones_at_most(
    browser: Browser, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_OPEN", 2)
    for code in ("A", "B"):
        ask(browser, people, staff_code=code)
    assert "2 đề nghị chờ trả lời" in ask(browser, people, staff_code="C", status=409)


def test_a_staff_file_asks_for_all_its_rows_at_once(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.chi)
    an = {"id_number": NUMBER, "unit": "Tỉnh C", "title": "Phó phòng"}
    with resources.database.transaction() as session:
        person = session.get_one(Person, people.an.id)
        person.id_number_index = id_fingerprint(
            resources.keys, parse_id_number(NUMBER, today=date(2026, 1, 1))
        )
    address = preview(
        browser, resources, row("Trần Thị An", **an), row("Mới", staff_code="M1", unit="Tỉnh C")
    )
    page = browser.get(address)
    assert "Người do đơn vị khác quản lý: 1 hàng" in text_of(page)
    where = f"{LIST}/tu-tep/{address.rpartition('/')[2]}"
    browser.post(where, {"kind": "chuyen", "reason": " "})
    assert "hãy ghi lý do" in text_of(browser.follow())
    assert asked(resources).id is None

    browser.post(where, {"kind": "chuyen", "reason": "Theo tệp"})

    assert "Đã ghi 1 đề nghị." in text_of(browser.follow())
    found = asked(resources)
    assert (found.person_id, found.title) == (people.an.id, "Phó phòng")
    assert found.organisation_id == people.elsewhere.id
    browser.sign_in(people.binh)
    browser.post(where, {"kind": "chuyen", "reason": "Tệp của người khác"}, status=404)
