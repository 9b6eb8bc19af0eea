"""The administrator's pages: accounts, roles, codes, suspension."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from lms.accounts.models import ActivationCode, RoleGrant
from lms.accounts.service import open_account
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.core.text import short_date
from lms.people.service import Person
from tests.accounts.world import ROOT, account, form, page, roles
from tests.support.browser import Browser, text_of
from tests.support.factories import PASSWORD, People, give_password

NEW = {
    "name": "Đinh Thị Gấm",
    "staff_code": "TA-900",
    "email": "gam@lantoa.test",
    "phone": "0912 345 678",
    **form(),
}


def everything(own: str) -> Iterator[tuple[str, str]]:
    yield from (("GET", path) for path in (ROOT, f"{ROOT}/moi", own))
    yield from (("POST", path) for path in (f"{ROOT}/moi", f"{own}/quyen", f"{own}/khoa"))
    yield from (("POST", path) for path in (f"{own}/ma", f"{own}/quyen/{uuid4()}/thu-hoi"))


def test_accounts_in_scope_are_listed_by_given_name_and_found(
    browser: Browser, em: Person, people: People, resources: Resources
) -> None:
    page(resources, people.an)
    browser.sign_in(em)
    listed = [cell.get_text() for cell in browser.get(ROOT).select("tbody th")]
    assert listed == [
        "Trần Thị An",
        "Lê Văn Bình",
        "Vũ Văn Dũng",
        "Đỗ Văn Em",
        "Hồ Thị Giang",
        "Ngô Văn Hải",
    ]
    found = text_of(browser.get(f"{ROOT}?tim=bi%CC%80nh"))
    assert "Lê Văn Bình" in found
    assert "Trần Thị An" not in found
    assert "Không có tài khoản nào" in text_of(browser.get(f"{ROOT}?tim=chi"))
    assert "Trần Thị An" in text_of(browser.get(f"{ROOT}?tim=%00"))


def test_the_list_says_who_can_sign_in(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        give_password(session, people.an)
        account(session, people.binh).suspended_at = utc_now()
    browser.sign_in(people.admin)
    rows = {r.th.get_text(): text_of(r) for r in browser.get(ROOT).select("tbody tr") if r.th}
    assert "Đang dùng" in rows["Trần Thị An"]
    assert "Đã khóa" in rows["Lê Văn Bình"]
    assert "Chưa kích hoạt" in rows["Phạm Thị Chi"]


def test_a_new_account_has_a_role_and_a_code_shown_once(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.admin)
    browser.get(f"{ROOT}/moi")
    made = browser.post(f"{ROOT}/moi", NEW, status=200)
    code = made.select_one("code")
    assert code is not None
    assert "no-store" in browser.response.headers["Cache-Control"]  # type: ignore[union-attr]
    assert not made.select("input[value='TA-900']")
    assert not browser.get(f"{ROOT}/moi").select("code")
    with resources.database.transaction() as session:
        now = utc_now()
        own = open_account(
            session, resources.keys, code=code.get_text(), password=PASSWORD, now=now
        )
        person = session.get_one(Person, own.person_id)
    assert (person.full_name, person.phone) == ("Đinh Thị Gấm", "0912345678")
    assert person.staff_code_scope == people.province.id
    assert roles(resources, person) == [("hr", people.xa_a.id)]
    again = browser.post(f"{ROOT}/moi", NEW, status=409)
    assert "Mã cán bộ TA-900 đã thuộc về người khác" in text_of(again)
    browser.post("/dang-xuat")
    browser.get("/dang-nhap")
    browser.post("/dang-nhap", {"name": "0912 345 678", "password": PASSWORD})
    assert "Đinh Thị Gấm" in text_of(browser.get("/tai-khoan"))


def test_a_bad_account_is_refused_whole(
    browser: Browser, people: People, resources: Resources
) -> None:
    bad = [
        ({"name": ""}, "Hãy điền mục này."),
        ({"staff_code": " "}, "Hãy điền mục này."),
        ({"reason": ""}, "Hãy điền mục này."),
        ({"last_day": "không phải ngày"}, "Hãy viết ngày/tháng/năm"),
        ({"last_day": "31/12/9999"}, "Hãy viết ngày/tháng/năm"),
        ({"last_day": "01/02/2025"}, "Ngày cuối của quyền, 01/02/2025, đã qua"),
        ({"unit": "Xã Không Có"}, "Không tìm thấy đơn vị “Xã Không Có”"),
    ]
    browser.sign_in(people.admin)
    for data, says in bad:
        refused = browser.post(f"{ROOT}/moi", {**NEW, **data}, status=422)
        assert says in text_of(refused)
        assert not refused.select("code")
    with resources.database.reading() as session:
        made = select(Person).where(Person.full_name == NEW["name"])
        assert session.scalars(made).all() == []


def test_an_administrator_gives_and_takes_a_role(
    browser: Browser, people: People, resources: Resources
) -> None:
    own = page(resources, people.an)
    browser.sign_in(people.admin)
    assert "Chưa giữ quyền nào" in text_of(browser.get(own))
    last = short_date(local_day(utc_now()) + timedelta(days=30))
    browser.post(f"{own}/quyen", form(last_day=last))
    shown = browser.follow()
    assert "Cán bộ tổ chức – Xã A" in text_of(shown)
    assert roles(resources, people.an) == [("hr", people.xa_a.id)]
    again = browser.post(f"{own}/quyen", form(), status=409)
    assert "đang giữ quyền đó" in text_of(again)
    (taking,) = shown.select("form[action$='/thu-hoi']")
    browser.post(str(taking["action"]))
    assert "Đã thu hồi quyền" in text_of(browser.follow())
    assert roles(resources, people.an) == []
    browser.post(str(taking["action"]), status=409)


def test_today_is_a_last_day_that_can_be_given(
    browser: Browser, people: People, resources: Resources
) -> None:
    own = page(resources, people.an)
    browser.sign_in(people.admin)
    browser.post(f"{own}/quyen", form(last_day=short_date(local_day(utc_now()))))
    assert roles(resources, people.an) == [("hr", people.xa_a.id)]


def test_the_country_can_get_a_second_administrator(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.admin)
    own = page(resources, people.an)
    browser.post(f"{own}/quyen", form(role="admin", unit="Toàn quốc"))
    assert roles(resources, people.an) == [("admin", people.root.id)]


def test_nobody_grants_more_than_they_hold(
    browser: Browser, em: Person, people: People, resources: Resources
) -> None:
    own = page(resources, people.an)
    browser.sign_in(em)
    for unit in ("Toàn quốc", "Tỉnh C"):
        refused = browser.post(f"{own}/quyen", form(unit=unit), status=422)
        assert "Không tìm thấy đơn vị" in text_of(refused)
    refused = browser.post(f"{page(resources, em)}/quyen", form(), status=403)
    assert "Không thể tự giao" in text_of(refused)
    assert roles(resources, people.an) == []
    assert roles(resources, em) == [("admin", people.province.id)]


def test_another_accounts_grant_is_not_found(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.reading() as session:
        hr = select(RoleGrant).where(RoleGrant.role == Role.HR)
        grant = session.scalars(hr.where(RoleGrant.organisation_id == people.province.id)).one()
    browser.sign_in(people.admin)
    browser.post(f"{page(resources, people.an)}/quyen/{grant.uuid}/thu-hoi", status=404)
    assert roles(resources, people.binh) == [("hr", people.province.id)]


def test_accounts_elsewhere_are_not_found(
    browser: Browser, em: Person, people: People, resources: Resources
) -> None:
    browser.sign_in(em)
    for own in (page(resources, people.chi), f"{ROOT}/{uuid4()}"):
        browser.get(own, status=404)
        browser.post(f"{own}/quyen", form(), status=404)
        for path in ("khoa", "ma", f"quyen/{uuid4()}/thu-hoi"):
            browser.post(f"{own}/{path}", status=404)
    assert roles(resources, people.chi) == [("hr", people.elsewhere.id)]


def test_forms_without_their_token_are_refused(
    browser: Browser, people: People, resources: Resources
) -> None:
    own = page(resources, people.an)
    browser.sign_in(people.admin)
    for method, path in everything(own):
        if method == "POST":
            browser.post(path, NEW, status=400, token=False)
    assert roles(resources, people.an) == []
    with resources.database.reading() as session:
        assert session.scalars(select(ActivationCode)).all() == []


def test_the_pages_are_in_english_too(app: Flask, people: People, resources: Resources) -> None:
    browser = Browser(app, language="en")
    browser.sign_in(people.admin)
    assert "HR officer" in text_of(browser.get(page(resources, people.binh)))
    assert "Create" in text_of(browser.get(f"{ROOT}/moi"))
