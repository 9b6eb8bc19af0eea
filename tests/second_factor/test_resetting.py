"""An administrator takes the factor from somebody who lost everything: in scope, with a reason."""

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.service import ensure_account
from lms.core.audit import AuditEvent
from lms.core.clock import utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.people.service import Person
from lms.second_factor.service import has_second_factor
from tests.support.browser import Browser, text_of
from tests.support.factories import People, add_staff
from tests.support.second_factor import add_second_factor

REASON = {"reason": "Mất điện thoại, đã gặp trực tiếp"}


@pytest.fixture
def em(resources: Resources, people: People, browser: Browser) -> Browser:
    """Em, an administrator of the province, in a browser."""
    with resources.database.transaction() as session:
        person = add_staff(session, resources.keys, "Đỗ Văn Em", people.province, role=Role.ADMIN)
    browser.sign_in(person)
    return browser


def page_of(resources: Resources, person: Person, *, with_factor: bool = True) -> str:
    """Return the address of the administrator's page about the person."""
    now = utc_now()
    with resources.database.transaction() as session:
        account = ensure_account(session, person_id=person.id, now=now)
        session.flush()  # its id
        if with_factor:
            add_second_factor(session, resources.keys, account.id, now)
        return f"/quan-tri/tai-khoan/{account.uuid}"


def is_set_up(resources: Resources, person: Person) -> bool:
    with resources.database.transaction() as session:
        account = ensure_account(session, person_id=person.id, now=utc_now())
        return has_second_factor(session, account_id=account.id)


def resets(resources: Resources) -> Sequence[AuditEvent]:
    with resources.database.reading() as session:
        return session.scalars(
            select(AuditEvent).where(AuditEvent.action == "second_factor.reset")
        ).all()


def test_it_is_reset_with_a_reason_and_the_sessions_end(
    em: Browser, app: Flask, people: People, resources: Resources
) -> None:
    page = page_of(resources, people.binh)
    binh = Browser(app)
    binh.sign_in(people.binh)
    (link,) = em.get(page).select("a[href$=xac-thuc-hai-buoc]")
    em.get(str(link["href"]))

    em.post(str(link["href"]), REASON)

    shown = em.follow()
    assert "Đã đặt lại xác thực hai bước" in text_of(shown)
    assert not shown.select("a[href$=xac-thuc-hai-buoc]")
    assert not is_set_up(resources, people.binh)
    binh.get("/tai-khoan", status=302)
    (event,) = resets(resources)
    assert event.detail == REASON


def test_without_a_reason_it_stays(em: Browser, people: People, resources: Resources) -> None:
    page = page_of(resources, people.binh)
    refused = em.post(f"{page}/xac-thuc-hai-buoc", {"reason": " "}, status=422)
    assert "Hãy điền mục này" in text_of(refused)
    em.post(f"{page}/xac-thuc-hai-buoc", REASON, status=400, token=False)
    assert is_set_up(resources, people.binh)


def test_somebody_elsewhere_does_not_exist(
    em: Browser, people: People, resources: Resources
) -> None:
    page = page_of(resources, people.chi)
    em.get(f"{page}/xac-thuc-hai-buoc", status=404)
    em.post(f"{page}/xac-thuc-hai-buoc", REASON, status=404)
    assert is_set_up(resources, people.chi)


def test_whoever_holds_a_role_out_of_reach_is_left_alone(
    em: Browser, people: People, resources: Resources
) -> None:
    """The country's administrator has a post in the province."""
    page = page_of(resources, people.admin)
    refused = em.post(f"{page}/xac-thuc-hai-buoc", REASON, status=403)
    assert "ngoài phạm vi bạn đang quản trị" in text_of(refused)
    assert is_set_up(resources, people.admin)


def test_nobody_resets_their_own(browser: Browser, people: People, resources: Resources) -> None:
    page = page_of(resources, people.admin)
    browser.sign_in(people.admin)
    assert not browser.get(page).select("a[href$=xac-thuc-hai-buoc]")
    refused = browser.post(f"{page}/xac-thuc-hai-buoc", REASON, status=403)
    assert "Không ai tự đặt lại" in text_of(refused)
    assert is_set_up(resources, people.admin)


def test_where_there_is_none_there_is_nothing_to_reset(
    em: Browser, people: People, resources: Resources
) -> None:
    page = page_of(resources, people.binh, with_factor=False)
    assert not em.get(page).select("a[href$=xac-thuc-hai-buoc]")
    em.get(f"{page}/xac-thuc-hai-buoc", status=404)
    em.post(f"{page}/xac-thuc-hai-buoc", REASON, status=404)
    assert resets(resources) == []


def test_only_administrators_reset(app: Flask, people: People, resources: Resources) -> None:
    page = page_of(resources, people.an)
    for person in (people.binh, people.manager, people.auditor):
        other = Browser(app)
        other.sign_in(person)
        other.get(f"{page}/xac-thuc-hai-buoc", status=403)
        other.post(f"{page}/xac-thuc-hai-buoc", REASON, status=403)
    Browser(app).post(f"{page}/xac-thuc-hai-buoc", REASON, status=401)
    assert is_set_up(resources, people.an)
