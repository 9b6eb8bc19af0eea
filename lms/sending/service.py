"""Many enrolments in a few statements. Whoever calls writes the audit event, one an action."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select, union, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lms.core.columns import uuid7
from lms.core.text import nfc
from lms.learning.service import Completion, DueChange, Enrolment, Revocation, Source
from lms.people.service import Merge, Person, is_merged, read_as

__all__ = [
    "Moving",
    "Sending",
    "closed_by_hand",
    "completed_by",
    "due_changes",
    "extend_many",
    "filed_under",
    "move_many",
    "people_with_news",
    "release_many",
    "send_many",
    "set_by_hand",
]

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Sending:
    """One person to be sent to one programme; `rule_uuid` is the rule's that says so."""

    person_id: int
    programme_key: str
    due_on: date | None
    reason: str
    rule_uuid: UUID | None = None


@dataclass(frozen=True, slots=True)
class Moving:
    """An open enrolment that gets another due date, and perhaps another rule as its reason."""

    enrolment_id: int
    due_on: date
    reason: str
    rule_uuid: UUID


def send_many(
    session: Session,
    wanted: Sequence[Sending],
    *,
    source: Source,
    actor: UUID | None,
    now: datetime,
) -> set[tuple[int, str]]:
    """Enrol those who have no open enrolment in the programme; return (person id, programme key).

    Whoever was enrolled by somebody else a moment ago is left as they are.
    """
    rows = [
        {
            "uuid": uuid7(),
            "person_id": one.person_id,
            "programme_key": one.programme_key,
            "source": source,
            "reason": nfc(one.reason),
            "due_on": one.due_on,
            "rule_uuid": one.rule_uuid,
            "enrolled_at": now,
            "enrolled_by": actor,
        }
        for one in wanted
    ]
    make: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    unless_open = (
        make.insert(Enrolment)
        .on_conflict_do_nothing()
        .returning(Enrolment.person_id, Enrolment.programme_key)
    )
    done: set[tuple[int, str]] = set()
    for some in _chunks(rows):
        done |= {(person_id, key) for person_id, key in session.execute(unless_open, some)}
    return done


def release_many(
    session: Session,
    ids: Sequence[int],
    *,
    reason: str,
    actor: UUID | None,
    now: datetime,
) -> list[int]:
    """Take people out of their programmes; return the ids of enrolments that were open till now."""
    done: list[int] = []
    for some in _chunks(ids):
        released = (
            update(Enrolment)
            .where(
                Enrolment.id.in_(some),
                Enrolment.completed_at.is_(None),
                Enrolment.released_at.is_(None),
            )
            .values(released_at=now, released_by=actor, release_reason=nfc(reason))
            .returning(Enrolment.id)
        )
        done += session.scalars(released, execution_options={"synchronize_session": False})
    return done


def move_many(session: Session, moves: Sequence[Moving], *, now: datetime) -> int:
    """Bring due dates and reasons to what rules say now; return how many were still open."""
    count = 0
    for some in _chunks(moves):
        before = _due_dates(session, [one.enrolment_id for one in some])
        still = [one for one in some if one.enrolment_id in before]
        if still:
            _note(session, [(m.enrolment_id, m.due_on, m.reason) for m in still], before, None, now)
            session.execute(
                update(Enrolment),
                [
                    {
                        "id": one.enrolment_id,
                        "due_on": one.due_on,
                        "reason": nfc(one.reason),
                        "rule_uuid": one.rule_uuid,
                    }
                    for one in still
                ],
            )
        count += len(still)
    return count


def extend_many(
    session: Session,
    ids: Sequence[int],
    *,
    due_on: date,
    reason: str,
    actor: UUID,
    now: datetime,
) -> list[int]:
    """Set another due date by hand, with a reason; return the ids of those that were open."""
    done: list[int] = []
    for some in _chunks(ids):
        before = _due_dates(session, some)
        if before:
            _note(session, [(key, due_on, reason) for key in before], before, actor, now)
            session.execute(
                update(Enrolment).where(Enrolment.id.in_(before)).values(due_on=due_on),
                execution_options={"synchronize_session": False},
            )
        done += before
    return done


