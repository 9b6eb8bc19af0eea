"""Signing in on its page: where it leads, what it says, and how long a session holds."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import SecretFailure
from lms.accounts.service import suspend
from lms.core.resources import Resources
from lms.core.sessions import WebSession
from lms.people.service import Person
from tests.accounts.world import CODE, TODAY, account, add_dung, principal
from tests.support.browser import Browser, text_of
from tests.support.factories import (
    NOON,
    PASSWORD,
    People,
    add_staff,
    give_password,
)

WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng"


@pytest.fixture
def somebody(resources: Resources, people: People) -> Person:
    with resources.database.transaction() as session:
        return add_dung(session, resources.keys, people)


def sign_in(browser: Browser, status: int = 302, **fields: str) -> str:
    data = {"name": CODE, "password": PASSWORD, **fields}
    return text_of(browser.post("/dang-nhap", data, status=status))


def test_the_page_signs_in_and_goes_where_one_wanted(browser: Browser, somebody: Person) -> None:
    browser.get("/tai-khoan?x=1", status=302)
    page = browser.follow()
    wanted = page.select_one("input[name=next]")
    assert wanted is not None
    sign_in(browser, next=str(wanted["value"]))
    assert browser.response is not None
    assert browser.response.headers["Location"] == "/tai-khoan?x=1"
    assert somebody.full_name in text_of(browser.follow())
    browser.get("/dang-nhap", status=302)


@pytest.mark.parametrize("wanted", ["https://ke-xau.test/", "//ke-xau.test", "/\\ke-xau.test"])
def test_it_leads_to_no_other_site(browser: Browser, somebody: Person, wanted: str) -> None:
    assert somebody.staff_code == CODE
    sign_in(browser, next=wanted)
    assert browser.response is not None
    assert "ke-xau" not in browser.response.headers["Location"]


def test_a_session_begins_under_a_new_token(
    browser: Browser, somebody: Person, resources: Resources
) -> None:
    def tokens() -> set[str]:
        with resources.database.reading() as session:
            return {*session.scalars(select(WebSession.token_hash))}

    browser.get("/dang-nhap")
    before = tokens()
    sign_in(browser)
    after = tokens()
    assert len(after) == 1
    assert not before & after
    with resources.database.reading() as session:
        (row,) = session.scalars(select(WebSession)).all()
        assert row.account_uuid == account(session, somebody).uuid


@pytest.mark.parametrize(("shared", "seconds"), [({"shared": "y"}, 900), ({}, 1800)])
def test_a_shared_computer_signs_out_sooner(
    browser: Browser,
    somebody: Person,
    resources: Resources,
    shared: dict[str, str],
    seconds: int,
) -> None:
    assert somebody.staff_code == CODE
    data = {"name": CODE, "password": PASSWORD, **shared}
    browser.post("/dang-nhap", data)
    with resources.database.reading() as session:
        assert session.scalars(select(WebSession.idle_seconds)).all() == [seconds]


def test_a_wrong_password_is_told_counted_and_not_repeated(
    browser: Browser, somebody: Person, resources: Resources
) -> None:
    secret = "không phải mật khẩu"
    refused = browser.post("/dang-nhap", {"name": CODE, "password": secret}, status=422)
    assert WRONG in text_of(refused)
    assert secret not in str(refused)
    with resources.database.reading() as session:
        (failure,) = session.scalars(select(SecretFailure)).all()
        for readable in (CODE, CODE.lower(), "127.0.0.1", str(somebody.uuid)):
            assert readable not in (failure.subject, failure.address)
    browser.get("/tai-khoan", status=302)


def test_known_and_unknown_names_get_the_same_page(browser: Browser, somebody: Person) -> None:
    def answer(name: str) -> str:
        page = browser.post("/dang-nhap", {"name": name, "password": "sai"}, status=422)
        for token in page.select("input[name=csrf_token]"):
            token.decompose()  # it holds the time of day
        return str(page).replace(name, "")

    assert somebody.staff_code == CODE
    assert answer(CODE) == answer("KHONG-CO")


@pytest.mark.parametrize("missing", ["name", "password"])
def test_an_empty_field_is_asked_for(browser: Browser, missing: str) -> None:
    assert "Hãy điền mục này." in sign_in(browser, 422, **{missing: ""})


def test_the_page_asks_for_the_agency_and_counts_nothing(
    browser: Browser, somebody: Person, people: People, resources: Resources
) -> None:
    assert "Cơ quan" not in text_of(browser.get("/dang-nhap"))
    with resources.database.transaction() as session:
        twin = add_staff(session, resources.keys, "Người Kia", people.elsewhere, staff_code=CODE)
        give_password(session, twin)
    asked = browser.post("/dang-nhap", {"name": CODE, "password": PASSWORD}, status=422)
    assert "Mã cán bộ này có ở nhiều cơ quan" in text_of(asked)
    names = [option.get_text() for option in asked.select("select[name=agency] option")]
    assert names == ["– Chọn –", "Tỉnh A", "Tỉnh C"]
    with resources.database.reading() as session:
        assert session.scalars(select(SecretFailure)).all() == []
    for odd in ("999999999999999999999", "²", "-1", str(people.xa_a.id)):
        assert "Hãy chọn cơ quan của mình" in sign_in(browser, 422, agency=odd)
    sign_in(browser, agency=str(people.province.id))
    assert somebody.full_name in text_of(browser.get("/tai-khoan"))


def test_odd_bytes_are_only_wrong(browser: Browser, somebody: Person) -> None:
    assert somebody.staff_code == CODE
    assert WRONG in sign_in(browser, 422, name="\0", password="\0")
    assert WRONG in sign_in(browser, 422, name="a\0b'--", password="x" * 1000)


def test_signing_out_ends_the_session(browser: Browser, somebody: Person) -> None:
    browser.sign_in(somebody)
    window = browser.another_window()
    browser.post("/dang-xuat")
    browser.get("/tai-khoan", status=302)
    window.get("/tai-khoan", status=302)


def test_the_forms_need_their_token(app: Flask, somebody: Person) -> None:
    browser = Browser(app)
    data = {"name": CODE, "password": PASSWORD}
    browser.post("/dang-nhap", data, status=400, token=False)
    browser.sign_in(somebody)
    browser.post("/dang-xuat", status=400, token=False)
    browser.get("/tai-khoan")


def test_whoever_is_suspended_or_withdrawn_is_out_at_the_next_request(
    browser: Browser, somebody: Person, people: People, resources: Resources
) -> None:
    browser.sign_in(somebody)
    browser.get("/tai-khoan")
    with resources.database.transaction() as session:
        session.get_one(Person, somebody.id).withdrawn_at = NOON
    browser.get("/tai-khoan", status=302)
    with resources.database.transaction() as session:
        session.get_one(Person, somebody.id).withdrawn_at = None
        by_admin = principal(session, people.admin)
        own = account(session, somebody)
        suspend(session, account=own, actor=by_admin, today=TODAY, now=NOON)
    browser.get("/tai-khoan", status=302)
    with resources.database.transaction() as session:
        account(session, somebody).suspended_at = None
    browser.get("/tai-khoan", status=302)
