"""Posts row by row: begin, end, correct; each a new row, the old one kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.columns import uuid7
from lms.core.errors import Conflict
from lms.core.text import nfc, short_date
from lms.people.access import belongs_to, held_on, not_over
from lms.people.errors import PostDates
from lms.people.models import Category, Person, Post, WorkingGroup
from lms.people.rules import PostTerms
from lms.people.service.persons import get_person


def terms_of(post: Post) -> PostTerms:
    """Return what the post consists of."""
    return PostTerms(
        organisation_id=post.organisation_id,
        working_group=WorkingGroup(post.working_group),
        full_time=post.full_time,
        category=Category(post.category) if post.category else None,
        title=post.title,
        valid_from=post.valid_from,
        valid_to=post.valid_to,
    )


def begin_post(
    session: Session,
    *,
    person: Person,
    terms: PostTerms,
    source: str,
    actor: UUID | None,
    now: datetime,
    reason: str | None = None,
) -> Post:
    """Give the person a post; raises `PostDates` if it would end before it begins."""
    require_order(terms)
    post = write_post(session, person.id, terms, source=source, reason=reason, actor=actor, now=now)
    detail = {"post": str(post.uuid), "valid_from": terms.valid_from.isoformat()}
    _record(session, "post.begun", person, detail, actor=actor, now=now)
    return post


def end_post(
    session: Session,
    *,
    post: Post,
    valid_to: date,
    source: str,
    actor: UUID | None,
    now: datetime,
    reason: str | None = None,
) -> Post | None:
    """Supersede `post` by a revision that ends on `valid_to`, the first day no longer held.

    A post that would end on or before its first day never was: it is superseded by nothing.
    Raises `Conflict` if `post` has been superseded already.
    """
    supersede(post, now)
    revision = None
    if valid_to > post.valid_from:
        terms = replace(terms_of(post), valid_to=valid_to)
        revision = write_post(
            session,
            post.person_id,
            terms,
            thread=post.thread,
            source=source,
            reason=reason,
            actor=actor,
            now=now,
        )
    detail = {"post": str(post.uuid), "valid_to": valid_to.isoformat()}
    person = get_person(session, post.person_id)
    _record(session, "post.ended", person, detail, actor=actor, now=now)
    return revision


def current_posts(session: Session, *, person_id: int, today: date) -> Sequence[Post]:
    """Return the posts held today, the oldest first."""
    held = select(Post).where(Post.person_id == person_id, held_on(today))
    return session.scalars(held.order_by(Post.valid_from, Post.id)).all()


def posts_of(session: Session, *, person_id: int) -> Sequence[Post]:
    """Return all posts as known now, past and to come too, the newest first."""
    known = select(Post).where(Post.person_id == person_id, Post.superseded_at.is_(None))
    return session.scalars(known.order_by(Post.valid_from.desc(), Post.id.desc())).all()


def earlier_posts(session: Session, *, person_id: int) -> Sequence[Post]:
    """Return what was known of the person's posts and is no longer, the latest known first."""
    mine = belongs_to(Post.person_id, person_id)
    known = select(Post).where(mine, Post.superseded_at.is_not(None))
    return session.scalars(known.order_by(Post.superseded_at.desc(), Post.id.desc())).all()


def holds_after(session: Session, *, person_id: int, day: date) -> bool:
    """Tell whether the person holds a post on `day` or will later."""
    held = select(Post.id).where(Post.person_id == person_id, not_over(day))
    return session.scalar(held.limit(1)) is not None


def lock_person(session: Session, person_id: int) -> None:
    """Make whoever changes this person's posts at the same moment wait."""
    mine = select(Person.id).where(Person.id == person_id)
    session.execute(mine.with_for_update(key_share=True))


def require_order(terms: PostTerms) -> None:
    """Raise `PostDates` if the post would end before it begins."""
    if terms.valid_to is not None and terms.valid_to <= terms.valid_from:
        raise PostDates(start=short_date(terms.valid_from), end=short_date(terms.valid_to))


def supersede(post: Post, now: datetime) -> None:
    """Let the row be known no longer; raises `Conflict` if that has happened before."""
    if post.superseded_at is not None:
        raise Conflict
    post.superseded_at = now


def write_post(
    session: Session,
    person_id: int,
    terms: PostTerms,
    *,
    source: str,
    reason: str | None,
    actor: UUID | None,
    now: datetime,
    thread: UUID | None = None,
) -> Post:
    """Add a row; with `thread`, as a revision of the post that bears it."""
    post = Post(
        uuid=uuid7(),  # now, not at the flush: the audit names it
        thread=thread or uuid7(),
        person_id=person_id,
        organisation_id=terms.organisation_id,
        working_group=terms.working_group,
        full_time=terms.full_time,
        category=terms.category,
        title=nfc(terms.title) if terms.title else None,
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        source=source,
        reason=nfc(reason) if reason else None,
        recorded_by=actor,
        recorded_at=now,
    )
    session.add(post)
    return post


def rewrite_post(session: Session, post: Post, terms: PostTerms, **how: Any) -> Post:  # noqa: ANN401
    """Supersede `post` by `terms` and write down which of its columns that changes."""
    supersede(post, how["now"])
    revision = write_post(session, post.person_id, terms, thread=post.thread, **how)
    person, before = get_person(session, post.person_id), terms_of(post)
    changed = [
        name for name in PostTerms.__slots__ if getattr(before, name) != getattr(terms, name)
    ]
    detail = {"post": str(post.uuid), "columns": changed}
    _record(session, "post.corrected", person, detail, actor=how["actor"], now=how["now"])
    return revision


def _record(
    session: Session,
    action: str,
    person: Person,
    detail: dict[str, Any],
    *,
    actor: UUID | None,
    now: datetime,
) -> None:
    audit.record(
        session,
        at=now,
        actor=actor,
        action=action,
        subject=("person", person.uuid),
        detail=detail,
    )
