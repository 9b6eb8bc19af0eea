"""Enrolments written from rows that another room has staged: one statement each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Select, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from lms.core.columns import UtcDateTime
from lms.core.text import nfc
from lms.learning.models import Completion, Enrolment, Source
from lms.people.service import Merge, Person


def insert_enrolments_from(
    session: Session,
    staged: FromClause,
    *,
    source: Source,
    reason: str,
    actor: UUID | None,
    now: datetime,
) -> None:
    """Send people to programmes, except those who are in one or completed it.

    What was filed under a record merged into a person's counts as theirs.
    `staged` has `uuid`, `person_uuid`, `programme_key` and `due_on`.
    """
    has_one = select(Enrolment.id).where(
        Enrolment.programme_key == staged.c.programme_key, Enrolment.released_at.is_(None)
    )
    own = has_one.where(Enrolment.person_id == Person.id)
    merged = has_one.join(Merge, Merge.duplicate_id == Enrolment.person_id).where(
        Merge.survivor_id == Person.id, Merge.superseded_at.is_(None)
    )
    rows = (
        select(
            staged.c.uuid,
            Person.id,
            staged.c.programme_key,
            staged.c.due_on,
            literal(source.value),
            literal(nfc(reason)),
            literal(now, UtcDateTime()),
            literal(actor, Enrolment.enrolled_by.type),
        )
        .join(Person, Person.uuid == staged.c.person_uuid)
        .where(~own.exists(), ~merged.exists())
    )
    names = ["uuid", "person_id", "programme_key", "due_on", "source", "reason"]
    session.execute(insert(Enrolment).from_select([*names, "enrolled_at", "enrolled_by"], rows))


def extend_enrolments_from(session: Session, staged: FromClause) -> None:
    """Set due dates of open enrolments; `staged` has `uuid` and `due_on`."""
    session.execute(
        update(Enrolment)
        .where(
            Enrolment.uuid == staged.c.uuid,
            Enrolment.completed_at.is_(None),
            Enrolment.released_at.is_(None),
        )
        .values(due_on=staged.c.due_on)
        .execution_options(synchronize_session=False)
    )


def release_enrolments_from(
    session: Session, uuids: Select[Any], *, reason: str, now: datetime
) -> None:
    """Take people out of programmes; what was learned stays."""
    session.execute(
        update(Enrolment)
        .where(
            Enrolment.uuid.in_(uuids),
            Enrolment.completed_at.is_(None),
            Enrolment.released_at.is_(None),
        )
        .values(released_at=now, release_reason=nfc(reason))
        .execution_options(synchronize_session=False)
    )


def reinstate_enrolments_from(session: Session, uuids: Select[Any]) -> None:
    """Take a release back: the enrolment is open again, with what was learned in it."""
    session.execute(
        update(Enrolment)
        .where(Enrolment.uuid.in_(uuids), Enrolment.completed_at.is_(None))
        .values(released_at=None, release_reason=None)
        .execution_options(synchronize_session=False)
    )


def moved_due_dates(staged: FromClause) -> Select[int]:
    """Select `number` of staged enrolments whose due date is another by now."""
    return (
        select(staged.c.number)
        .join(Enrolment, Enrolment.uuid == staged.c.uuid)
        .where(Enrolment.due_on.is_distinct_from(staged.c.due_on))
    )


def people_begun(session: Session, person_uuids: Select[Any]) -> Sequence[UUID]:
    """Return those of the persons who have opened a lesson or completed something."""
    begun = or_(Enrolment.version_id.is_not(None), Enrolment.completed_at.is_not(None))
    completed = select(Completion.id).where(Completion.person_id == Person.id)
    opened = select(Enrolment.id).where(Enrolment.person_id == Person.id, begun)
    return session.scalars(
        select(Person.uuid).where(
            Person.uuid.in_(person_uuids), or_(completed.exists(), opened.exists())
        )
    ).all()


def begun_enrolments(staged: FromClause) -> Select[int]:
    """Select `number` of staged enrolments (`uuid`) that were begun, completed or released."""
    return (
        select(staged.c.number)
        .join(Enrolment, Enrolment.uuid == staged.c.uuid)
        .where(
            or_(
                Enrolment.version_id.is_not(None),
                Enrolment.completed_at.is_not(None),
                Enrolment.released_at.is_not(None),
            )
        )
    )
