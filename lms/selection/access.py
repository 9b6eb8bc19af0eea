"""The only way a view gets people to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.organisations.service import Organisation, below
from lms.people.service import Category, Person, Post, WorkingGroup, held_on, visible_people

Paths = Sequence[str]


@dataclass(frozen=True, slots=True)
class Filters:
    """Who is meant below a unit, all of one post; None and False: anybody."""

    group: WorkingGroup | None = None
    category: Category | None = None
    full_time_only: bool = False


def staff(path: str, *, filters: Filters, today: date) -> Select[Person]:
    """Select who holds such a post today at or below `path`, by given name."""
    held = (
        select(Post.person_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(held_on(today), below(Organisation.path, [path]))
    )
    if filters.group is not None:
        held = held.where(Post.working_group == filters.group)
    if filters.category is not None:
        held = held.where(Post.category == filters.category)
    if filters.full_time_only:
        held = held.where(Post.full_time.is_(True))
    found = select(Person).where(Person.withdrawn_at.is_(None), Person.id.in_(held))
    return found.order_by(Person.sort_key, Person.id)


def picked_people(
    session: Session, *, paths: Paths, uuids: Sequence[UUID], today: date
) -> Sequence[int]:
    """Return the ids of the picked people who are in scope, by given name."""
    seen = visible_people(paths, today=today).where(Person.uuid.in_(uuids))
    ordered = seen.order_by(Person.sort_key, Person.id)
    return session.scalars(ordered.with_only_columns(Person.id)).all()
