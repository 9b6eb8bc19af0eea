"""What tests of accounts share: principals, guesses, one-time codes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.errors import WrongSecret
from lms.accounts.service import (
    Account,
    current_grants,
    ensure_account,
    principal_of,
    record_failure,
    sign_in,
)
from lms.core.audit import AuditEvent
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Principal
from lms.core.resources import Resources
from lms.core.secrets import Keyring
from lms.core.sessions import Lifetime, start_session
from lms.people.service import Person
from tests.support.factories import NOON

TODAY = date(2025, 1, 2)  # of NOON in Việt Nam
HERE, THERE = "203.0.113.1", "198.51.100.1"
ROOT = "/quan-tri/tai-khoan"
LIFETIME = Lifetime(timedelta(minutes=30), timedelta(hours=12))


def account(session: Session, person: Person) -> Account:
    """Return the person's account, made if there is none."""
    return ensure_account(session, person_id=person.id, now=NOON)


def principal(session: Session, person: Person, today: date = TODAY) -> Principal:
    """Return who the person is today."""
    found = principal_of(session, account_uuid=account(session, person).uuid, today=today)
    assert found is not None
    return found


def try_in(
    session: Session,
    keys: Keyring,
    name: str,
    password: str,
    *,
    address: str = HERE,
    now: datetime = NOON,
    agency: int | None = None,
) -> Account:
    """Try to sign in as the page does: a wrong try is counted."""
    try:
        return sign_in(
            session,
            keys,
            name=name,
            password=password,
            address=address,
            now=now,
            agency=agency,
        )
    except WrongSecret:
        record_failure(session, keys, subject=name, address=address, now=now)
        session.flush()  # so that the next try sees it
        raise


def open_session(session: Session, person: Person) -> str:
    """Begin a web session of the person; return its token."""
    return start_session(
        session,
        account_uuid=account(session, person).uuid,
        data={},
        lifetime=LIFETIME,
        now=NOON,
    )


def events(resources: Resources, action: str) -> Sequence[AuditEvent]:
    """Return the audit events of this action."""
    with resources.database.reading() as session:
        return session.scalars(select(AuditEvent).where(AuditEvent.action == action)).all()


def form(**fields: str) -> dict[str, Any]:
    """Return the fields of the grant form, with what is usual."""
    return {"role": "hr", "unit": "Xã A", "last_day": "", "reason": "Quyết định 1", **fields}


def page(resources: Resources, person: Person) -> str:
    """Return the address of the administrator's page about the person."""
    with resources.database.transaction() as session:
        return f"{ROOT}/{account(session, person).uuid}"


def roles(resources: Resources, person: Person) -> list[tuple[str, int]]:
    """Return the roles held today, each with the id of its unit."""
    with resources.database.transaction() as session:
        own = account(session, person)
        held = current_grants(session, account_id=own.id, today=local_day(utc_now()))
        return [(grant.role, grant.organisation_id) for grant in held]
