"""What befalls a person's posts: one more, a move, leaving, coming back, a correction.

Each is refused where it would contradict what else is known, and says why it was done.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.core.clock import local_day
from lms.core.errors import Conflict
from lms.core.text import short_date
from lms.organisations.service import OrganisationKind, UnitClosed, get_organisation
from lms.people.errors import MoveTooEarly, PostOver, RootHoldsNoPosts, SamePost, StillHolds
from lms.people.models import Person, Post
from lms.people.rules import PostTerms, contradicts
from lms.people.service.persons import get_person
from lms.people.service.posts import (
    begin_post,
    end_post,
    holds_after,
    lock_person,
    posts_of,
    require_order,
    rewrite_post,
    terms_of,
)


def add_concurrent_post(
    session: Session,
    *,
    person: Person,
    terms: PostTerms,
    source: str,
    reason: str,
    actor: UUID | None,
    now: datetime,
) -> Post:
    """Give the person a post beside those they have, past and to come too.

    Raises `PostDates`, `RootHoldsNoPosts`, `UnitClosed` or `SamePost`.
    """
    lock_person(session, person.id)
    require_possible(session, person_id=person.id, terms=terms)
    return begin_post(
        session,
        person=person,
        terms=terms,
        source=source,
        reason=reason,
        actor=actor,
        now=now,
    )


def return_person(
    session: Session,
    *,
    person: Person,
    terms: PostTerms,
    source: str,
    reason: str,
    actor: UUID | None,
    now: datetime,
) -> Post:
    """Give a post to somebody who had left; raises `StillHolds`, or as `add_concurrent_post`."""
    lock_person(session, person.id)
    if holds_after(session, person_id=person.id, day=local_day(now)):
        raise StillHolds
    return add_concurrent_post(
        session,
        person=person,
        terms=terms,
        source=source,
        reason=reason,
        actor=actor,
        now=now,
    )


def leave_post(
    session: Session,
    *,
    post: Post,
    valid_to: date,
    source: str,
    reason: str,
    actor: UUID | None,
    now: datetime,
) -> Post | None:
    """End a post that is held or to come; raises `PostOver`, `PostDates` or `Conflict`.

    What follows for roles and enrolments is the business of `register.service.leave`.
    """
    _lock_post(session, post)
    _require_not_over(post, local_day(now))
    require_order(replace(terms_of(post), valid_to=valid_to))
    return end_post(
        session,
        post=post,
        valid_to=valid_to,
        source=source,
        reason=reason,
        actor=actor,
        now=now,
    )


def move_post(
    session: Session,
    *,
    post: Post,
    terms: PostTerms,
    source: str,
    reason: str,
    actor: UUID | None,
    now: datetime,
) -> Post:
    """End `post` on the day the new one begins, and begin that; return it.

    Raises `PostOver`, `MoveTooEarly`, `Conflict`, or as `add_concurrent_post`.
    """
    _lock_post(session, post)
    _require_not_over(post, terms.valid_from)
    if terms.valid_from <= post.valid_from:
        raise MoveTooEarly(start=short_date(post.valid_from))
    require_possible(session, person_id=post.person_id, terms=terms, instead_of=post)
    person, start = get_person(session, post.person_id), terms.valid_from
    how: dict[str, Any] = {"source": source, "reason": reason, "actor": actor, "now": now}
    end_post(session, post=post, valid_to=start, **how)
    return begin_post(session, person=person, terms=terms, **how)


def revise_post(
    session: Session,
    *,
    post: Post,
    terms: PostTerms,
    source: str,
    reason: str | None,
    actor: UUID | None,
    now: datetime,
) -> Post:
    """Supersede `post`, which was written down wrongly, by what it was from the start.

    The old row stays for figures known before. Raises `Conflict`, or as `add_concurrent_post`.
    """
    _lock_post(session, post)
    require_possible(session, person_id=post.person_id, terms=terms, instead_of=post)
    return rewrite_post(session, post, terms, source=source, reason=reason, actor=actor, now=now)


def require_possible(
    session: Session, *, person_id: int, terms: PostTerms, instead_of: Post | None = None
) -> None:
    """Raise what stands against the person holding such a post, beside the others they have.

    `instead_of` is the one it takes the place of.
    """
    require_order(terms)
    unit = get_organisation(session, terms.organisation_id)
    if unit.kind == OrganisationKind.ROOT:
        raise RootHoldsNoPosts
    last = unit.closed_on
    if last is not None and (terms.valid_to is None or terms.valid_to > last):
        raise UnitClosed(name=unit.name)
    for post in posts_of(session, person_id=person_id):
        if post is not instead_of and contradicts(terms, terms_of(post)):
            raise SamePost(unit=unit.name, start=short_date(post.valid_from))


def _lock_post(session: Session, post: Post) -> None:
    """Wait for whoever changes the person's posts, then see what became of this one."""
    lock_person(session, post.person_id)
    session.refresh(post)
    if post.superseded_at is not None:
        raise Conflict


def _require_not_over(post: Post, day: date) -> None:
    if post.valid_to is not None and post.valid_to <= day:
        raise PostOver(last=short_date(post.valid_to - date.resolution))
