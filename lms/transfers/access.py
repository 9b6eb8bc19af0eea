"""The only way a view gets a request: as the one who asked, or through the person it is about."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.core.errors import NotFound
from lms.people.service import Person, visible_people
from lms.transfers.models import Request


def own_requests(account_uuid: UUID) -> Select[Request]:
    """Select what the officer asked for, the newest first."""
    own = select(Request).where(Request.asked_by == account_uuid)
    return own.order_by(Request.id.desc())


def own_request(session: Session, *, account_uuid: UUID, uuid: UUID) -> Request:
    """Return what the officer asked for, locked, or raise `NotFound`."""
    own = own_requests(account_uuid).where(Request.uuid == uuid).with_for_update()
    found = session.scalars(own).one_or_none()
    if found is None:
        raise NotFound
    return found


def waiting_requests(paths: Sequence[str], *, today: date) -> Select[Request, Person]:
    """Select the open requests for people at or below `paths`, the oldest first."""
    people = visible_people(paths, today=today).with_only_columns(Person.id)
    return (
        select(Request, Person)
        .join(Person, Person.id == Request.person_id)
        .where(
            Request.person_id.in_(people),
            Request.withdrawn_at.is_(None),
            Request.decided_at.is_(None),
        )
        .order_by(Request.id)
    )


def asked_request(
    session: Session, *, paths: Sequence[str], uuid: UUID, today: date, lock: bool = False
) -> tuple[Request, Person]:
    """Return a request for somebody at or below `paths`, answered ones too, or raise `NotFound`."""
    people = visible_people(paths, today=today).with_only_columns(Person.id)
    seen = (
        select(Request, Person)
        .join(Person, Person.id == Request.person_id)
        .where(Request.uuid == uuid, Request.person_id.in_(people))
    )
    found = session.execute(seen.with_for_update(of=Request) if lock else seen).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]
