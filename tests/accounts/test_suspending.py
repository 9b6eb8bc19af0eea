"""The administrator's power over accounts: suspension, one-time codes, and where it ends."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from lms.accounts.models import ActivationCode, RoleGrant
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.people.service import Person
from tests.accounts.world import account, events, page, roles
from tests.support.browser import Browser, text_of
from tests.support.factories import PASSWORD, People, add_staff, give_role


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
