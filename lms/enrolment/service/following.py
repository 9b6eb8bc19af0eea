"""Keeping enrolments in step with the rules: who newly fits, whose date moved, who no longer fits.

Asked twice, the second time changes nothing; two workers at once do not disturb each other.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.clock import local_day
from lms.core.i18n import msgid
from lms.enrolment import queries
from lms.enrolment.models import Mark, Rule
from lms.enrolment.rules import Move, Release, Send, Step
from lms.enrolment.service.planning import plan
from lms.learning.service import Source
from lms.sending.service import (
    Moving,
    Sending,
    move_many,
    people_with_news,
    release_many,
    send_many,
)

OVERLAP = timedelta(minutes=10)  # a transaction may become visible later than its own clock says
# Kept with the enrolment, in Vietnamese, as it was.
RELEASED = msgid("Quy tắc “%(name)s” không còn áp dụng")


@dataclass(frozen=True, slots=True)
class Followed:
    """What following did."""

    opened: int
    moved: int
    released: int


def follow(session: Session, *, people: Sequence[int], now: datetime) -> Followed:
    """Bring these people's enrolments to what the rules in force say.

    A person trained in the programme, or taken out of it by an officer since the rule was made, is
    not enrolled; what was enrolled by hand is left alone; nothing learned is lost.
    """
    today = local_day(now)
    steps = plan(session, people, queries.terms_in_force(session, today=today), today=today)
    return carry_out(session, steps, now=now)


def carry_out(session: Session, steps: Sequence[Step], *, now: datetime) -> Followed:
    """Write the steps and one audit event for each rule, with counts."""
    sends = [step for step in steps if isinstance(step, Send)]
    moves = [step for step in steps if isinstance(step, Move)]
    releases = [step for step in steps if isinstance(step, Release)]
    return Followed(
        opened=_send(session, sends, now),
        moved=_move(session, moves, now),
        released=_release(session, releases, now),
    )


def _send(session: Session, sends: Sequence[Send], now: datetime) -> int:
    wanted = [
        Sending(s.person_id, s.terms.programme_key, s.due_on, s.terms.reason, s.terms.thread)
        for s in sends
    ]
    opened = send_many(session, wanted, source=Source.RULE, actor=None, now=now)
    counts = Counter(
        s.terms.thread for s in sends if (s.person_id, s.terms.programme_key) in opened
    )
    _record(session, "enrolment.opened_by_rule", counts, now)
    return len(opened)


def _move(session: Session, moves: Sequence[Move], now: datetime) -> int:
    wanted = [Moving(m.enrolment_id, m.due_on, m.terms.reason, m.terms.thread) for m in moves]
    moved = move_many(session, wanted, now=now)
    if moved:
        counts = Counter(m.terms.thread for m in moves)
        _record(session, "enrolment.moved_by_rule", counts, now)
    return moved


def _release(session: Session, releases: Sequence[Release], now: datetime) -> int:
    by_rule: dict[UUID, list[int]] = defaultdict(list)
    for release in releases:
        by_rule[release.rule].append(release.enrolment_id)
    names = _names(session, list(by_rule))
    counts: Counter[UUID] = Counter()
    for thread, ids in by_rule.items():
        reason = RELEASED % {"name": names.get(thread, "")}
        counts[thread] = len(release_many(session, ids, reason=reason, actor=None, now=now))
    _record(session, "enrolment.released_by_rule", counts, now)
    return counts.total()


def _names(session: Session, threads: Sequence[UUID]) -> dict[UUID, str]:
    newest = select(Rule.thread, Rule.name).where(
        Rule.thread.in_(threads), Rule.superseded_at.is_(None)
    )
    return dict(session.execute(newest).all())


def _record(session: Session, action: str, counts: Counter[UUID], now: datetime) -> None:
    for thread, count in counts.items():
        if count:
            audit.record(
                session,
                at=now,
                actor=None,
                action=action,
                subject=("enrolment_rule", thread),
                detail={"count": count},
            )


def people_to_look_at(session: Session, *, now: datetime) -> list[int]:
    """Return the ids of those whose facts or rules changed since the last look.

    Once a day, and when the tree of units changed, everybody whom some rule may mean: posts
    begin and end without anybody writing it down.
    """
    today = local_day(now)
    mark = session.scalars(select(Mark)).one_or_none()
    rules = queries.terms_in_force(session, today=today)
    since = mark.read_until - OVERLAP if mark is not None else now
    if mark is None or mark.looked_on != today or queries.tree_changed(session, since):
        return sorted(session.scalars(queries.everybody(rules, today=today)))
    changed = queries.rules_changed(session, since)
    touched = [terms for terms in rules if terms.thread in changed]
    found = set(session.scalars(queries.enrolled_by(changed))) if changed else set()
    if touched:
        found |= set(session.scalars(queries.everybody(touched, today=today)))
    found |= set(session.scalars(queries.holders_of_changed_posts(since)))
    found |= set(session.scalars(queries.withdrawn_since(since)))
    found |= set(session.scalars(people_with_news(since)))
    return sorted(found)


def note_look(session: Session, *, now: datetime) -> None:
    """Remember that everything known at `now` has been followed."""
    values = {"read_until": now, "looked_on": local_day(now)}
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(Mark)
        .values(id=1, **values)
        .on_conflict_do_update(index_elements=[Mark.id], set_=values, where=Mark.read_until < now)
    )
