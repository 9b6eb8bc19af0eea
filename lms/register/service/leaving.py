"""Leaving a post, and what follows once it was the last one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.accounts.errors import LastAdministrator
from lms.accounts.service import Account, RoleGrant, end_roles_from
from lms.core import audit
from lms.core.clock import local_day
from lms.core.i18n import msgid
from lms.learning.service import Enrolment, open_enrolments, release
from lms.people.service import (
    Merge,
    Person,
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
    """What leaving a post brought about."""

    post: Post | None  # the row that ends; None: it never was
    has_left: bool  # no post is held on that day or later
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

    With no post left from that day on the person has left: once it has come, roles end and open
    enrolments are released; the account stays for learning and certificates. Raises as
    `leave_post`, or `LastAdministrator`.
    """
    person_id = post.person_id
    revision = leave_post(
        session, post=post, valid_to=valid_to, source=source, reason=reason, actor=actor, now=now
    )
    if holds_after(session, person_id=person_id, day=valid_to):
        return Departure(revision, has_left=False)
    has_come = valid_to <= local_day(now)
    released = _let_go(session, person_id, actor=actor, now=now) if has_come else []
    audit.record(
        session,
        at=now,
        actor=actor,
        action="person.left",
        subject=("person", get_person(session, person_id).uuid),
        detail={"day": valid_to.isoformat(), "enrolments": len(released)},
    )
    return Departure(revision, has_left=True, released=tuple(released))


def settle_departures(session: Session, *, now: datetime) -> int:
    """End roles and enrolments of those whose last day has come; return of how many people.

    The last administrator of all keeps the role until somebody else has it.
    """
    left = _left(session, local_day(now))
    done = 0
    for person_id in left:
        try:
            with session.begin_nested():
                _let_go(session, person_id, actor=None, now=now)
        except LastAdministrator:
            continue
        done += 1
    return done


def _let_go(session: Session, person_id: int, *, actor: UUID | None, now: datetime) -> list[UUID]:
    uuid = select(Person.uuid).where(Person.id == person_id)
    end_roles_from(session, uuid, actor=actor, now=now)
    return _release(session, person_id, actor=actor, now=now)


def _release(session: Session, person_id: int, *, actor: UUID | None, now: datetime) -> list[UUID]:
    found = open_enrolments(session, person_id=person_id)
    for enrolment in found:
        release(session, enrolment=enrolment, reason=LEFT, actor=actor, now=now)
    return [enrolment.uuid for enrolment in found]


def _left(session: Session, today: date) -> list[int]:
    """Return who held a post until lately, holds none any more, and is enrolled or has a role.

    Looks back a month: whoever left earlier has been settled.
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
    role = (
        select(RoleGrant.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            Account.person_id == Post.person_id,
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > today),
        )
    )
    ended = select(Post.person_id).where(
        Post.superseded_at.is_(None),
        Post.valid_to <= today,
        Post.valid_to > today - timedelta(days=31),
        Post.person_id.not_in(holding),
        or_(own.exists(), of_merged.exists(), role.exists()),
    )
    return list(session.scalars(ended.distinct().limit(AT_A_TIME)))
