"""The administrator's pages of units, and HR's page of whom to call."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.audit import AuditEvent
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.organisations.service import Contact, Organisation, codes_of
from lms.people.service import Person
from tests.support.browser import Browser, text_of
from tests.support.factories import People, add_staff, give_role

UNIT = {"name": "Xã Mới", "short_name": "", "kind": "commune", "code": "M-01", "start": ""}
CONTACT = {"name": "Lê Văn Bình", "phone": "0243 000 0001"}


def page(unit: Organisation) -> str:
    return f"/don-vi/{unit.uuid}"


def units_named(resources: Resources, name: str) -> list[Organisation]:
    with resources.database.reading() as session:
        return [*session.scalars(select(Organisation).where(Organisation.name == name))]


@pytest.fixture
def provincial(resources: Resources, people: People) -> Person:
    """An administrator of the province only."""
    with resources.database.transaction() as session:
        return add_staff(session, resources.keys, "Đỗ Văn Em", people.province, role=Role.ADMIN)


def test_an_administrator_walks_down_the_tree(browser: Browser, people: People) -> None:
    browser.sign_in(people.admin)
    browser.get("/don-vi", status=302)
    root = browser.follow()
    assert "Tỉnh A" in text_of(root)
    assert "Tỉnh C" in text_of(root)
    assert "Đổi tên" not in text_of(root)  # the root stays as it is
    below = browser.get(page(people.province))
    assert "Đơn vị trực thuộc (2)" in text_of(below)
    assert "Toàn quốc" in text_of(below)
    assert "Chưa có đơn vị trực thuộc" in text_of(browser.get(page(people.xa_a)))


def test_several_parts_are_listed(browser: Browser, people: People, resources: Resources) -> None:
    with resources.database.transaction() as session:
        person = add_staff(session, resources.keys, "Đỗ Em", people.xa_a, role=Role.ADMIN)
        give_role(session, person, Role.ADMIN, people.elsewhere)
    browser.sign_in(person)
    listed = text_of(browser.get("/don-vi"))
    assert "Xã A" in listed
    assert "Tỉnh C" in listed


def test_units_above_the_scope_are_not_linked(
    browser: Browser, provincial: Person, people: People
) -> None:
    browser.sign_in(provincial)
    shown = browser.get(page(people.xa_a))
    assert "Tỉnh A" in text_of(shown)
    assert "Toàn quốc" not in text_of(shown)


def test_an_administrator_adds_a_unit(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.admin)
    browser.post(page(people.province), UNIT)
    assert "Đã thêm đơn vị “Xã Mới”" in text_of(browser.follow())
    (unit,) = units_named(resources, "Xã Mới")
    assert unit.parent_id == people.province.id
    with resources.database.reading() as session:
        assert [code.code for code in codes_of(session, unit.id)] == ["M-01"]
    assert "mã M-01" in text_of(browser.get(page(unit)))


def test_a_code_in_use_is_refused_and_nothing_is_kept(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.admin)
    browser.post(page(people.province), UNIT)
    refused = browser.post(page(people.province), {**UNIT, "name": "Xã Khác"}, status=409)
    assert "Mã M-01 đang thuộc đơn vị “Xã Mới”" in text_of(refused)
    assert units_named(resources, "Xã Khác") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("code", "x" * 41),
        ("start", "32/01/2026"),
        ("start", "01/01/9999"),
        ("kind", "root"),
        ("kind", ""),
    ],
)
def test_a_bad_unit_is_refused(
    browser: Browser, people: People, resources: Resources, field: str, value: str
) -> None:
    browser.sign_in(people.admin)
    refused = browser.post(page(people.province), {**UNIT, field: value}, status=422)
    assert "Cần sửa trước khi gửi" in text_of(refused)
    assert units_named(resources, UNIT["name"]) == []


def test_units_elsewhere_are_not_found(
    browser: Browser, provincial: Person, people: People, resources: Resources
) -> None:
    browser.sign_in(provincial)
    for unit in (people.elsewhere, people.root):
        browser.get(page(unit), status=404)
        browser.post(page(unit), UNIT, status=404)
        browser.get(f"{page(unit)}/cay", status=404)
    browser.get(f"/don-vi/{uuid4()}", status=404)
    assert units_named(resources, "Xã Mới") == []


def test_only_administrators_see_and_change_units(browser: Browser, people: People) -> None:
    for person in (people.an, people.binh, people.manager, people.auditor):
        browser.sign_in(person)
        browser.get("/don-vi", status=403)
        browser.get(page(people.xa_a), status=403)
        browser.post(page(people.xa_a), UNIT, status=403)
        browser.get(f"{page(people.xa_a)}/cay", status=403)


def test_strangers_sign_in_first(app: Flask, people: People) -> None:
    stranger = Browser(app)
    for path in ("/don-vi", page(people.xa_a), "/don-vi/lien-he"):
        stranger.get(path, status=302)
        assert stranger.response is not None
        assert stranger.response.headers["Location"].startswith("/dang-nhap?next=")
    for path in (
        page(people.xa_a),
        f"/don-vi/lien-he/{people.xa_a.uuid}",
    ):
        stranger.post(path, UNIT, status=401)


def test_forms_without_their_token_are_refused(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.admin)
    browser.post(page(people.province), UNIT, status=400, token=False)
    browser.sign_in(people.binh)
    path = f"/don-vi/lien-he/{people.province.uuid}"
    browser.post(path, CONTACT, status=400, token=False)
    assert units_named(resources, "Xã Mới") == []
    with resources.database.reading() as session:
        assert session.scalars(select(Contact)).all() == []


def test_hr_sets_whom_to_call(browser: Browser, people: People, resources: Resources) -> None:
    browser.sign_in(people.binh)
    assert "Tỉnh A" in text_of(browser.get("/don-vi/lien-he"))
    path = f"/don-vi/lien-he/{people.province.uuid}"
    browser.post(path, CONTACT)
    assert "Đã lưu liên hệ của “Tỉnh A”" in text_of(browser.follow())
    browser.post(path, {**CONTACT, "phone": "0243 000 0002"})
    shown = browser.follow()
    assert shown.select_one("input[name=phone][value='0243 000 0002']")
    with resources.database.reading() as session:
        (contact,) = session.scalars(select(Contact)).all()
        assert contact.organisation_id == people.province.id
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "organisation.contact_set")
        ).all()
    assert [event.subject_uuid for event in events] == [people.province.uuid] * 2
    assert "0243" not in str([event.detail for event in events])


def test_hr_sets_it_for_a_unit_below_too(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    browser.post(f"/don-vi/lien-he/{people.xa_a.uuid}", CONTACT)
    refused = browser.post(
        f"/don-vi/lien-he/{people.xa_a.uuid}", {**CONTACT, "name": ""}, status=422
    )
    assert "Xã A" in text_of(refused)
    with resources.database.reading() as session:
        assert session.scalars(select(Contact.organisation_id)).all() == [people.xa_a.id]


@pytest.mark.parametrize("data", [{**CONTACT, "name": " "}, {**CONTACT, "phone": "0" * 31}])
def test_an_incomplete_contact_is_refused_beside_its_unit(
    browser: Browser, people: People, resources: Resources, data: dict[str, str]
) -> None:
    with resources.database.transaction() as session:
        give_role(session, people.binh, Role.HR, people.elsewhere)
    browser.sign_in(people.binh)
    refused = browser.post(f"/don-vi/lien-he/{people.province.uuid}", data, status=422)
    (card,) = [form for form in refused.select("form.card") if form.select(".err-t")]
    assert "Tỉnh A" in card.get_text()
    with resources.database.reading() as session:
        assert session.scalars(select(Contact)).all() == []


def test_contacts_elsewhere_are_not_found_and_others_may_not_set_them(
    browser: Browser, people: People
) -> None:
    path = f"/don-vi/lien-he/{people.province.uuid}"
    browser.sign_in(people.chi)
    browser.post(path, CONTACT, status=404)
    assert "Tỉnh A" not in text_of(browser.get("/don-vi/lien-he"))
    for person in (people.an, people.manager, people.auditor, people.admin):
        browser.sign_in(person)
        browser.get("/don-vi/lien-he", status=403)
        browser.post(path, CONTACT, status=403)


def test_the_pages_are_in_english_too(app: Flask, people: People) -> None:
    browser = Browser(app, language="en")
    browser.sign_in(people.admin)
    assert "Units below (2)" in text_of(browser.get(page(people.province)))
