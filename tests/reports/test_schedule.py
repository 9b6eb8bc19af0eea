"""Reports that are sealed by themselves after each month; their link comes with the weekly one."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from lms.core.resources import Resources
from lms.people.service import Person
from lms.reports.models import Report
from lms.reports.service import file_monthly, possible_readers
from tests.reports.sealed import figure_address
from tests.support.browser import Browser, text_of

DECEMBER = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)  # nine in the morning in Việt Nam
JANUARY = datetime(2027, 1, 1, 2, 0, tzinfo=UTC)


def begin(browser: Browser, place: SimpleNamespace, *people: Person, status: int = 302) -> str:
    address = figure_address(place, "/hang-thang")
    browser.get(address)
    return text_of(
        browser.post(address, {"readers": [str(person.uuid) for person in people]}, status=status)
    )


def file_at(resources: Resources, now: datetime) -> int:
    with resources.database.transaction() as session:
        return file_monthly(session, now=now)


def reports(resources: Resources) -> list[Report]:
    with resources.database.reading() as session:
        return list(session.scalars(select(Report).order_by(Report.id)))


def test_each_month_that_ends_is_sealed_once(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    begin(browser, place, place.binh)

    filed = [file_at(resources, moment) for moment in (DECEMBER, DECEMBER, JANUARY)]

    assert filed == [1, 0, 1]
    assert [report.as_of for report in reports(resources)] == [
        date(2026, 11, 30),
        date(2026, 12, 31),
    ]
    assert {report.asked_by for report in reports(resources)} == {None}


def test_one_that_began_this_month_waits_for_its_end(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    begin(browser, place, place.binh)
    november = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
    assert file_at(resources, november) == 0


def test_it_can_be_changed_and_ended(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    with resources.database.transaction() as session:
        other = place.world.again(session).manager("Tạ Thị Sáu", place.world.province)
    browser.sign_in(place.binh)
    begin(browser, place, place.binh)
    begin(browser, place, other)

    page = browser.get(figure_address(place, "/hang-thang"))
    assert "Người nhận: Tạ Thị Sáu." in text_of(page)
    (end,) = page.select('form[action^="/bao-cao/lich/"]')
    browser.post(str(end["action"]))
    browser.post(str(end["action"]))

    assert file_at(resources, DECEMBER) == 0
    assert "Người nhận:" not in text_of(browser.get(figure_address(place, "/hang-thang")))


def test_only_managers_of_the_unit_can_be_chosen(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    page = begin(browser, place, place.chi, place.hr, status=422)
    assert "Hãy chọn ít nhất một người nhận" in page
    assert "Phạm Văn Chi" not in page
    browser.post(figure_address(place, "/hang-thang"), {"readers": ["x"]}, status=404)
    with resources.database.reading() as session:
        found = possible_readers(session, organisation=place.world.commune, today=date(2026, 11, 1))
    assert [person.full_name for person in found] == ["Lê Thị Bình"]


@pytest.mark.parametrize("who", ["chi", "duc"])
def test_others_have_no_say(browser: Browser, place: SimpleNamespace, who: str) -> None:
    browser.sign_in(getattr(place, who))
    status = {"chi": 404, "duc": 403}[who]
    browser.get(figure_address(place, "/hang-thang"), status=status)


def test_a_unit_that_ended_is_left_out(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)
    begin(browser, place, place.binh)
    with resources.database.transaction() as session:
        session.merge(place.world.province).closed_on = date(2026, 11, 25)  # as closing does
    assert file_at(resources, DECEMBER) == 0
