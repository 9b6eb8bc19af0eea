"""One's own account: password, sessions elsewhere, language and text size."""

import pytest
from flask import Flask

from lms.accounts.passwords import is_password
from lms.core.resources import Resources
from tests.accounts.world import account, events
from tests.support.browser import Browser, text_of
from tests.support.factories import PASSWORD, People, give_password

NEW = "Mùa 5 gặt lúa, mùa 10 cấy"
FIELDS = {"old": PASSWORD, "password": NEW, "repeat": NEW}
FORMS = ("/tai-khoan/mat-khau", "/tai-khoan/dang-xuat-noi-khac", "/tai-khoan/hien-thi")


@pytest.fixture
def an(browser: Browser, people: People, resources: Resources) -> Browser:
    """An's browser."""
    with resources.database.transaction() as session:
        give_password(session, people.an)
    browser.sign_in(people.an)
    return browser


def has_password(resources: Resources, people: People, password: str) -> bool:
    with resources.database.transaction() as session:
        return is_password(account(session, people.an).password_hash, password)


def test_a_new_password_ends_the_other_sessions(
    an: Browser, app: Flask, people: People, resources: Resources
) -> None:
    elsewhere, others = Browser(app), Browser(app)
    elsewhere.sign_in(people.an)
    others.sign_in(people.binh)
    an.get("/tai-khoan")
    an.post("/tai-khoan/mat-khau", FIELDS)
    assert "Đã đổi mật khẩu" in text_of(an.follow())
    elsewhere.get("/tai-khoan", status=302)
    others.get("/tai-khoan")
    assert has_password(resources, people, NEW)
    assert len(events(resources, "password.changed")) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"old": "sai"}, "Mật khẩu đang dùng chưa đúng"),
        ({"old": ""}, "Hãy điền mục này."),
        ({"repeat": PASSWORD}, "Hai lần nhập mật khẩu chưa giống nhau."),
        ({"password": "ngắn", "repeat": "ngắn"}, "ít nhất 14 ký tự"),
    ],
)
def test_a_bad_change_is_refused(
    an: Browser, people: People, resources: Resources, data: dict[str, str], says: str
) -> None:
    refused = an.post("/tai-khoan/mat-khau", {**FIELDS, **data}, status=422)
    assert says in text_of(refused)
    assert not has_password(resources, people, NEW)
    assert has_password(resources, people, PASSWORD)


def test_signing_out_everywhere_leaves_this_window(
    an: Browser, app: Flask, people: People, resources: Resources
) -> None:
    others = [Browser(app) for _ in range(3)]
    for other in others:
        other.sign_in(people.an)
    window = an.another_window()
    an.get("/tai-khoan")
    an.post("/tai-khoan/dang-xuat-noi-khac")
    assert "Đã đăng xuất ở 3 nơi khác" in text_of(an.follow())
    for other in others:
        other.get("/tai-khoan", status=302)
    window.get("/tai-khoan")
    (event,) = events(resources, "sessions.ended")
    assert event.detail == {"count": 3}


def test_language_and_text_size_stay_with_the_account(
    an: Browser, people: People, resources: Resources
) -> None:
    an.post("/tai-khoan/hien-thi", {"language": "en", "next": "/tai-khoan"})
    an.language = "en"
    assert "My account" in text_of(an.follow())
    an.post("/tai-khoan/hien-thi", {"text": "large", "next": "//ke-xau.test"})
    assert an.response is not None
    assert "ke-xau" not in an.response.headers["Location"]
    an.post("/tai-khoan/hien-thi", {"language": "xx"})
    with resources.database.transaction() as session:
        own = account(session, people.an)
        assert (own.language, own.large_text) == ("en", True)


def test_strangers_sign_in_first(app: Flask) -> None:
    stranger = Browser(app)
    stranger.get("/tai-khoan", status=302)
    for path in FORMS:
        stranger.post(path, FIELDS, status=401)


def test_forms_without_their_token_are_refused(
    an: Browser, people: People, resources: Resources
) -> None:
    for path in FORMS:
        an.post(path, FIELDS, status=400, token=False)
    assert has_password(resources, people, PASSWORD)
