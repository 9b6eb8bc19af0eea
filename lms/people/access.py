"""Who may see which persons: one selectable, from which every query that shows people starts."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from lms.core.errors import NotFound
from lms.organisations.service import Organisation, below
from lms.people.models import Person, Post


def held_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a post is held on `day`, as known now."""
    return and_(
        Post.superseded_at.is_(None),
        Post.valid_from <= day,
        or_(Post.valid_to.is_(None), Post.valid_to > day),
    )


def visible_people(paths: Sequence[str], *, today: date) -> Select[Person]:
    """Select the people with a post today or to come at or below `paths`, each once."""
    in_scope = (
        select(Post.person_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(
            Post.superseded_at.is_(None),
            or_(Post.valid_to.is_(None), Post.valid_to > today),
            below(Organisation.path, paths),
        )
    )
    return select(Person).where(Person.withdrawn_at.is_(None), Person.id.in_(in_scope))


def visible_person(session: Session, *, paths: Sequence[str], uuid: UUID, today: date) -> Person:
    """Return the person if a post puts them in `paths`, else raise `NotFound`."""
    found = session.scalars(
        visible_people(paths, today=today).where(Person.uuid == uuid)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def posts_at(*, as_of: date, known_at: datetime) -> Select[Post]:
    """Select the posts held on `as_of` as they were known at `known_at`."""
    return select(Post).where(
        Post.valid_from <= as_of,
        or_(Post.valid_to.is_(None), Post.valid_to > as_of),
        Post.recorded_at <= known_at,
        or_(Post.superseded_at.is_(None), Post.superseded_at > known_at),
    )
