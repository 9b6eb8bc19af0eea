"""Completions as they stand: one person's, one enrolment's, all that count on a day."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all
from sqlalchemy.orm import Session

from lms.learning.models import Completion, CompletionKind, Enrolment, Revocation
from lms.people.service import Merge, belongs_to, merges_at

AT_A_TIME = 500  # ids in one statement


def trained_days(session: Session, *, people: Iterable[int]) -> set[tuple[int, str, date]]:
    """Return (person id, programme key, day) of what `people` completed, as known now.

    Without waivers and without what was taken back.
    """
    revoked = select(Revocation.completion_id).where(Revocation.superseded_at.is_(None))
    found: set[tuple[int, str, date]] = set()
    for some in in_parts(set(people)):
        counts = (
            Completion.superseded_at.is_(None),
            Completion.kind != CompletionKind.WAIVED,
            Completion.id.not_in(revoked),
        )
        what = (Completion.programme_key, Completion.completed_on)
        own = select(Completion.person_id, *what).where(*counts, Completion.person_id.in_(some))
        merged = (
            select(Merge.survivor_id, *what)
            .join(Merge, Merge.duplicate_id == Completion.person_id)
            .where(*counts, Merge.survivor_id.in_(some), Merge.superseded_at.is_(None))
        )
        for rows in (own, merged):
            found |= {(who, key, day) for who, key, day in session.execute(rows)}
    return found


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
        belongs_to(Completion.person_id, person_id),
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


def completion_history(
    session: Session, *, person_id: int
) -> Sequence[tuple[Completion, Revocation | None]]:
    """Return all the person's completions as known now, each with what took it back."""
    taken_back = (Revocation.completion_id == Completion.id) & Revocation.superseded_at.is_(None)
    own = (
        select(Completion, Revocation)
        .outerjoin(Revocation, taken_back)
        .where(belongs_to(Completion.person_id, person_id), Completion.superseded_at.is_(None))
        .order_by(Completion.completed_on.desc(), Completion.id.desc())
    )
    return [(completion, revocation) for completion, revocation in session.execute(own)]


_WHAT = (
    Completion.id.label("completion_id"),
    Completion.version_id,
    Completion.programme_key,
    Completion.kind,
    Completion.completed_on,
)


def completions_at(
    *, as_of: date, known_at: datetime
) -> Select[int, int, int, str, CompletionKind, date]:
    """Select what counts as training done by `as_of`, as known at `known_at`.

    Columns: person_id, completion_id, version_id, programme_key, kind, completed_on. Waivers
    never count; a revocation takes its completion away from its effective day on. What is filed
    under a record known to be merged into another counts for the one that lasts.
    """
    revoked = select(Revocation.completion_id).where(
        Revocation.effective_on <= as_of, *_known(Revocation, known_at)
    )
    counts = (Completion.completed_on <= as_of, Completion.id.not_in(revoked))
    return _completions(*counts, known_at=known_at)


def completions_known(*, known_at: datetime) -> Select[*tuple[Any, ...]]:
    """Select the same columns of all days, and `revoked_on`: from when on it no longer counts."""
    done = _completions(known_at=known_at).subquery()
    revoked = (
        select(Revocation.completion_id, func.min(Revocation.effective_on).label("revoked_on"))
        .where(*_known(Revocation, known_at))
        .group_by(Revocation.completion_id)
        .subquery()
    )
    return select(*done.c, revoked.c.revoked_on).outerjoin(
        revoked, revoked.c.completion_id == done.c.completion_id
    )


def _completions(
    *counts: ColumnElement[bool], known_at: datetime
) -> Select[int, int, int, str, CompletionKind, date]:
    merged = merges_at(known_at=known_at).subquery()
    known = (*_known(Completion, known_at), Completion.kind != CompletionKind.WAIVED, *counts)
    own = select(Completion.person_id, *_WHAT).where(
        *known, Completion.person_id.not_in(select(merged.c.duplicate_id))
    )
    others = select(merged.c.survivor_id, *_WHAT).where(
        *known, merged.c.duplicate_id == Completion.person_id
    )
    done = union_all(own, others).subquery()
    return select(*done.c)


def _known(
    row: type[Completion | Revocation], known_at: datetime
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    superseded = row.superseded_at
    return row.recorded_at <= known_at, or_(superseded.is_(None), superseded > known_at)


def in_parts(ids: Collection[int]) -> Iterator[tuple[int, ...]]:
    """Yield `ids` in parts that a statement can hold; in order, so that nobody locks crosswise."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_A_TIME):
        yield tuple(ordered[start : start + AT_A_TIME])
