"""The administrator's pages: accounts, roles, codes, suspension."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import ActivationCode, RoleGrant
from lms.accounts.service import current_grants, open_account
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.core.text import short_date
from lms.people.service import Person
from tests.accounts.world import account, events, form
from tests.support.browser import Browser, text_of
from tests.support.factories import PASSWORD, People, add_staff, give_password, give_role

ROOT = "/quan-tri/tai-khoan"
NEW = {
    "name": "Đinh Thị Gấm",
    "staff_code": "TA-900",
    "email": "gam@lantoa.test",
    "phone": "0912 345 678",
    **form(),
}


def page(resources: Resources, person: Person) -> str:
    with resources.database.transaction() as session:
        return f"{ROOT}/{account(session, person).uuid}"


def roles(resources: Resources, person: Person) -> list[tuple[str, int]]:
    with resources.database.transaction() as session:
        own = account(session, person)
        held = current_grants(session, account_id=own.id, today=local_day(utc_now()))
        return [(grant.role, grant.organisation_id) for grant in held]


@pytest.fixture
def em(resources: Resources, people: People) -> Person:
    """An administrator of the province."""
    with resources.database.transaction() as session:
        return add_staff(session, resources.keys, "Đỗ Văn Em", people.province, role=Role.ADMIN)


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


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        ({"name": ""}, 422, "Hãy điền mục này."),
        ({"staff_code": " "}, 422, "Hãy điền mục này."),
        ({"reason": ""}, 422, "Hãy điền mục này."),
        ({"last_day": "không phải ngày"}, 422, "Hãy viết ngày/tháng/năm"),
        ({"last_day": "31/12/9999"}, 422, "Hãy viết ngày/tháng/năm"),
        ({"last_day": "01/02/2025"}, 422, "Ngày cuối của quyền, 01/02/2025, đã qua"),
        ({"unit": "Xã Không Có"}, 422, "Không tìm thấy đơn vị “Xã Không Có”"),
    ],
)
def test_a_bad_account_is_refused_whole(
    browser: Browser,
    people: People,
    resources: Resources,
    data: dict[str, str],
    *,
    status: int,
    says: str,
) -> None:
    browser.sign_in(people.admin)
    refused = browser.post(f"{ROOT}/moi", {**NEW, **data}, status=status)
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


def test_an_administrator_suspends_and_restores_and_twice_is_once(
    browser: Browser, app: Flask, people: People, resources: Resources
) -> None:
    own = page(resources, people.an)
    learner = Browser(app)
    learner.sign_in(people.an)
    browser.sign_in(people.admin)
    (form_,) = browser.get(own).select("form[action$='/khoa']")
    state = form_.select_one("input[name=state]")
    assert state is not None
    for _ in range(2):
        browser.post(f"{own}/khoa", {"state": str(state["value"])})
    assert "Mở khóa tài khoản" in text_of(browser.follow())
    learner.get("/tai-khoan", status=302)
    for _ in range(2):
        browser.post(f"{own}/khoa", {"state": "open"})
    assert "Đã mở khóa" in text_of(browser.follow())
    assert len(events(resources, "account.suspended")) == 1
    assert len(events(resources, "account.restored")) == 1
    learner.sign_in(people.an)
    learner.get("/tai-khoan")


def test_an_administrator_makes_a_code_shown_once(
    browser: Browser, people: People, resources: Resources
) -> None:
    own = page(resources, people.an)
    browser.sign_in(people.admin)
    code = browser.post(f"{own}/ma", status=200).select_one("code")
    assert code is not None
    assert not browser.get(own).select("code")
    browser.post("/dang-xuat")
    browser.get("/kich-hoat")
    data = {"code": code.get_text(), "password": PASSWORD, "repeat": PASSWORD}
    browser.post("/kich-hoat", data)
    assert people.an.full_name in text_of(browser.get("/tai-khoan"))


def test_a_province_has_no_power_over_the_countrys_administrator(
    browser: Browser, em: Person, people: People, resources: Resources
) -> None:
    own = page(resources, people.admin)
    browser.sign_in(em)
    for path in (f"{own}/ma", f"{own}/khoa"):
        refused = browser.post(path, status=403)
        assert "ngoài phạm vi bạn đang quản trị" in text_of(refused)
    with resources.database.reading() as session:
        assert session.scalars(select(ActivationCode)).all() == []


def test_oneself_is_neither_suspended_nor_given_a_code(
    browser: Browser, people: People, resources: Resources
) -> None:
    own = page(resources, people.admin)
    browser.sign_in(people.admin)
    browser.post(f"{own}/khoa", status=403)
    assert "tự tạo mã cho chính mình" in text_of(browser.post(f"{own}/ma", status=403))
    browser.get(own)


def test_the_last_administrator_is_told_apart(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        second = add_staff(session, resources.keys, "Phó Hải", people.province)
        give_role(session, second, Role.ADMIN, people.root)
        tomorrow = local_day(utc_now()) + timedelta(days=1)
        session.flush()  # so that the grant is found
        of_second = RoleGrant.account_id == account(session, second).id
        session.scalars(select(RoleGrant).where(of_second)).one().valid_to = tomorrow
    own = page(resources, people.admin)
    browser.sign_in(second)
    (taking,) = browser.get(own).select("form[action$='/thu-hoi']")
    refused = browser.post(str(taking["action"]), status=409)
    assert "quản trị hệ thống cuối cùng" in text_of(refused)
    browser.post(f"{own}/khoa", status=409)
    assert roles(resources, people.admin) == [("admin", people.root.id)]


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


def test_only_administrators_may(browser: Browser, people: People, resources: Resources) -> None:
    own = page(resources, people.an)
    for person in (people.an, people.binh, people.chi, people.manager, people.auditor):
        browser.sign_in(person)
        for method, path in everything(own):
            if method == "GET":
                browser.get(path, status=403)
            else:
                browser.post(path, NEW, status=403)
    assert roles(resources, people.an) == []


def test_strangers_sign_in_first(app: Flask, people: People, resources: Resources) -> None:
    stranger = Browser(app)
    for method, path in everything(page(resources, people.an)):
        if method == "POST":
            stranger.post(path, NEW, status=401)
            continue
        stranger.get(path, status=302)
        assert stranger.response is not None
        assert stranger.response.headers["Location"].startswith("/dang-nhap?next=")


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
