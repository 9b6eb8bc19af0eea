"""Asking for somebody, and taking it back."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.clock import local_day
from lms.core.columns import uuid7
from lms.core.permissions import Permission, Principal
from lms.core.secrets import Keyring
from lms.core.text import fold, nfc
from lms.people.service import (
    Person,
    PostTerms,
    find_by_id_number,
    parse_id_number,
    visible_people,
)
from lms.transfers.errors import KeptHere, NothingToFindBy, NotOpen, TooMany
from lms.transfers.models import Kind, Request

MOST_OPEN = 500  # of one officer: nobody tries numbers by the thousand


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Whom an officer asks for, as typed, and with which post."""

    name: str
    id_number: str
    staff_code: str
    kind: Kind
    terms: PostTerms
    reason: str


def ask(
    session: Session, keys: Keyring, *, wish: Wish, officer: Principal, now: datetime
) -> Request:
    """Write the request down, whether or not anybody was found: the officer learns nothing by it.

    While the same is open already, that one counts. Raises `NothingToFindBy`, `IdNumberInvalid`,
    `TooMany`, or `KeptHere` for somebody in the own scope.
    """
    today = local_day(now)
    person = _look_for(session, keys, wish, today)
    if person is not None and _is_here(session, person, officer, today):
        raise KeptHere
    known = _known(session, person, wish.terms.organisation_id, officer)
    if known is not None:
        return known
    terms = wish.terms
    request = Request(
        uuid=uuid7(),
        person_id=person.id if person else None,
        typed_name=nfc(wish.name),
        kind=wish.kind,
        organisation_id=terms.organisation_id,
        working_group=terms.working_group,
        full_time=terms.full_time,
        category=terms.category,
        title=terms.title,
        valid_from=terms.valid_from,
        reason=nfc(wish.reason),
        asked_by=officer.account_uuid,
        asked_at=now,
    )
    session.add(request)
    record(session, request, "transfer.asked", officer, now)
    return request


def withdraw(session: Session, *, request: Request, officer: Principal, now: datetime) -> None:
    """Take the request back; the caller holds its row. Raises `NotOpen`."""
    if not request.is_open:
        raise NotOpen
    request.withdrawn_at = now
    record(session, request, "transfer.withdrawn", officer, now)


def record(
    session: Session, request: Request, action: str, officer: Principal, now: datetime
) -> None:
    """Write an event about the request."""
    audit.record(
        session,
        at=now,
        actor=officer.account_uuid,
        action=action,
        subject=("transfer", request.uuid),
        detail={"kind": request.kind},
    )


def _known(
    session: Session, person: Person | None, unit: int, officer: Principal
) -> Request | None:
    """Return the officer's open request for the same, or None; raise `TooMany` of others."""
    opened = select(Request).where(
        Request.asked_by == officer.account_uuid,
        Request.withdrawn_at.is_(None),
        Request.decided_at.is_(None),
    )
    if person is not None:
        same = opened.where(Request.person_id == person.id, Request.organisation_id == unit)
        known = session.scalars(same).first()
        if known is not None:
            return known
    if (session.scalar(select(func.count()).select_from(opened.subquery())) or 0) >= MOST_OPEN:
        raise TooMany(most=MOST_OPEN)
    return None


def _look_for(session: Session, keys: Keyring, wish: Wish, today: date) -> Person | None:
    """Return whom the number, else the staff code, means; None: nobody, or one cannot tell.

    A code may be in use in several agencies; then the name decides.
    """
    if wish.id_number:
        return find_by_id_number(session, keys, parse_id_number(wish.id_number, today=today))
    if not wish.staff_code:
        raise NothingToFindBy
    coded = select(Person).where(
        Person.staff_code == nfc(wish.staff_code), Person.withdrawn_at.is_(None)
    )
    found = session.scalars(coded).all()
    if len(found) > 1:
        found = [person for person in found if person.fold_key == fold(wish.name)]
    return found[0] if len(found) == 1 else None


def _is_here(session: Session, person: Person, officer: Principal, today: date) -> bool:
    paths = officer.scope(Permission.PERSON_WRITE)
    here = visible_people(paths, today=today).where(Person.id == person.id)
    return session.scalars(here).first() is not None
