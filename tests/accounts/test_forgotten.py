"""Who forgot the password sees whom to call: the nearest HR officer of the unit."""

import pytest
from flask import Flask

from lms.core.clock import local_day, utc_now
from lms.core.resources import Resources
from lms.organisations.service import OrganisationKind, set_contact
from tests.support.browser import Browser, text_of
from tests.support.factories import NOON, People, add_unit

PAGE = "/quen-mat-khau"


@pytest.fixture
def contacts(resources: Resources, people: People) -> None:
    """The province has a contact, Xã B one of its own."""
    with resources.database.transaction() as session:
        for unit, name, phone in (
            (people.province, "Lê Văn Bình", "0243 000 0001"),
            (people.xa_b, "Đào Thị Cúc", "0243 000 0002"),
        ):
            set_contact(session, organisation=unit, name=name, phone=phone, actor=None, now=NOON)


def listed(browser: Browser, text: str) -> list[str]:
    browser.get(PAGE)
    page = browser.get(f"{PAGE}?don-vi={text}")
    return [text_of(item) for item in page.select("main .list li")]


@pytest.mark.usefixtures("contacts")
def test_the_nearest_contact_is_shown(browser: Browser) -> None:
    (a,) = listed(browser, "Xã A")
    assert "Xã A (Tỉnh A)" in a  # another province may have a commune of that name
    assert "Lê Văn Bình" in a
    assert "0243 000 0001" in a
    (b,) = listed(browser, "Xã B")
    assert "Đào Thị Cúc" in b
    assert "Lê Văn Bình" not in b


@pytest.mark.usefixtures("contacts")
def test_marks_and_case_do_not_count(browser: Browser) -> None:
    for text in ("xa a", "XÃ A", "xa%CC%83 a", "  Xã   A "):
        (found,) = listed(browser, text)
        assert "Lê Văn Bình" in found


@pytest.mark.usefixtures("contacts")
def test_a_closed_unit_is_not_offered(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        unit = session.merge(people.xa_b)
        unit.closed_on = local_day(utc_now())
    assert listed(browser, "Xã B") == []


@pytest.mark.usefixtures("contacts")
def test_a_unit_without_one_says_whom_else_to_ask(browser: Browser) -> None:
    (found,) = listed(browser, "Tỉnh C")
    assert "Đơn vị chưa khai báo" in found
    assert "Lê Văn Bình" not in found


def test_an_unknown_unit_is_not_found(browser: Browser, people: People) -> None:
    assert people.root.name == "Toàn quốc"
    for text in ("Không Có", "'--", "\\"):
        assert listed(browser, text) == []
        assert "Không tìm thấy đơn vị nào" in text_of(browser.get(f"{PAGE}?don-vi={text}"))


def test_the_root_is_nobodys_unit(browser: Browser, people: People) -> None:
    assert people.root.name == "Toàn quốc"
    assert listed(browser, "Toàn quốc") == []


def test_odd_bytes_find_nothing(browser: Browser) -> None:
    assert listed(browser, "%00") == []


def test_at_most_ten_units_are_listed_the_highest_first(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        for number in range(12):
            add_unit(session, f"Xã Thử {number:02d}", OrganisationKind.COMMUNE, people.province)
        add_unit(session, "Sở Xã Thử", OrganisationKind.DEPARTMENT, people.root)
    found = listed(browser, "xã thử")
    assert len(found) == 10
    assert "Sở Xã Thử" in found[0]


def test_anyone_may_look_without_signing_in_in_english_too(app: Flask) -> None:
    browser = Browser(app)
    assert "Quên mật khẩu" in text_of(browser.get(PAGE))
