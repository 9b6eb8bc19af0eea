"""The only way a view gets a request: from the unit that asks, or through the person asked for."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.core.errors import NotFound
from lms.core.permissions import Permission, Principal
from lms.organisations.service import Organisation, below
from lms.people.service import Person, kept_people
from lms.transfers.models import Request


def sent_requests(paths: Sequence[str]) -> Select[Request]:
    """Select what was asked for units at or below `paths`, the newest first."""
    sent = select(Request).join(Organisation, Organisation.id == Request.organisation_id)
    return sent.where(below(Organisation.path, paths)).order_by(Request.id.desc())


def sent_request(session: Session, *, paths: Sequence[str], uuid: UUID) -> Request:
    """Return one of these, locked, or raise `NotFound`."""
    own = sent_requests(paths).where(Request.uuid == uuid).with_for_update(of=Request)
    found = session.scalars(own).one_or_none()
    if found is None:
        raise NotFound
    return found


def waiting_requests(officer: Principal, *, today: date) -> Select[Request, Person]:
    """Select the open requests that this officer may answer, the oldest first."""
    return (
        _about_people(officer.scope(Permission.PERSON_WRITE), today)
        .where(
            Request.asked_by != officer.account_uuid,
            Request.withdrawn_at.is_(None),
            Request.decided_at.is_(None),
        )
        .order_by(Request.id)
    )


def asked_request(
    session: Session, *, paths: Sequence[str], uuid: UUID, today: date, lock: bool = False
) -> tuple[Request, Person]:
    """Return a request for somebody of `paths`, answered ones too, or raise `NotFound`."""
    seen = _about_people(paths, today).where(Request.uuid == uuid)
    found = session.execute(seen.with_for_update(of=Request) if lock else seen).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def _about_people(paths: Sequence[str], today: date) -> Select[Request, Person]:
    """Select the requests for people at or below `paths`, and for those who left from there."""
    kept = kept_people(paths, today=today)
    return kept.join(Request, Request.person_id == Person.id).with_only_columns(Request, Person)
