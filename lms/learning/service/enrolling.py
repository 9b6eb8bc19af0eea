"""Sending people to programmes, and taking them out again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.columns import uuid7
from lms.core.errors import Conflict
from lms.core.text import nfc
from lms.learning.models import DueChange, Enrolment, Source
from lms.people.service import belongs_to


def open_enrolment(session: Session, *, person_id: int, programme_key: str) -> Enrolment | None:
    """Return the person's open enrolment in the programme, or None."""
    return session.scalars(_open(person_id, programme_key)).first()


def _open(person_id: int, programme_key: str) -> Select[Enrolment]:
    return _all_open(person_id).where(Enrolment.programme_key == programme_key)


def open_enrolments(session: Session, *, person_id: int) -> Sequence[Enrolment]:
    """Return the enrolments that are neither completed nor released, the oldest first."""
    return session.scalars(_all_open(person_id)).all()


def _all_open(person_id: int) -> Select[Enrolment]:
    own = select(Enrolment).where(belongs_to(Enrolment.person_id, person_id))
    undone = own.where(Enrolment.completed_at.is_(None), Enrolment.released_at.is_(None))
    return undone.order_by(Enrolment.id)


def enrolments_of(session: Session, *, person_id: int) -> Sequence[Enrolment]:
    """Return the person's enrolments, released ones left out: open first, then the newest."""
    own = select(Enrolment).where(
        belongs_to(Enrolment.person_id, person_id), Enrolment.released_at.is_(None)
    )
    newest_first = session.scalars(own.order_by(Enrolment.enrolled_at.desc(), Enrolment.id)).all()
    return sorted(newest_first, key=lambda enrolment: enrolment.completed_at is not None)


def enrol(
    session: Session,
    *,
    person_id: int,
    programme_key: str,
    source: Source,
    reason: str,
    due_on: date | None,
    actor: UUID | None,
    now: datetime,
) -> Enrolment:
    """Send the person to the programme; an open enrolment is kept and its due date brought up.

    Without a due date given, an existing one stays. Two requests at once make one enrolment.
    """
    enrolment = Enrolment(
        person_id=person_id,
        programme_key=programme_key,
        source=source,
        reason=nfc(reason),
        due_on=due_on,
        enrolled_at=now,
        enrolled_by=actor,
    )
    known = open_enrolment(session, person_id=person_id, programme_key=programme_key)
    if known is None and _is_added(session, enrolment):
        _record(session, enrolment, "enrolment.opened", actor=actor, now=now)
        return enrolment
    if known is None:  # somebody was quicker by a moment
        known = session.scalars(_open(person_id, programme_key).limit(1)).one()
    if due_on is not None and due_on != known.due_on:
        extend(session, enrolment=known, due_on=due_on, reason=reason, actor=actor, now=now)
    return known


def _is_added(session: Session, enrolment: Enrolment) -> bool:
    """Add the enrolment, unless the person has an open one in the programme."""
    try:
        with session.begin_nested():
            session.add(enrolment)
    except IntegrityError:
        return False
    return True


def insert_enrolments(
    session: Session,
    wanted: Sequence[tuple[int, str, date | None]],
    *,
    source: Source,
    reason: str,
    actor: UUID | None,
    now: datetime,
) -> None:
    """Send many people to programmes: (person id, programme key, due date); none of them is in."""
    rows: list[dict[str, Any]] = [
        {
            "uuid": uuid7(),
            "person_id": person_id,
            "programme_key": key,
            "source": source,
            "reason": nfc(reason),
            "due_on": due_on,
            "enrolled_at": now,
            "enrolled_by": actor,
        }
        for person_id, key, due_on in wanted
    ]
    if rows:
        session.execute(insert(Enrolment), rows)
    audit.record_many(
        session,
        at=now,
        actor=actor,
        action="enrolment.opened",
        kind="enrolment",
        uuids=[row["uuid"] for row in rows],
    )


def extend(
    session: Session,
    *,
    enrolment: Enrolment,
    due_on: date,
    reason: str,
    actor: UUID | None,
    now: datetime,
) -> None:
    """Set another due date, with a reason."""
    session.add(
        DueChange(
            enrolment_id=enrolment.id,
            was_on=enrolment.due_on,
            due_on=due_on,
            reason=nfc(reason),
            changed_by=actor,
            recorded_at=now,
        )
    )
    enrolment.due_on = due_on
    detail = {"due_on": due_on.isoformat(), "reason": nfc(reason)}
    _record(session, enrolment, "enrolment.due_date_set", actor=actor, now=now, detail=detail)


def release(
    session: Session, *, enrolment: Enrolment, reason: str, actor: UUID | None, now: datetime
) -> None:
    """Take the person out of the programme, as follows from leaving or a merge; all learned stays.

    `actor` brought that about and is audited, but decided nothing about the programme: a rule may
    send the person there again. Raises `Conflict` if it was completed or released before.
    """
    if enrolment.completed_at is not None or enrolment.released_at is not None:
        raise Conflict
    enrolment.released_at, enrolment.release_reason = now, nfc(reason)
    detail = {"reason": nfc(reason)}
    _record(session, enrolment, "enrolment.released", actor=actor, now=now, detail=detail)


def _record(
    session: Session,
    enrolment: Enrolment,
    action: str,
    *,
    actor: UUID | None,
    now: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    audit.record(
        session,
        at=now,
        actor=actor,
        action=action,
        subject=("enrolment", enrolment.uuid),
        detail={"programme": enrolment.programme_key, **(detail or {})},
    )
