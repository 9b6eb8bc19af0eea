"""What tests of accounts share: principals, guesses, one-time codes, roles given and taken."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.errors import WrongSecret
from lms.accounts.models import RoleGrant
from lms.accounts.service import (
    Account,
    current_grants,
    end_grant,
    ensure_account,
    grant_role,
    principal_of,
    record_failure,
    sign_in,
)
from lms.core.audit import AuditEvent
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Principal, Role
from lms.core.resources import Resources
from lms.core.secrets import Keyring
from lms.core.sessions import Lifetime, start_session
from lms.organisations.service import Organisation
from lms.people.service import Person
from tests.support.factories import NOON, People, add_staff, give_password

TODAY = date(2025, 1, 2)  # of NOON in Việt Nam
HERE, THERE = "203.0.113.1", "198.51.100.1"
ROOT = "/quan-tri/tai-khoan"
CODE, PHONE, EMAIL = "TA-001", "0912345678", "dung@lantoa.test"
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


def add_dung(session: Session, keys: Keyring, country: People) -> Person:
    """Add somebody who has all three names and a password."""
    dung = add_staff(
        session, keys, "Mai Dung", country.xa_a, staff_code=CODE, phone=PHONE, email=EMAIL
    )
    give_password(session, dung)
    return dung


def give(
    session: Session,
    granter: Person | None,
    person: Person,
    role: Role,
    unit: Organisation,
    **dates: object,
) -> RoleGrant:
    values = {"valid_from": TODAY, "valid_to": None, **dates}
    return grant_role(
        session,
        account=account(session, person),
        role=role,
        organisation=unit,
        reason="Quyết định 1",
        granter=principal(session, granter) if granter else None,
        now=NOON,
        **values,  # type: ignore[arg-type]
    )


def take(session: Session, granter: Person, grant: RoleGrant) -> None:
    by = principal(session, granter)
    end_grant(session, grant=grant, granter=by, today=TODAY, now=NOON)


def own_grant(session: Session, person: Person) -> RoleGrant:
    own = account(session, person)
    (grant,) = current_grants(session, account_id=own.id, today=TODAY)
    return grant
