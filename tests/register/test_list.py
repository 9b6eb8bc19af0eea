"""The list of people in scope."""

import pytest

from lms.core.resources import Resources
from tests.support.browser import Browser
from tests.support.factories import People, add_staff


def names(browser: Browser, query: str = "") -> list[str]:
    return [cell.text for cell in browser.get(f"/nhan-su{query}").select("tbody th")]


def test_the_list_shows_the_scope_by_given_name(browser: Browser, people: People) -> None:
    browser.sign_in(people.binh)
    assert names(browser) == [
        "Trần Thị An",
        "Lê Văn Bình",
        "Vũ Văn Dũng",
        "Hồ Thị Giang",
        "Ngô Văn Hải",
    ]


def test_it_is_searched_without_marks_by_code_and_by_group(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Đỗ Thị Ân", people.xa_b, staff_code="CB-07")
    browser.sign_in(people.binh)
    assert names(browser, "?tim=do thi an") == ["Đỗ Thị Ân"]
    assert names(browser, "?tim=CB-07") == ["Đỗ Thị Ân"]
    assert names(browser, "?tim=%25") == names(browser)
    assert names(browser, "?nhom=grassroots") == []
    assert len(names(browser, "?nhom=communication")) == 6
    assert "Không tìm thấy ai" in browser.get("/nhan-su?tim=khongco").text


def test_auditors_read_it_and_others_do_not(browser: Browser, people: People) -> None:
    browser.get("/nhan-su", status=302)
    browser.sign_in(people.auditor)
    assert len(names(browser)) == 5
    for person in (people.an, people.manager, people.admin):
        browser.sign_in(person)
        browser.get("/nhan-su", status=403)


@pytest.mark.parametrize("page", ["0", "2", "x"])
def test_a_page_that_is_not_there_is_no_error(browser: Browser, people: People, page: str) -> None:
    browser.sign_in(people.binh)
    browser.get(f"/nhan-su?trang={page}")
