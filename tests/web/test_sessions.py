"""The life of a session: new at sign-in, idle, absolute, gone at sign-out, never revived."""

from datetime import timedelta

import pytest

from lms.core.clock import utc_now
from tests.web.visitor import AN, Visitor

MINUTE = timedelta(minutes=1)


def test_reading_a_public_page_leaves_no_row(visitor: Visitor) -> None:
    for path in ("/", "/tinh-trang", "/huong-dan", "/khong-co", "/thu/", "/hien-thi"):
        assert "Set-Cookie" not in visitor.get(path).headers
    assert visitor.sessions() == 0


def test_a_form_makes_one_row_and_one_cookie(visitor: Visitor) -> None:
    cookie = visitor.get("/dang-nhap").headers["Set-Cookie"]
    assert cookie.startswith("__Host-lantoa=")
    for attribute in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert attribute in cookie
    assert "Expires" not in cookie
    assert "Domain" not in cookie
    assert "Set-Cookie" not in visitor.get("/dang-nhap").headers
    assert visitor.sessions() == 1


def test_signing_in_makes_a_new_token_and_ends_the_old_one(visitor: Visitor) -> None:
    visitor.get("/dang-nhap")
    before = visitor.cookie()
    assert visitor.sign_in().headers["Location"] == "/thu/"
    after = visitor.cookie()
    assert after
    assert after != before
    assert len(after) >= 43  # 256 bits
    assert visitor.sessions() == 1
    assert "Chào mừng." in visitor.get("/thu/").text
    assert "Chào mừng." not in visitor.get("/thu/").text


def test_a_token_from_before_sign_in_is_worth_nothing_after(visitor: Visitor) -> None:
    visitor.get("/dang-nhap")
    before = visitor.cookie() or ""
    visitor.sign_in()
    _use(visitor, before)
    assert visitor.get("/thu/").status_code == 302


def test_signing_out_ends_the_session_for_good(visitor: Visitor) -> None:
    visitor.sign_in()
    token = visitor.cookie() or ""
    visitor.get("/thu/")
    assert visitor.post("/dang-xuat").status_code == 302
    assert visitor.cookie() is None
    _use(visitor, token)
    assert visitor.get("/thu/").status_code == 302


@pytest.mark.parametrize(("fields", "minutes"), [({}, 30), ({"shared": "y"}, 15)])
def test_a_session_ends_when_nobody_uses_it(
    visitor: Visitor, fields: dict[str, str], minutes: int
) -> None:
    visitor.sign_in(AN, **fields)
    visitor.age_sessions(minutes * MINUTE - MINUTE)
    assert visitor.get("/thu/").status_code == 200
    visitor.age_sessions(minutes * MINUTE + MINUTE)
    assert visitor.get("/thu/").status_code == 302
    assert "lâu không thao tác" in visitor.get("/dang-nhap").text


def test_a_session_ends_after_twelve_hours_whatever_happens(visitor: Visitor) -> None:
    visitor.sign_in()
    for _ in range(35):
        visitor.age_sessions(20 * MINUTE)
        assert visitor.get("/thu/").status_code == 200
    visitor.age_sessions(21 * MINUTE)
    assert visitor.get("/thu/").status_code == 302


def test_using_a_session_is_written_down_once_a_minute(visitor: Visitor) -> None:
    visitor.sign_in()
    seen = visitor.seen_at()
    visitor.get("/thu/")
    assert visitor.seen_at() == seen
    visitor.age_sessions(2 * MINUTE)
    visitor.get("/thu/ten", x_poll="1")
    assert utc_now() - visitor.seen_at() > MINUTE
    visitor.get("/thu/ten")
    assert utc_now() - visitor.seen_at() < MINUTE


def test_a_made_up_token_is_nobody(visitor: Visitor) -> None:
    _use(visitor, "x" * 43)
    assert visitor.get("/thu/").status_code == 302


def test_a_refused_sign_in_leaves_no_cookie_of_a_session_that_is_not_there(
    visitor: Visitor,
) -> None:
    visitor.get("/dang-nhap")
    before = visitor.cookie()
    assert visitor.post("/dang-nhap", {"account": "not an id"}).status_code == 500
    assert visitor.cookie() == before


def _use(visitor: Visitor, token: str) -> None:
    visitor.client.set_cookie("__Host-lantoa", token, domain="lantoa.test", secure=True)
