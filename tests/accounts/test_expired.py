"""A session that ends while somebody types: nothing that was typed is lost."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import delete

from lms.core.resources import Resources
from lms.core.sessions import WebSession
from lms.people.service import Person
from tests.accounts.world import account, form
from tests.support.browser import Browser, text_of
from tests.support.factories import PASSWORD, People, give_password

REASON = "Quyết định số 12/QĐ-UBND: " + "căn cứ đề nghị của đơn vị, " * 15


def kept(page: BeautifulSoup, button: str) -> dict[str, str]:
    """Return what the page sends when its button is pressed."""
    (sending,) = (f for f in page.select("main form") if f.button and f.button.text == button)
    return {str(field["name"]): str(field["value"]) for field in sending.select("input")}


@pytest.fixture
def grants(people: People, resources: Resources) -> str:
    with resources.database.transaction() as session:
        give_password(session, people.admin)
        session.get_one(Person, people.admin.id).email = "hai@vi-du.vn"
        return f"/quan-tri/tai-khoan/{account(session, people.an).uuid}"


def test_a_long_reason_survives_signing_in_again(
    browser: Browser, people: People, resources: Resources, grants: str
) -> None:
    browser.sign_in(people.admin)
    browser.get(grants)
    with resources.database.transaction() as session:
        session.execute(delete(WebSession))
    late = browser.post(f"{grants}/quyen", form(reason=REASON), status=401)
    assert "Những gì vừa nhập vẫn còn" in text_of(late)
    typed = kept(late, "Đã đăng nhập, gửi lại")

    browser.get("/dang-nhap")
    browser.post("/dang-nhap", {"name": "hai@vi-du.vn", "password": PASSWORD})
    again = browser.post(f"{grants}/quyen", typed, status=400)
    browser.post(f"{grants}/quyen", kept(again, "Gửi lại"))
    assert "Đã giao quyền." in text_of(browser.follow())
    assert typed["reason"] == REASON


def test_after_signing_in_the_page_that_was_asked_for_opens(
    browser: Browser, people: People, resources: Resources, grants: str
) -> None:
    browser.sign_in(people.admin)
    browser.get(grants)
    with resources.database.transaction() as session:
        session.execute(delete(WebSession))
    browser.get(f"{grants}?trang=1", status=302)
    page = browser.follow()
    back = page.select_one("main input[name=next]")
    assert back is not None
    assert back["value"] == f"{grants}?trang=1"
