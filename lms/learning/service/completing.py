"""Completions: written by one function, from evidence the server saw; taken back, never erased."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from lms.catalog.service import current_version
from lms.core import audit, jobs
from lms.core.clock import local_day
from lms.core.text import nfc
from lms.learning.models import (
    Completion,
    CompletionKind,
    Enrolment,
    LessonProgress,
    Revocation,
)
from lms.learning.rules import Course


def complete_if_satisfied(
    session: Session, *, enrolment: Enrolment, course: Course, now: datetime
) -> Completion | None:
    """Write the completion once the rule holds; asked again, return the first one.

    None while something is missing. The certificate is made by a job that this enqueues.
    """
    known = completion_of(session, enrolment)
    if known is not None or not course.satisfied:
        return known
    completion = Completion(
        person_id=enrolment.person_id,
        enrolment_id=enrolment.id,
        programme_key=enrolment.programme_key,
        version_id=enrolment.version_id or current_version(session, enrolment.programme_key).id,
        kind=CompletionKind.COMPLETED,
        started_on=local_day(_first_opened(session, enrolment) or now),
        completed_on=local_day(now),
        evidence={
            "lessons": sorted(course.done_lessons),
            "quizzes": sorted(course.passed_quizzes),
        },
        recorded_at=now,
    )
    session.add(completion)
    enrolment.completed_at = now
    session.flush()  # gives it the uuid that the certificate's job carries
    _announce(session, completion, enrolment, now)
    return completion


def _announce(
    session: Session, completion: Completion, enrolment: Enrolment, now: datetime
) -> None:
    """Enqueue the certificate and write the completion down."""
    jobs.enqueue(
        session,
        name="credentials.issue",
        payload={"completion": str(completion.uuid)},
        now=now,
        unique_key=f"credentials.issue:{completion.uuid}",
    )
    audit.record(
        session,
        at=now,
        actor=None,
        action="completion.recorded",
        subject=("completion", completion.uuid),
        detail={"enrolment": str(enrolment.uuid), "programme": enrolment.programme_key},
    )


def completion_of(session: Session, enrolment: Enrolment) -> Completion | None:
    """Return the enrolment's completion, or None."""
    return session.scalars(
        select(Completion).where(Completion.enrolment_id == enrolment.id)
    ).one_or_none()


def completion_by_uuid(session: Session, uuid: UUID) -> Completion | None:
    """Return the completion, whoever asks: for tasks, never for a view."""
    return session.scalars(select(Completion).where(Completion.uuid == uuid)).one_or_none()


def completions_of(session: Session, *, person_id: int) -> Sequence[Completion]:
    """Return the person's completions as known now, revoked ones left out, the newest first."""
    revoked = select(Revocation.completion_id).where(Revocation.superseded_at.is_(None))
    own = select(Completion).where(
        Completion.person_id == person_id,
        Completion.superseded_at.is_(None),
        Completion.id.not_in(revoked),
    )
    return session.scalars(own.order_by(Completion.completed_on.desc(), Completion.id)).all()


def is_revoked(session: Session, completion: Completion) -> bool:
    """Tell whether the completion was taken back, as known now."""
    own = revocations().where(Revocation.completion_id == completion.id)
    return session.execute(own.limit(1)).first() is not None


def revocations() -> Select[int, str]:
    """Select the revocations that stand, as known now: completion_id and reason, each once."""
    return (
        select(Revocation.completion_id, func.min(Revocation.reason).label("reason"))
        .where(Revocation.superseded_at.is_(None))
        .group_by(Revocation.completion_id)
    )


def completions_at(
    *, as_of: date, known_at: datetime
) -> Select[int, int, int, str, CompletionKind, date]:
    """Select what counts as training done by `as_of`, as known at `known_at`.

    Columns: person_id, completion_id, version_id, programme_key, kind, completed_on. Waivers
    never count; a revocation takes its completion away from its effective day on.
    """
    revoked = select(Revocation.completion_id).where(
        Revocation.effective_on <= as_of,
        Revocation.recorded_at <= known_at,
        or_(Revocation.superseded_at.is_(None), Revocation.superseded_at > known_at),
    )
    return select(
        Completion.person_id,
        Completion.id.label("completion_id"),
        Completion.version_id,
        Completion.programme_key,
        Completion.kind,
        Completion.completed_on,
    ).where(
        Completion.completed_on <= as_of,
        Completion.recorded_at <= known_at,
        or_(Completion.superseded_at.is_(None), Completion.superseded_at > known_at),
        Completion.kind != CompletionKind.WAIVED,
        Completion.id.not_in(revoked),
    )


def revoke_completion(
    session: Session,
    *,
    completion: Completion,
    effective_on: date,
    reason: str,
    actor: UUID,
    now: datetime,
) -> None:
    """Take a completion back from `effective_on` on, with a reason.

    Its certificate is revoked by a job that this enqueues.
    """
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


def _first_opened(session: Session, enrolment: Enrolment) -> datetime | None:
    return session.scalar(
        select(func.min(LessonProgress.opened_at)).where(
            LessonProgress.enrolment_id == enrolment.id
        )
    )
