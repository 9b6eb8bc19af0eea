"""The other changes: rename, re-kind, move, split, close."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.organisations.service import OrganisationKind, codes_of
from lms.people.service import Person
from tests.reorganisation.desk import ON, address, anew, make, posts, preview, unit_named
from tests.support.browser import Browser, text_of
from tests.support.factories import People, add_staff, add_unit

CHANGES = ("doi-ten", "doi-loai", "chuyen", "sap-nhap", "chia-tach", "tach-ra", "ngung-hoat-dong")


def test_the_unit_page_offers_the_changes(browser: Browser, people: People) -> None:
    browser.sign_in(people.admin)
    page = browser.get(f"/don-vi/{people.province.uuid}")
    links = {str(a["href"]) for a in page.select("a[href*=thay-doi]")}
    assert links == {address(people.province, change) for change in CHANGES}
    assert "5 người giữ vị trí tại đơn vị và 2 đơn vị bên dưới" in text_of(page)
    assert not browser.get(f"/don-vi/{people.root.uuid}").select("a[href*=thay-doi]")


def test_a_unit_is_renamed(browser: Browser, people: People, resources: Resources) -> None:
    browser.sign_in(people.admin)
    shown = browser.get(address(people.xa_a, "doi-ten"))
    assert shown.select_one("input[name=name][value='Xã A']")
    fields = {"name": "Phường A", "short_name": "PA"}
    assert "Xã A → Phường A" in text_of(preview(browser, people.xa_a, "doi-ten", fields))
    make(browser, people.xa_a, "doi-ten", fields)
    page = text_of(browser.follow())
    assert "Từ 01/01/2025 đến trước 01/07/2025 Xã A" in page
    assert "Từ 01/07/2025 Phường A" in page
    assert anew(resources, people.xa_a).name == "Phường A"


def test_a_unit_becomes_one_of_another_kind(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.admin)
    text = text_of(preview(browser, people.xa_a, "doi-loai", {"kind": "press"}))
    assert "Xã, phường, đặc khu → Cơ quan báo chí" in text
    make(browser, people.xa_a, "doi-loai", {"kind": "press"})
    assert anew(resources, people.xa_a).kind == OrganisationKind.PRESS


def test_a_unit_moves(browser: Browser, people: People, resources: Resources) -> None:
    browser.sign_in(people.admin)
    text = text_of(preview(browser, people.xa_a, "chuyen", {"target": "Tỉnh C"}))
    assert "Tỉnh A → Tỉnh C" in text
    make(browser, people.xa_a, "chuyen", {"target": "Tỉnh C"})
    assert anew(resources, people.xa_a).parent_id == people.elsewhere.id
    (post,) = posts(resources, people.an)
    assert post.valid_to is None
    make(browser, people.xa_a, "chuyen", {"target": "Toàn quốc", "start": "02/07/2025"})
    assert anew(resources, people.xa_a).parent_id == people.root.id


def test_a_unit_is_split_and_people_go_where_they_are_sent(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        em = add_staff(session, resources.keys, "Đỗ Em", people.xa_a)
    browser.sign_in(people.admin)
    parts = {"parts": "Xã Một | 00001\nXã Hai"}
    page = preview(browser, people.xa_a, "chia-tach", parts)
    assert {str(tag["name"]) for tag in page.select("select")} == {
        "nhom-communication",
        *(f"nguoi-{person.uuid}" for person in (people.an, em)),
    }
    make(browser, people.xa_a, "chia-tach", {**parts, f"nguoi-{em.uuid}": "1"})
    one, two = unit_named(resources, "Xã Một"), unit_named(resources, "Xã Hai")
    assert posts(resources, people.an)[-1].organisation_id == one.id
    assert posts(resources, em)[-1].organisation_id == two.id
    with resources.database.reading() as session:
        assert [code.code for code in codes_of(session, one.id)] == ["00001"]


def test_new_units_are_carved_out_of_one_that_goes_on(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        em = add_staff(session, resources.keys, "Đỗ Em", people.xa_a)
        giang = add_staff(session, resources.keys, "Hồ Giang", people.xa_a)
        hamlet = add_unit(session, "Thôn 1", OrganisationKind.DEPARTMENT, people.xa_a)
        add_unit(session, "Thôn 2", OrganisationKind.DEPARTMENT, people.xa_a)
    browser.sign_in(people.admin)
    preview(browser, people.xa_a, "tach-ra", {"parts": "| 1"}, status=422)
    parts = {"parts": "Xã Mới | 00001\nXã Nữa"}
    text = text_of(preview(browser, people.xa_a, "tach-ra", parts))
    assert "“Xã A” vẫn hoạt động" in text
    assert "Truyền thông (3 người)" in text
    chosen = {
        "nhom-communication": "1",
        f"nguoi-{people.an.uuid}": "0",
        f"nguoi-{em.uuid}": "",
        f"nguoi-{giang.uuid}": "2",
        f"don-vi-{hamlet.uuid}": "1",
    }
    make(browser, people.xa_a, "tach-ra", {**parts, **chosen})
    assert "Xã A → Xã Mới ; Xã Nữa" in text_of(browser.follow())
    new, other = unit_named(resources, "Xã Mới"), unit_named(resources, "Xã Nữa")
    assert [(p.organisation_id, p.valid_to) for p in posts(resources, people.an)] == [
        (people.xa_a.id, None)
    ]
    assert [p.organisation_id for p in posts(resources, em)] == [people.xa_a.id, new.id]
    assert [p.organisation_id for p in posts(resources, giang)] == [people.xa_a.id, other.id]
    assert anew(resources, hamlet).parent_id == new.id
    assert anew(resources, people.xa_a).closed_on is None
    assert "Thôn 2" in text_of(browser.get(f"/don-vi/{people.xa_a.uuid}"))


@pytest.mark.parametrize("parts", ["Xã Một", "Xã Một\nxã  một", "| 1\nXã Một", ""])
def test_a_unit_is_split_into_two_at_least(browser: Browser, people: People, parts: str) -> None:
    browser.sign_in(people.admin)
    preview(browser, people.xa_a, "chia-tach", {"parts": parts}, status=422)


def test_a_unit_with_people_is_not_closed(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.admin)
    refused = preview(browser, people.xa_a, "ngung-hoat-dong", status=409)
    assert "vẫn còn 1 người giữ vị trí tại “Xã A”" in text_of(refused)
    with resources.database.transaction() as session:
        empty = add_unit(session, "Thôn 1", OrganisationKind.DEPARTMENT, people.xa_a)
    make(browser, empty, "ngung-hoat-dong")
    assert "Xã A" in text_of(browser.follow())
    assert anew(resources, empty).closed_on == ON


def test_units_elsewhere_are_not_found(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        em = add_staff(session, resources.keys, "Đỗ Em", people.province, role=Role.ADMIN)
    browser.sign_in(em)
    for unit in (people.elsewhere, people.root):
        browser.get(address(unit, "doi-ten"), status=404)
        browser.post(address(unit, "doi-ten"), {"name": "Khác"}, status=404)
    browser.get(address(people.xa_a, "khong-co"), status=404)
    browser.get(f"/don-vi/{uuid4()}/thay-doi/doi-ten", status=404)


def test_only_administrators_change_units(browser: Browser, people: People) -> None:
    for person in (people.an, people.binh, people.manager, people.auditor):
        browser.sign_in(person)
        browser.get(address(people.xa_a, "doi-ten"), status=403)
        browser.post(address(people.xa_a, "doi-ten"), {"name": "Khác"}, status=403)


def test_strangers_sign_in_first(app: Flask, people: People) -> None:
    stranger = Browser(app)
    stranger.get(address(people.xa_a, "doi-ten"), status=302)
    stranger.post(address(people.xa_a, "doi-ten"), {"name": "Khác"}, status=401)


def test_forms_without_their_token_are_refused(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.admin)
    browser.post(address(people.xa_a, "doi-ten"), {"name": "Khác"}, status=400, token=False)
    assert anew(resources, people.xa_a).name == "Xã A"


def test_the_pages_are_there_in_english(app: Flask, people: People) -> None:
    browser = Browser(app, "en")
    browser.sign_in(people.admin)
    assert "Merge: Xã A" in text_of(browser.get(address(people.xa_a, "sap-nhap")))
    assert "receiving unit" in text_of(
        preview(browser, people.xa_a, "sap-nhap", {"target": "Xã B"})
    )


def test_withdrawn_people_are_not_counted(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        an = session.scalars(select(Person).where(Person.id == people.an.id)).one()
        an.withdrawn_at = an.recorded_at
    browser.sign_in(people.admin)
    make(browser, people.xa_a, "ngung-hoat-dong")
    assert anew(resources, people.xa_a).closed_on == ON
