"""The public page: off by default, from sealed reports only, small numbers hidden."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from flask import Flask

from lms.core.clock import utc_now
from lms.core.resources import Resources
from lms.organisations.service import OrganisationKind
from lms.reports.service import make_report, request_report
from lms.targets.service import TreeOf, target_at
from tests.support.browser import Browser, text_of
from tests.targets.world import DAY, World


@pytest.fixture
def place(resources: Resources) -> SimpleNamespace:
    """Three provinces: one large, one middling, one with a single person."""
    with resources.database.transaction() as session:
        world = World(session, resources.keys)
        skills = world.programme("Kỹ năng", "dcs")
        for name, number, trained in (("Tỉnh Hai", 30, 12), ("Tỉnh Ba", 14, 7), ("Tỉnh Tư", 1, 0)):
            unit = world.unit(name, OrganisationKind.PROVINCE)
            for person in world.staff(unit, number)[:trained]:
                world.complete(person, skills)
        world.staff(world.ministry, 3)
    return SimpleNamespace(world=world)


@pytest.fixture
def switched_on(app: Flask, resources: Resources) -> Resources:
    on = replace(resources, settings=replace(resources.settings, public_targets=frozenset({"t5"})))
    app.extensions["lms.resources"] = on
    return on


def seal(resources: Resources, place: SimpleNamespace) -> None:
    with resources.database.transaction() as session:
        report = request_report(
            session,
            target=target_at(session, key="t5", known_at=utc_now()),
            organisation=place.world.root,
            as_of=DAY,
            tree=TreeOf.THE_DAY,
            actor=None,
            now=utc_now(),
        )
    make_report(resources, report.uuid, now=utc_now())


@pytest.mark.usefixtures("place")
def test_it_is_off_unless_switched_on(browser: Browser) -> None:
    browser.get("/so-lieu", status=404)
    browser.get("/so-lieu/t5", status=404)
    assert "Số liệu công khai" not in browser.get("/dang-nhap").text


@pytest.mark.usefixtures("place", "switched_on")
def test_it_shows_nothing_before_a_report_is_sealed(browser: Browser) -> None:
    assert "Số liệu công khai" in browser.get("/dang-nhap").text
    browser.get("/so-lieu", status=302)
    assert "Chưa có số liệu để công bố" in browser.follow().text
    browser.get("/so-lieu/t8", status=404)


def test_provinces_are_shown_and_the_small_one_is_hidden_with_the_next(
    switched_on: Resources, browser: Browser, place: SimpleNamespace
) -> None:
    seal(switched_on, place)

    page = browser.get("/so-lieu/t5")

    rows = [[text_of(cell) for cell in row.select("th, td")[:4]] for row in page.select("tbody tr")]
    assert rows == [
        ["Tỉnh Hai", "30", "12", "40,0%"],
        ["2 tỉnh, thành phố khác Tỉnh Tư, Tỉnh Ba", "15", "7", "46,6%"],
    ]
    (total,) = page.select("tfoot tr")
    assert [text_of(cell) for cell in total.select("td")[:2]] == ["45", "19"]
    assert "0001/2026/BCCT" in page.text


def test_what_changes_later_shows_with_the_next_report_only(
    switched_on: Resources, browser: Browser, place: SimpleNamespace
) -> None:
    seal(switched_on, place)
    before = browser.get("/so-lieu/t5").select_one("table")
    with switched_on.database.transaction() as session:
        world = place.world.again(session)
        world.post(world.person("Ngô Văn Mới"), world.province)
    assert browser.get("/so-lieu/t5").select_one("table") == before
