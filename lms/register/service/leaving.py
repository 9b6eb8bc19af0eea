"""Leaving a post, and what follows once it was the last one."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.accounts.errors import LastAdministrator
from lms.accounts.service import Account, RoleGrant, end_roles_from
from lms.core import audit
from lms.core.clock import local_day
from lms.core.i18n import msgid
from lms.core.text import nfc
from lms.learning.service import Enrolment, open_enrolments, release
from lms.people.service import (
    Merge,
    Person,
    Post,
    end_post,
    get_person,
    holds_after,
    leave_post,
    lock_person,
    not_over,
    posts_of,
)
from lms.register.errors import OnlyPost

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
    return _depart(session, person_id, revision, day=valid_to, actor=actor, now=now)


def take_back(
    session: Session, *, post: Post, source: str, reason: str, actor: UUID, now: datetime
) -> Departure:
    """Take back a post that was written down by mistake: from now on it never was.

    What was known before stays known for before. What follows is as after `leave`. Raises
    `OnlyPost` if none other is known of the person, `Conflict` or `LastAdministrator`.
    """
    person_id = post.person_id
    lock_person(session, person_id)
    if len(posts_of(session, person_id=person_id)) == 1:
        raise OnlyPost
    end_post(session, post=post, valid_to=post.valid_from, source=source, actor=actor, now=now)
    audit.record(
        session,
        at=now,
        actor=actor,
        action="post.taken_back",
        subject=("person", get_person(session, person_id).uuid),
        detail={"post": str(post.uuid), "reason": nfc(reason)},
    )
    return _depart(session, person_id, None, day=local_day(now), actor=actor, now=now)


def _depart(
    session: Session,
    person_id: int,
    ending: Post | None,
    *,
    day: date,
    actor: UUID | None,
    now: datetime,
) -> Departure:
    """Do what follows if no post is held on `day` or later."""
    if holds_after(session, person_id=person_id, day=day):
        return Departure(ending, has_left=False)
    has_come = day <= local_day(now)
    released = _let_go(session, person_id, actor=actor, now=now) if has_come else []
    audit.record(
        session,
        at=now,
        actor=actor,
        action="person.left",
        subject=("person", get_person(session, person_id).uuid),
        detail={"day": day.isoformat(), "enrolments": len(released)},
    )
    return Departure(ending, has_left=True, released=tuple(released))


def settle_departures(session: Session, *, now: datetime) -> int:
    """End roles and enrolments of those whose last day has come; return of how many people.

    Of `AT_A_TIME` at most: while some were settled there may be more.
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
    """Return some who held a post, hold none any more, and are enrolled or have a role."""
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
        Post.person_id.not_in(holding),
        or_(own.exists(), of_merged.exists(), role.exists()),
    )
    return list(session.scalars(ended.distinct().limit(AT_A_TIME)))
