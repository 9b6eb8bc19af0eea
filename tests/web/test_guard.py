"""Who may open what: undeclared is refused, strangers sign in first, the menu shows what opens."""

import pytest
from bs4 import BeautifulSoup

from lms.web.pages import local_path
from tests.web.visitor import BINH, Visitor


def test_a_view_that_declares_nothing_is_refused(visitor: Visitor) -> None:
    assert visitor.get("/thu/chua-khai-bao").status_code == 401
    visitor.sign_in()
    assert visitor.get("/thu/chua-khai-bao").status_code == 403


def test_a_stranger_signs_in_and_comes_back(visitor: Visitor) -> None:
    answer = visitor.get("/thu/?trang=2")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/dang-nhap?next=/thu/?trang%3D2"


def test_a_stranger_posts_nothing(visitor: Visitor) -> None:
    visitor.get("/dang-nhap")
    assert visitor.post("/thu/", {"name": "An"}).status_code == 401
    assert visitor.client.delete("/thu/", base_url=visitor.base).status_code in (401, 405)


def test_a_script_is_told_in_json(visitor: Visitor) -> None:
    answer = visitor.get("/thu/", accept="application/json")
    assert answer.status_code == 401
    assert answer.get_json()["message"]
    answer = visitor.get("/khong-co", accept="application/json")
    assert (answer.status_code, answer.mimetype) == (404, "application/json")


def test_without_the_permission_a_page_is_forbidden(visitor: Visitor) -> None:
    visitor.sign_in()
    answer = visitor.get("/thu/nhan-su")
    assert answer.status_code == 403
    assert "Bạn không có quyền xem trang này" in answer.text


def test_the_menu_shows_what_one_may_open(visitor: Visitor) -> None:
    visitor.sign_in()
    assert _menu(visitor) == ["Việc học của tôi"]
    visitor.sign_in(BINH)
    assert _menu(visitor) == ["Việc học của tôi", "Nhân sự"]
    page = BeautifulSoup(visitor.get("/thu/nhan-su").text, "html.parser")
    assert [tag.text for tag in page.select(".nav [aria-current=page]")] == ["Nhân sự"]


def test_the_front_door_leads_to_ones_work_else_to_ones_learning(visitor: Visitor) -> None:
    assert visitor.get("/").headers["Location"] == "/dang-nhap"
    visitor.sign_in()
    assert visitor.get("/").headers["Location"] == "/thu/"
    visitor.sign_in(BINH)
    assert visitor.get("/").headers["Location"] == "/thu/nhan-su"


def test_an_account_that_is_no_longer_good_is_a_stranger(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.sign_in()
    monkeypatch.setattr("tests.web.conftest.PEOPLE", {})
    assert visitor.get("/thu/").status_code == 302


def test_a_remember_me_cookie_from_elsewhere_means_nothing(visitor: Visitor) -> None:
    visitor.client.set_cookie("remember_token", "1|aa", domain="lantoa.test", secure=True)
    visitor.sign_in()
    assert visitor.get("/thu/").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["//evil.test", "https://evil.test", "/\\evil.test", "javascript:alert(1)", "", "/a\tb", "\\"],
)
def test_next_never_leaves_the_site(address: str) -> None:
    assert local_path(address) == "/"


def test_next_keeps_a_path_with_its_query() -> None:
    assert local_path("/hoc-tap?trang=2") == "/hoc-tap?trang=2"


def _menu(visitor: Visitor) -> list[str]:
    page = BeautifulSoup(visitor.get("/thu/").text, "html.parser")
    return [tag.get_text(strip=True) for tag in page.select(".nav a")]
