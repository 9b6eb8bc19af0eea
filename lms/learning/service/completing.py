"""Completions: written by one function, from evidence the server saw; taken back, never erased."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from lms.catalog.service import current_version
from lms.core import audit, jobs
from lms.core.clock import local_day
from lms.core.columns import uuid7
from lms.core.errors import Conflict
from lms.core.text import nfc
from lms.learning.models import (
    Completion,
    CompletionKind,
    Enrolment,
    LessonProgress,
    Revocation,
)
from lms.learning.rules import Course
from lms.learning.service.completions import completion_by_uuid, completion_of, in_parts, is_revoked
from lms.people.service import Person, read_as, records_of

_ACTIONS = {
    CompletionKind.COMPLETED: "completion.recorded",
    CompletionKind.RECOGNISED: "completion.recognised",
    CompletionKind.WAIVED: "completion.waived",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """A programme done by a person, before it is written down."""

    person_id: int
    programme_key: str
    version_id: int
    kind: CompletionKind
    started_on: date
    completed_on: date
    evidence: Mapping[str, Any]
    enrolment_id: int | None = None  # the enrolment that it closes
    uuid: UUID = field(default_factory=uuid7)


def complete_if_satisfied(
    session: Session, *, enrolment: Enrolment, course: Course, now: datetime
) -> Completion | None:
    """Write the completion once the rule holds; asked again, return the first one.

    None while something is missing. The certificate is made by a job that this enqueues.
    """
    known = completion_of(session, enrolment)
    if known is not None or not course.satisfied:
        return known
    earned = Earned(
        person_id=enrolment.person_id,
        enrolment_id=enrolment.id,
        programme_key=enrolment.programme_key,
        version_id=enrolment.version_id or current_version(session, enrolment.programme_key).id,
        kind=CompletionKind.COMPLETED,
        started_on=local_day(_first_opened(session, enrolment) or now),
        completed_on=local_day(now),
        evidence=_evidence(course),
    )
    _write(session, [earned], actor=None, now=now)
    enrolment.completed_at = now
    jobs.enqueue(
        session,
        name="credentials.issue",
        payload={"completion": str(earned.uuid)},
        now=now,
        unique_key=f"credentials.issue:{earned.uuid}",
    )
    return completion_by_uuid(session, earned.uuid)


def recognise(session: Session, trainings: Sequence[Earned], *, actor: UUID, now: datetime) -> None:
    """Write training done elsewhere or earlier, and close the open enrolments it answers.

    No certificate of ours is made for it: the paper of whoever gave the training is kept.
    Who calls has seen that two people stand behind each, and that none is there twice.
    """
    enrolments: dict[tuple[int, str], int] = {}
    survivors: dict[int, int] = {}
    for some in in_parts({training.person_id for training in trainings}):
        read = select(Person.id, read_as(Person.id)).where(Person.id.in_(some))
        survivors |= dict(session.execute(read).all())
        records = records_of(read.with_only_columns(read_as(Person.id)))
        held = select(read_as(Enrolment.person_id), Enrolment.programme_key, Enrolment.id).where(
            Enrolment.person_id.in_(records),
            Enrolment.completed_at.is_(None),
            Enrolment.released_at.is_(None),
        )
        enrolments |= {(who, key): id_ for who, key, id_ in session.execute(held.with_for_update())}
    # Two trainings of one person in one programme: the first closes the enrolment.
    closed = [
        replace(training, enrolment_id=enrolments.pop(place, None))
        for training in trainings
        for place in [(survivors[training.person_id], training.programme_key)]
    ]
    _write(session, closed, actor=actor, now=now)


def waive(
    session: Session, *, enrolment: Enrolment, reason: str, actor: UUID, now: datetime
) -> None:
    """Satisfy the enrolment without training, with a reason; it never counts as trained.

    Raises `Conflict` if the enrolment was completed or released before.
    """
    if enrolment.completed_at is not None or enrolment.released_at is not None:
        raise Conflict
    today = local_day(now)
    earned = Earned(
        person_id=enrolment.person_id,
        enrolment_id=enrolment.id,
        programme_key=enrolment.programme_key,
        version_id=enrolment.version_id or current_version(session, enrolment.programme_key).id,
        kind=CompletionKind.WAIVED,
        started_on=today,
        completed_on=today,
        evidence={"reason": nfc(reason)},
    )
    _write(session, [earned], actor=actor, now=now)
    enrolment.completed_at = now


def _write(session: Session, many: Sequence[Earned], *, actor: UUID | None, now: datetime) -> None:
    """Write completions, close their enrolments, write it down. Only made-up data goes past it."""
    if not many:
        return
    columns = Completion.__table__.columns.keys()
    rows = [
        {
            **{name: getattr(earned, name) for name in columns if hasattr(earned, name)},
            "evidence": dict(earned.evidence),
            "recorded_at": now,
        }
        for earned in many
    ]
    session.execute(insert(Completion), rows)
    for some in in_parts({e.enrolment_id for e in many if e.enrolment_id is not None}):
        session.execute(update(Enrolment).where(Enrolment.id.in_(some)).values(completed_at=now))
    for earned in many:
        detail = {
            "programme": earned.programme_key,
            "completed_on": earned.completed_on.isoformat(),
            **({"reason": earned.evidence["reason"]} if "reason" in earned.evidence else {}),
        }
        subject = ("completion", earned.uuid)
        action = _ACTIONS[earned.kind]
        audit.record(session, at=now, actor=actor, action=action, subject=subject, detail=detail)


def revoke_completion(
    session: Session,
    *,
    completion: Completion,
    effective_on: date,
    reason: str,
    actor: UUID,
    now: datetime,
) -> None:
    """Take a completion back from `effective_on` on, with a reason; raise `Conflict` if it is.

    Its certificate is revoked by a job that this enqueues.
    """
    if is_revoked(session, completion):
        raise Conflict
    session.add(
        Revocation(
            completion_id=completion.id,
            effective_on=effective_on,
            reason=nfc(reason),
            revoked_by=actor,
            recorded_at=now,
        )
    )
    jobs.enqueue(session, name="credentials.revoke", payload={}, now=now)
    audit.record(
        session,
        at=now,
        actor=actor,
        action="completion.revoked",
        subject=("completion", completion.uuid),
        detail={"effective_on": effective_on.isoformat(), "reason": nfc(reason)},
    )


def _evidence(course: Course) -> dict[str, object]:
    """Return what the server saw: lessons, quizzes, and modules passed in another programme."""
    own: dict[str, object] = {
        "lessons": sorted(course.done_lessons),
        "quizzes": sorted(course.passed_quizzes),
    }
    credited = {
        key: {"enrolment": str(credit.enrolment), "programme": credit.programme_key}
        for key, credit in sorted(course.credited.items())
    }
    return {**own, "credited": credited} if credited else own


def _first_opened(session: Session, enrolment: Enrolment) -> datetime | None:
    return session.scalar(
        select(func.min(LessonProgress.opened_at)).where(
            LessonProgress.enrolment_id == enrolment.id
        )
    )
