"""An administrator at the pages of changes."""

from collections.abc import Mapping
from datetime import date

from bs4 import BeautifulSoup
from sqlalchemy import select

from lms.core.resources import Resources
from lms.organisations.service import Organisation
from lms.people.service import Person, Post, posts_of
from tests.support.browser import Browser

DAY = "01/07/2025"
ON = date(2025, 7, 1)
BASIS = "Nghị quyết 202/2025/QH15"
FIELDS = {"start": DAY, "basis": BASIS}


def address(unit: Organisation, change: str) -> str:
    return f"/don-vi/{unit.uuid}/thay-doi/{change}"


def preview(
    browser: Browser,
    unit: Organisation,
    change: str,
    fields: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> BeautifulSoup:
    """Fill in the form and ask for its consequences."""
    browser.get(address(unit, change))
    return browser.post(address(unit, change), {**FIELDS, **(fields or {})}, status=status)


def make(
    browser: Browser,
    unit: Organisation,
    change: str,
    fields: Mapping[str, str] | None = None,
    *,
    status: int = 302,
) -> BeautifulSoup:
    """Look at the consequences and press “Ghi thay đổi”."""
    page = preview(browser, unit, change, fields)
    hidden = {
        str(tag["name"]): str(tag["value"])
        for tag in page.select("main form input[type=hidden]")
        if tag["name"] != "csrf_token"
    }
    return browser.post(address(unit, change), {**hidden, **(fields or {})}, status=status)


def unit_named(resources: Resources, name: str) -> Organisation:
    with resources.database.reading() as session:
        return session.scalars(select(Organisation).where(Organisation.name == name)).one()


def anew(resources: Resources, unit: Organisation) -> Organisation:
    with resources.database.reading() as session:
        return session.get_one(Organisation, unit.id)


def posts(resources: Resources, person: Person) -> list[Post]:
    """Return the person's posts as known now, the oldest first."""
    with resources.database.reading() as session:
        return [*posts_of(session, person_id=person.id)][::-1]
