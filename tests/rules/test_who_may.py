"""Every address asked for by every kind of visitor: who may not is refused, and nothing breaks."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from lms.accounts.service import RoleGrant, ensure_account
from lms.core.clock import utc_now
from lms.core.permissions import OWN, ROLE_PERMISSIONS, Permission, Role
from lms.core.resources import Resources
from lms.web.guard import PUBLIC
from tests.support.browser import Browser
from tests.support.factories import BEGAN, People, add_staff, found_country
from tests.support.routes import LISTED

MADE_UP = {
    "change": "doi-ten",
    "act": "sua",
    "number": "1",
    "token": "x" * 43,
    "digest": "0" * 64,
    "name": "x.css",
}
OPEN = (200, 302, 404)  # the page, the one page there is, or nothing by that made-up name
ROLES = [role for role in Role if ROLE_PERMISSIONS[role]]
KINDS = ("stranger", "suspended", "former", *ROLES)  # who was HR learns, no more


def addresses() -> Iterator[tuple[str, str, str]]:
    """Yield method, a made-up address and the listed policy of every route that is not public."""
    for line in LISTED.read_text(encoding="utf-8").splitlines():
        method, path, _endpoint, policy = line.split()
        if policy == PUBLIC:
            continue
        parts = []
        for part in path.split("/"):
            name = part.rpartition(":")[2].rstrip(">")
            made_up = str(uuid4()) if "uuid:" in part else MADE_UP.get(name, "x")
            parts.append(made_up if part.startswith("<") else part)
        yield method, "/".join(parts), policy


def held(kind: str) -> frozenset[Permission]:
    if kind in ("stranger", "suspended"):
        return frozenset()
    return OWN | (ROLE_PERMISSIONS[Role(kind)] if kind in ROLES else frozenset())


def fault(browser: Browser, kind: str, method: str, path: str, policy: str) -> str | None:
    """Return what is open to who may not, closed to who may, or broken; else None.

    A form is sent only to be refused.
    """
    may = policy in held(kind)
    if may and method == "POST":
        return None
    status = browser.status_of(path, {}, method=method, accept="application/json")
    refused = 401 if kind in ("stranger", "suspended") else 403
    if status in (OPEN if may else (refused,)):
        return None
    return f"{kind}: {method} {path} ({policy}) answers {status}"


def come(app: Flask, people: People, resources: Resources, kind: str) -> Browser:
    """Return the browser of a visitor of this kind."""
    browser = Browser(app)
    with resources.database.transaction() as session:
        role = Role(kind) if kind in ROLES else Role.HR
        person = add_staff(session, resources.keys, "Đào Thị Khách", people.xa_a, role=role)
        account = ensure_account(session, person_id=person.id, now=utc_now())
        if kind == "former":
            own = update(RoleGrant).where(RoleGrant.account_id == account.id)
            session.execute(own.values(valid_to=date(BEGAN.year, BEGAN.month, BEGAN.day + 1)))
    if kind == "stranger":
        return browser
    browser.sign_in(person)
    if kind == "suspended":
        with resources.database.transaction() as session:
            ensure_account(session, person_id=person.id, now=utc_now()).suspended_at = utc_now()
    return browser


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_visitor_opens_what_the_role_allows_and_nothing_else(
    app: Flask, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        people = found_country(session, resources.keys)
    for kind in KINDS:
        browser = come(app, people, resources, kind)
        found = [fault(browser, kind, *address) for address in addresses()]
        assert [one for one in found if one] == []
    learner = come(app, people, resources, "former")
    upload = ("GET", "/nhan-su/nhap", Permission.ROSTER_APPLY)
    assert fault(learner, "former", *upload) is None
    app.view_functions["roster.show_upload"].__dict__["policy"] = PUBLIC
    try:
        assert fault(learner, "former", *upload) is not None
    finally:
        app.view_functions["roster.show_upload"].__dict__["policy"] = Permission.ROSTER_APPLY
