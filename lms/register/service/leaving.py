"""Leaving a post, and what follows once it was the last one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.service import end_roles
from lms.core import audit
from lms.core.clock import local_day
from lms.core.i18n import msgid
from lms.learning.service import Enrolment, open_enrolments, release
from lms.people.service import (
    Merge,
    Post,
    get_person,
    holds_after,
    leave_post,
    not_over,
)

LEFT = msgid("Đã thôi công tác, không còn giữ vị trí nào")
AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Departure:
    """What leaving a post brought about; an undo gives it back."""

    post: Post | None  # the row that ends; None: it never was
    has_left: bool  # no post is held on that day or later
    ended_grants: tuple[UUID, ...] = ()
    released: tuple[UUID, ...] = ()  # enrolments; those of a day to come follow on that day


def leave(
    session: Session,
    *,
    post: Post,
    valid_to: date,
    source: str,
    reason: str,
    actor: UUID | None,
    now: datetime,
) -> Departure:
    """End the post on `valid_to`, the first day no longer held.

    With no post left from that day on the person has left: roles end that day, open enrolments
    are released once it has come, the account stays for learning and certificates. Raises as
    `leave_post`, or `LastAdministrator`.
    """
    person_id = post.person_id
    revision = leave_post(
        session, post=post, valid_to=valid_to, source=source, reason=reason, actor=actor, now=now
    )
    if holds_after(session, person_id=person_id, day=valid_to):
        return Departure(revision, has_left=False)
    ended = end_roles(session, person_id=person_id, day=valid_to, actor=actor, now=now)
    has_come = valid_to <= local_day(now)
    released = _release(session, person_id, actor=actor, now=now) if has_come else []
    audit.record(
        session,
        at=now,
        actor=actor,
        action="person.left",
        subject=("person", get_person(session, person_id).uuid),
        detail={"day": valid_to.isoformat(), "roles": len(ended), "enrolments": len(released)},
    )
    return Departure(revision, has_left=True, ended_grants=tuple(ended), released=tuple(released))


def settle_departures(session: Session, *, now: datetime) -> int:
    """Release the enrolments of those whose last day has come; return of how many people."""
    left = _left_with_enrolments(session, local_day(now))
    for person_id in left:
        _release(session, person_id, actor=None, now=now)
    return len(left)


def _release(session: Session, person_id: int, *, actor: UUID | None, now: datetime) -> list[UUID]:
    found = open_enrolments(session, person_id=person_id)
    for enrolment in found:
        release(session, enrolment=enrolment, reason=LEFT, actor=actor, now=now)
    return [enrolment.uuid for enrolment in found]


def _left_with_enrolments(session: Session, today: date) -> list[int]:
    """Return who held a post until lately, holds none any more, and is still enrolled.

    Looks back a year: whoever left earlier has been settled, or was enrolled afterwards by hand.
    """
    holding = select(Post.person_id).where(not_over(today))
    merged = select(Merge.survivor_id).where(
        Merge.duplicate_id == Enrolment.person_id, Merge.superseded_at.is_(None)
    )
    enrolled = select(Enrolment.id).where(
        Enrolment.completed_at.is_(None), Enrolment.released_at.is_(None)
    )
    own = enrolled.where(Enrolment.person_id == Post.person_id)
    of_merged = enrolled.where(merged.where(Merge.survivor_id == Post.person_id).exists())
    ended = (
        select(Post.person_id)
        .where(
            Post.superseded_at.is_(None),
            Post.valid_to <= today,
            Post.valid_to > today - timedelta(days=366),
            Post.person_id.not_in(holding),
            own.exists() | of_merged.exists(),
        )
        .distinct()
        .limit(AT_A_TIME)
    )
    return list(session.scalars(ended))
