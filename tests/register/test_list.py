"""The list of people in scope."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from lms.core.resources import Resources
from lms.people.service import end_post, posts_of, revise_post, terms_of
from lms.register.service import finding
from tests.support.browser import Browser
from tests.support.factories import NOON, People, add_staff

DAY = timedelta(days=1)


def names(browser: Browser, query: str = "") -> list[str]:
    return shown(browser.get(f"/nhan-su{query}"))


def shown(page: BeautifulSoup) -> list[str]:
    return [cell.text for cell in page.select("tbody th")]


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
    assert names(browser, "?tim=hi an") == names(browser, "?tim=%25") == []
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


@pytest.mark.parametrize("most", [1_000, 1], ids=["few", "many"])
def test_pages_follow_each_other_both_ways(
    browser: Browser, people: People, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(finding, "SIZE", 2)
    monkeypatch.setattr(finding, "MOST", most)
    everybody = ["Trần Thị An", "Lê Văn Bình", "Vũ Văn Dũng", "Hồ Thị Giang", "Ngô Văn Hải"]
    browser.sign_in(people.binh)
    there: list[str] = []
    back: list[str] = []
    page = browser.get("/nhan-su?nhom=communication")
    while link := page.select_one('.pager a[href*="sau="]'):
        there += shown(page)
        page = browser.get(str(link["href"]))
    assert [*there, *shown(page)] == everybody
    page = browser.get("/nhan-su?cuoi=1")
    while link := page.select_one('.pager a[href*="truoc="]'):
        back = [*shown(page), *back]
        page = browser.get(str(link["href"]))
    assert [*shown(page), *back] == everybody
    for nonsense in ("sau=x", "truoc=x", f"sau={people.an.uuid}x"):
        browser.get(f"/nhan-su?{nonsense}")


def test_standing_and_filters_are_asked_of_the_same_post(
    browser: Browser, people: People, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    with resources.database.transaction() as session:
        to_come, left = (add_staff(session, resources.keys, n, people.xa_a) for n in ("Ba", "Tư"))
        how: dict[str, Any] = {"source": "test", "actor": None, "now": NOON}
        (post,) = posts_of(session, person_id=left.id)
        end_post(session, post=post, valid_to=NOON.date() + DAY, **how)
        (post,) = posts_of(session, person_id=to_come.id)
        terms = replace(terms_of(post), valid_from=date(2099, 1, 1))
        revise_post(session, post=post, terms=terms, reason=None, **how)
    browser.sign_in(people.binh)
    for most in (1_000, 0):
        monkeypatch.setattr(finding, "MOST", most)
        assert names(browser, "?trang-thai=sap-toi") == ["Ba"]
        assert names(browser, "?trang-thai=da-thoi&nhom=communication") == ["Tư"]
        assert "Ba" not in names(browser, "?trang-thai=dang-cong-tac")
        assert "Ba" in names(browser)
        assert names(browser, "?don-vi=Xã A&che-do=chuyen-trach") == ["Trần Thị An"]
        assert names(browser, "?tim=thi&nhom=communication") == ["Trần Thị An", "Hồ Thị Giang"]
        assert names(browser, "?trang-thai=da-thoi&che-do=kiem-nhiem") == []