def set_by_hand(session: Session, ids: Sequence[int]) -> dict[int, date]:
    """Return the newest due date that somebody set by hand, by the enrolment's id."""
    by_hand = (
        select(DueChange.enrolment_id, DueChange.due_on)
        .where(DueChange.enrolment_id.in_(ids), DueChange.changed_by.is_not(None))
        .order_by(DueChange.id)
    )
    return dict(session.execute(by_hand).all())


def due_changes(session: Session, *, enrolment_id: int) -> Sequence[DueChange]:
    """Return every later due date of an enrolment, the first change first."""
    own = select(DueChange).where(DueChange.enrolment_id == enrolment_id)
    return session.scalars(own.order_by(DueChange.id)).all()


def closed_by_hand(ids: Sequence[int]) -> Select[int, str, datetime | None]:
    """Select (person id, programme key, when) of what officers released, of these people."""
    filed = filed_under(ids).subquery()
    found = select(filed.c.person_id, Enrolment.programme_key, Enrolment.released_at)
    return found.join(filed, filed.c.record_id == Enrolment.person_id).where(
        Enrolment.released_at.is_not(None),
        Enrolment.released_by.is_not(None),
    )


def completed_by(ids: Sequence[int], *, today: date) -> Select[int, str]:
    """Select (person id, programme key) of these people's completions in force, waivers too."""
    revoked = select(Revocation.completion_id).where(
        Revocation.effective_on <= today, Revocation.superseded_at.is_(None)
    )
    filed = filed_under(ids).subquery()
    found = select(filed.c.person_id, Completion.programme_key)
    return found.join(filed, filed.c.record_id == Completion.person_id).where(
        Completion.superseded_at.is_(None),
        Completion.id.not_in(revoked),
    )


def filed_under(ids: Sequence[int]) -> Select[int, int]:
    """Select (record_id, person_id): where what is known of these people is filed.

    Under their own record and those merged into it; of a merged one nothing is said.
    """
    own = select(Person.id.label("record_id"), Person.id.label("person_id"))
    merged = select(Merge.duplicate_id, Merge.survivor_id).where(
        Merge.survivor_id.in_(ids), Merge.superseded_at.is_(None)
    )
    both = union_all(own.where(Person.id.in_(ids), ~is_merged(Person.id)), merged).subquery()
    return select(both.c.record_id, both.c.person_id)


def people_with_news(since: datetime) -> Select[int]:
    """Select the people of whom a completion was recorded or taken back since that moment."""
    revoked = select(Revocation.completion_id).where(Revocation.recorded_at >= since)
    of = select(read_as(Completion.person_id).label("id"))
    news = union(
        of.where(Completion.recorded_at >= since),
        of.where(Completion.superseded_at >= since),
        of.where(Completion.id.in_(revoked)),
    ).subquery()
    return select(news.c.id)


def _due_dates(session: Session, ids: Sequence[int]) -> dict[int, date | None]:
    """Return the due dates of those that are open, locked."""
    found = select(Enrolment.id, Enrolment.due_on).where(
        Enrolment.id.in_(ids), Enrolment.completed_at.is_(None), Enrolment.released_at.is_(None)
    )
    rows = session.execute(found.order_by(Enrolment.id).with_for_update())
    return dict(rows.all())


def _note(
    session: Session,
    changes: Iterable[tuple[int, date, str]],
    before: dict[int, date | None],
    actor: UUID | None,
    now: datetime,
) -> None:
    rows = [
        {
            "enrolment_id": key,
            "was_on": before[key],
            "due_on": due_on,
            "reason": nfc(reason),
            "changed_by": actor,
            "recorded_at": now,
        }
        for key, due_on, reason in changes
        if due_on != before[key]
    ]
    if rows:
        session.execute(insert(DueChange), rows)


def _chunks(things: Sequence[Any]) -> list[Any]:
    return [things[start : start + CHUNK] for start in range(0, len(things), CHUNK)]
