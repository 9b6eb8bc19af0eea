"""Completions and revocations as one row of events, in the order in which they were recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.catalog.service import ProgrammeVersion
from lms.learning.service import Completion, Revocation
from lms.people.service import Person, read_as, visible_records

COMPLETED, REVOKED = "completed", "revoked"


@dataclass(frozen=True, slots=True)
class Place:
    """How far somebody has read: up to this event, itself included."""

    at: datetime
    uuid: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class Event:
    """A completion that was recorded, or one that was taken back."""

    kind: str
    at: datetime
    uuid: UUID  # of the completion
    person: UUID
    staff_code: str | None
    programme_key: str
    programme_code: str
    how: str  # CompletionKind
    started_on: date
    completed_on: date
    effective_on: date | None  # from when it is taken back


def events(
    session: Session,
    *,
    paths: Sequence[str],
    today: date,
    since: datetime,
    until: datetime,
    after: Place | None,
    limit: int,
) -> list[Event]:
    """Return the events of the people in `paths` behind `after`, or from `since` on, in order."""
    of = Revocation.completion_id == Completion.id
    never = cast(null(), Date)
    parts = (
        (
            COMPLETED,
            Completion.recorded_at,
            _recorded(COMPLETED, Completion.recorded_at, never),
        ),
        (
            REVOKED,
            Revocation.recorded_at,
            _recorded(REVOKED, Revocation.recorded_at, Revocation.effective_on).join(
                Revocation, of
            ),
        ),
    )
    people = visible_records(paths, today=today)
    both = union_all(
        *(
            found.where(
                Completion.person_id.in_(people),
                at < until,
                at >= since if after is None else _behind(after, at, kind),
            )
            for kind, at, found in parts
        )
    ).subquery()
    rows = select(both).order_by(both.c.at, both.c.uuid, both.c.kind).limit(limit)
    return [Event(*row) for row in session.execute(rows)]


def _recorded(
    kind: str,
    at: InstrumentedAttribute[datetime],
    effective: ColumnElement[Any] | InstrumentedAttribute[date],
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal(kind).label("kind"),
            at.label("at"),
            Completion.uuid.label("uuid"),
            Person.uuid.label("person"),
            Person.staff_code,
            Completion.programme_key,
            ProgrammeVersion.code,
            Completion.kind.label("how"),
            Completion.started_on,
            Completion.completed_on,
            effective.label("effective_on"),
        )
        .select_from(Completion)
        .join(Person, Person.id == read_as(Completion.person_id))
        .join(ProgrammeVersion, ProgrammeVersion.id == Completion.version_id)
    )


def _behind(place: Place, at: InstrumentedAttribute[datetime], kind: str) -> ColumnElement[bool]:
    same = Completion.uuid >= place.uuid if kind > place.kind else Completion.uuid > place.uuid
    return or_(at > place.at, and_(at == place.at, same))
