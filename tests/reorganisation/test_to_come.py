"""Changes for a day to come: nothing changes before it; on it, all does; until then, withdrawn."""

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from lms.core.audit import AuditEvent
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.core.text import short_date
from lms.organisations.service import Organisation, OrganisationKind, versions_of
from lms.reorganisation import tasks
from tests.reorganisation.desk import anew, make, posts, preview, unit_named
from tests.support.browser import Browser, text_of
from tests.support.factories import People, add_staff, add_unit

DAY = local_day(utc_now()) + timedelta(days=7)
TO_COME = {"start": short_date(DAY)}
MERGER = {**TO_COME, "others": "Xã B", "name": "Xã Hợp Nhất"}
EVE = utc_now() + timedelta(days=6)
THEN = EVE + timedelta(days=1)


def work(resources: Resources, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(tasks, "utc_now", lambda: now)
    tasks.carry_out(resources, {})


def unit_page(browser: Browser, unit: Organisation) -> BeautifulSoup:
    return browser.get(f"/don-vi/{unit.uuid}")


def withdraw(browser: Browser, unit: Organisation, *, status: int = 302) -> BeautifulSoup:
    (link,) = unit_page(browser, unit).select("a[href*=thay-doi-sap-toi]")
    browser.get(str(link["href"]))
    return browser.post(str(link["href"]), {"reason": "Hoãn sáp nhập"}, status=status)


def test_units_merge_on_the_day_that_was_decided(
    browser: Browser, people: People, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(people.admin)
    assert "Ngày hiệu lực chưa tới" in text_of(preview(browser, people.xa_a, "sap-nhap", MERGER))
    make(browser, people.xa_a, "sap-nhap", MERGER)
    for unit in (people.xa_a, people.xa_b):
        text = text_of(unit_page(browser, unit))
        assert "Sắp tới Đã quyết định, chưa có hiệu lực" in text
        assert "Xã A; Xã B → Xã Hợp Nhất" in text
    with resources.database.transaction() as session:
        joined = add_staff(session, resources.keys, "Đỗ Em", people.xa_a)
    work(resources, monkeypatch, EVE)
    assert anew(resources, people.xa_a).closed_on is None
    assert len(posts(resources, people.an)) == 1
    work(resources, monkeypatch, THEN)
    work(resources, monkeypatch, THEN)
    united = unit_named(resources, "Xã Hợp Nhất")
    assert anew(resources, people.xa_a).closed_on == DAY
    for person in (people.an, joined, people.admin):
        old, new = posts(resources, person)
        assert (old.valid_to, new.valid_from, new.organisation_id) == (DAY, DAY, united.id)
    with resources.database.reading() as session:
        assert [v.valid_to for v in versions_of(session, people.xa_a.id)] == [DAY]
    assert not unit_page(browser, united).select("#sap-toi")


def test_a_change_to_come_is_withdrawn_with_its_reason(
    browser: Browser, people: People, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    with resources.database.transaction() as session:
        em = add_staff(session, resources.keys, "Đỗ Em", people.xa_b, role=Role.ADMIN)
    browser.sign_in(people.admin)
    make(browser, people.xa_a, "sap-nhap", {**TO_COME, "target": "Xã B"})
    (link,) = unit_page(browser, people.xa_a).select("a[href*=thay-doi-sap-toi]")
    address = str(link["href"])
    browser.sign_in(em)  # administers the other unit only: sees it coming
    page = unit_page(browser, people.xa_b)
    assert "Xã A → Xã B" in text_of(page)
    assert not page.select("a[href*=thay-doi-sap-toi]")
    browser.get(address, status=404)
    browser.post(address, {"reason": "Không"}, status=404)
    browser.sign_in(people.admin)
    browser.get(address)
    browser.post(address, {"reason": ""}, status=422)
    withdraw(browser, people.xa_a)
    assert not unit_page(browser, people.xa_a).select("#sap-toi")
    assert "Đã rút Hoãn sáp nhập" in text_of(browser.get(address))
    browser.post(address, {"reason": "Nữa"}, status=409)
    work(resources, monkeypatch, THEN)
    assert anew(resources, people.xa_a).closed_on is None
    with resources.database.reading() as session:
        about = select(AuditEvent.action).where(AuditEvent.subject_uuid == people.xa_a.uuid)
        actions = [*session.scalars(about.order_by(AuditEvent.id))]
    assert actions[-2:] == ["organisation.change_planned", "organisation.change_withdrawn"]


def test_what_cannot_be_on_its_day_says_why(
    browser: Browser, people: People, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(people.admin)
    preview(browser, people.xa_a, "ngung-hoat-dong", TO_COME, status=409)
    with resources.database.transaction() as session:
        hamlet = add_unit(session, "Thôn 1", OrganisationKind.DEPARTMENT, people.xa_a)
    make(browser, hamlet, "ngung-hoat-dong", TO_COME)
    make(browser, hamlet, "doi-ten", {**TO_COME, "name": "Thôn Nhất"})
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Đỗ Em", hamlet)
    work(resources, monkeypatch, THEN)
    text = text_of(unit_page(browser, hamlet))
    assert "Chưa thực hiện được Từ ngày" in text
    assert "vẫn còn 1 người giữ vị trí tại “Thôn 1”" in text
    renamed = anew(resources, hamlet)
    assert (renamed.name, renamed.closed_on) == ("Thôn Nhất", None)
    withdraw(browser, hamlet)
    assert not unit_page(browser, hamlet).select("#sap-toi")
