"""Help, privacy, accessibility, language and text size."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.web.visitor import Visitor

PAGES = {
    "/huong-dan": ("Hướng dẫn sử dụng", "User guide"),
    "/bao-ve-du-lieu": ("Bảo vệ dữ liệu cá nhân", "Personal data protection"),
    "/kha-nang-tiep-can": ("Khả năng tiếp cận", "Accessibility"),
}


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_there_in_both_languages_and_say_the_same(visitor: Visitor, path: str) -> None:
    vietnamese = visitor.get(path).text
    choose(visitor, path, "language", "en")
    english = visitor.get(path).text
    for text, title, lang in ((vietnamese, 0, "vi"), (english, 1, "en")):
        page = BeautifulSoup(text, "html.parser")
        assert page.h1
        assert page.h1.text == PAGES[path][title]
        assert page.html
        assert page.html["lang"] == lang
    assert _shape(vietnamese) == _shape(english)


def test_the_language_stays_chosen_until_another_is(visitor: Visitor) -> None:
    choose(visitor, "/huong-dan", "language", "en")
    assert "Skip to the main content" in visitor.get("/dang-nhap").text
    choose(visitor, "/huong-dan", "language", "vi")
    assert "Chuyển đến nội dung chính" in visitor.get("/dang-nhap").text


def test_an_unknown_language_changes_nothing(visitor: Visitor) -> None:
    answer = choose(visitor, "/huong-dan", "language", "xx")
    assert "ngon-ngu" not in answer
    visitor.client.set_cookie("ngon-ngu", "<b>", domain="lantoa.test", secure=True)
    assert 'lang="vi"' in visitor.get("/huong-dan").text


def test_larger_text_can_be_switched_on_and_off(visitor: Visitor) -> None:
    assert "data-text" not in visitor.get("/huong-dan").text
    choose(visitor, "/huong-dan", "text", "large")
    assert 'data-text="large"' in visitor.get("/huong-dan").text
    choose(visitor, "/huong-dan", "text", "normal")
    assert "data-text" not in visitor.get("/huong-dan").text


def test_choosing_leads_back_to_the_page_and_nowhere_else(visitor: Visitor) -> None:
    answer = visitor.get("/hien-thi?language=en&next=/huong-dan?x%3D1")
    assert answer.headers["Location"] == "/huong-dan?x=1"
    answer = visitor.get("/hien-thi?language=en&next=//evil.test")
    assert answer.headers["Location"] == "/"


def test_a_load_balancer_is_answered(visitor: Visitor) -> None:
    answer = visitor.get("/tinh-trang")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_two_applications_are_independent(visitor: Visitor, app: Flask) -> None:
    visitor.sign_in()
    other = Visitor(app, visitor.resources)
    assert other.get("/thu/").status_code == 302


def choose(visitor: Visitor, path: str, name: str, value: str) -> str:
    page = BeautifulSoup(visitor.get(path).text, "html.parser")
    links = [str(tag["href"]) for tag in page.select(".util a")]
    assert len(links) == 2
    answer = visitor.get(f"/hien-thi?{name}={value}&next={path}")
    assert answer.headers["Location"] == path
    return " ".join(answer.headers.getlist("Set-Cookie"))


def _shape(text: str) -> list[str]:
    """Return the tags of the main part in order: a translation has the same."""
    page = BeautifulSoup(text, "html.parser")
    assert page.main
    return [tag.name for tag in page.main.find_all(["h1", "h2", "h3", "li", "tr", "p"])]
