"""Who may see which persons: one selectable, from which every query that shows people starts."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from lms.core.errors import NotFound
from lms.organisations.service import Organisation, below
from lms.people.models import Merge, Person, Post

IdColumn = ColumnElement[int] | InstrumentedAttribute[int]


def held_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a post is held on `day`, as known now."""
    return and_(
        Post.superseded_at.is_(None),
        Post.valid_from <= day,
        or_(Post.valid_to.is_(None), Post.valid_to > day),
    )


def not_over(day: date) -> ColumnElement[bool]:
    """Return the condition that a post is held on `day` or later, as known now."""
    return and_(Post.superseded_at.is_(None), or_(Post.valid_to.is_(None), Post.valid_to > day))


def holders(paths: Sequence[str], *, today: date) -> Select[int]:
    """Select the ids of those with a post today or to come at or below `paths`."""
    return (
        select(Post.person_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(not_over(today), below(Organisation.path, paths))
    )


def last_holders(paths: Sequence[str], *, today: date) -> Select[int]:
    """Select the ids of those without a post now or to come whose last one was in `paths`."""
    later = aliased(Post)
    went_on = select(later.id).where(
        later.person_id == Post.person_id,
        later.superseded_at.is_(None),
        or_(later.valid_to.is_(None), later.valid_to > Post.valid_to),
    )
    return (
        select(Post.person_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(
            Post.superseded_at.is_(None),
            Post.valid_to <= today,
            below(Organisation.path, paths),
            ~went_on.exists(),
        )
    )


def visible_people(paths: Sequence[str], *, today: date) -> Select[Person]:
    """Select the people with a post today or to come at or below `paths`, each once."""
    return select(Person).where(
        Person.withdrawn_at.is_(None), Person.id.in_(holders(paths, today=today))
    )


def kept_people(paths: Sequence[str], *, today: date) -> Select[Person]:
    """Select those with a post there, now or to come, or the last one; asked of each: for a few."""
    own = Post.person_id == Person.id
    here, left = holders(paths, today=today), last_holders(paths, today=today)
    kept = or_(here.where(own).exists(), left.where(own).exists())
    return select(Person).where(Person.withdrawn_at.is_(None), kept)


def kept_person(session: Session, *, paths: Sequence[str], uuid: UUID, today: date) -> Person:
    """Return the person if the record is kept in `paths`, else raise `NotFound`."""
    return _one(session, kept_people(paths, today=today), uuid)


def visible_person(session: Session, *, paths: Sequence[str], uuid: UUID, today: date) -> Person:
    """Return the person if a post puts them in `paths`, else raise `NotFound`."""
    here = holders(paths, today=today).where(Post.person_id == Person.id).exists()
    return _one(session, select(Person).where(Person.withdrawn_at.is_(None), here), uuid)


def _one(session: Session, people: Select[Person], uuid: UUID) -> Person:
    found = session.scalars(people.where(Person.uuid == uuid)).one_or_none()
    if found is None:
        raise NotFound
    return found


def posts_at(*, as_of: date, known_at: datetime) -> Select[Post]:
    """Select the posts held on `as_of` as they were known at `known_at`."""
    return posts_known(known_at=known_at).where(
        Post.valid_from <= as_of, or_(Post.valid_to.is_(None), Post.valid_to > as_of)
    )


def posts_known(*, known_at: datetime) -> Select[Post]:
    """Select the posts of all times as they were known at `known_at`."""
    return select(Post).where(
        Post.recorded_at <= known_at,
        or_(Post.superseded_at.is_(None), Post.superseded_at > known_at),
    )


def merges_at(*, known_at: datetime) -> Select[int, int]:
    """Select (duplicate_id, survivor_id) of the records known at a moment to be another's."""
    return select(Merge.duplicate_id, Merge.survivor_id).where(
        Merge.recorded_at <= known_at,
        or_(Merge.superseded_at.is_(None), Merge.superseded_at > known_at),
    )


def is_merged(column: IdColumn) -> ColumnElement[bool]:
    """Return the condition that the record in `column` was merged into another."""
    merged = select(Merge.id).where(Merge.duplicate_id == column, Merge.superseded_at.is_(None))
    return merged.exists()


def belongs_to(column: IdColumn, person_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Return the condition that `column` names the person, or a record merged into theirs."""
    own = select(Person.id).where(Person.id == person_id)
    merged = select(Merge.duplicate_id).where(
        Merge.survivor_id == person_id, Merge.superseded_at.is_(None)
    )
    return column.in_(union_all(own, merged))


def records_of(people: Select[int]) -> CompoundSelect[int]:
    """Select the ids of these people and of the records merged into theirs."""
    merged = select(Merge.duplicate_id).where(
        Merge.survivor_id.in_(people), Merge.superseded_at.is_(None)
    )
    return union_all(people, merged)


def read_as(column: IdColumn) -> ColumnElement[int]:
    """Return the id of the record as which the one in `column` is read now: mostly itself."""
    survivor = select(Merge.survivor_id).where(
        Merge.duplicate_id == column, Merge.superseded_at.is_(None)
    )
    return func.coalesce(survivor.scalar_subquery(), column)


def visible_records(paths: Sequence[str], *, today: date) -> CompoundSelect[int]:
    """Select the ids of `visible_people` and of the records merged into theirs."""
    return records_of(visible_people(paths, today=today).with_only_columns(Person.id))
