"""The units below a figure: put in order, narrowed, with their last months."""

from types import SimpleNamespace

import pytest

from lms.core.resources import Resources
from tests.support.browser import Browser, text_of
from tests.targets.world import World

DAY = "30/10/2025"


@pytest.fixture
def place(resources: Resources) -> SimpleNamespace:
    """Three communes: Xã A 1 of 4 trained, Xã B 0 of 2, Phường Ước 1 of 1."""
    with resources.database.transaction() as session:
        world = World(session, resources.keys)
        ward = world.unit("Phường Ước", world.commune.kind, world.province)
        skills = world.programme("Kỹ năng", "dcs")
        for unit, number, trained in ((world.commune, 4, 1), (world.other, 2, 0), (ward, 1, 1)):
            for person in world.staff(unit, number)[:trained]:
                world.complete(person, skills)
        binh = world.manager("Lê Thị Bình", world.province)
    return SimpleNamespace(binh=binh, world=world)


def rows(browser: Browser, place: SimpleNamespace, query: str = "") -> list[str]:
    address = f"/chi-tieu/t5/{place.world.province.uuid}?ngay={DAY}{query}"
    page = browser.get(address)
    table = page.select("table")[-1]
    return [text_of(head) for head in table.select("tbody th a")]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["Xã A", "Xã B", "Phường Ước"]),
        ("&xep=ten", ["Phường Ước", "Xã A", "Xã B"]),
        ("&xep=ten&nguoc=co", ["Xã B", "Xã A", "Phường Ước"]),
        ("&xep=tong", ["Xã A", "Xã B", "Phường Ước"]),
        ("&xep=ty-le", ["Phường Ước", "Xã A", "Xã B"]),
        ("&xep=ty-le&nguoc=co", ["Xã B", "Xã A", "Phường Ước"]),
        ("&xep=khong-co", ["Xã A", "Xã B", "Phường Ước"]),
        ("&tim=uoc", ["Phường Ước"]),
        ("&tim=XA", ["Xã A", "Xã B"]),
        ("&tim=khong", []),
    ],
)
def test_units_are_put_in_order_and_found(
    browser: Browser, place: SimpleNamespace, query: str, order: list[str]
) -> None:
    browser.sign_in(place.binh)
    assert rows(browser, place, query) == order


def test_a_heading_turns_its_order_round(browser: Browser, place: SimpleNamespace) -> None:
    browser.sign_in(place.binh)
    rows(browser, place, "&xep=ten")
    page = browser.get(f"/chi-tieu/t5/{place.world.province.uuid}?ngay={DAY}&xep=ten")
    (sorted_by,) = page.select("th[aria-sort]")
    assert sorted_by["aria-sort"] == "ascending"
    (link,) = sorted_by.select("a")
    page = browser.get(str(link["href"]))
    assert page.select("th[aria-sort]")[0]["aria-sort"] == "descending"


def test_without_headings_the_form_gives_the_order(
    browser: Browser, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    page = browser.get(f"/chi-tieu/t5/{place.world.province.uuid}?ngay={DAY}&xep=ten&nguoc=co")
    (form,) = page.select("form:has(#tim)")
    assert [option["value"] for option in form.select("option[selected]")] == ["ten"]
    kept = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    assert (kept["nguoc"], kept["ngay"], "xep" in kept) == ("co", DAY, False)


def test_the_last_months_are_drawn_when_asked_for(browser: Browser, place: SimpleNamespace) -> None:
    browser.sign_in(place.binh)
    page = browser.get(f"/chi-tieu/t5/{place.world.province.uuid}?ngay={DAY}&xu-huong=co")
    cells = [text_of(cell) for cell in page.select("tbody td.k-s")]
    assert cells == ["+25,0", "+0,0", "+100,0"]
    assert len(page.select("svg.spark")) == 3
    assert "Ẩn xu hướng" in page.text
