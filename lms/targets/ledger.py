"""What is asked for and of the kept movements; who changed since they were kept."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Insert,
    Select,
    and_,
    func,
    insert,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute

from lms.catalog.service import version_tags
from lms.learning.service import Completion, Revocation, completions_known
from lms.organisations.service import below
from lms.people.service import Merge, Person, Post, posts_known
from lms.targets import queries
from lms.targets.basis import Basis
from lms.targets.models import Kept, Movement
from lms.targets.queries import Rows
from lms.targets.rules import Rule

_Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
TOP = 2  # slashes in the path of the top: "/1/"


def stays(rule: Rule, known_at: datetime, only: Collection[int] | None = None) -> Rows:
    """Select (person, unit, group, begins, ends) of posts of all days that count, by person.

    `only`: of these people.
    """
    post = posts_known(known_at=known_at).subquery()
    withdrawn = select(Person.id).where(Person.withdrawn_at <= known_at)
    found = select(
        post.c.person_id,
        post.c.organisation_id,
        post.c.working_group,
        post.c.valid_from,
        post.c.valid_to,
    ).where(queries.in_population(rule, post), post.c.person_id.not_in(withdrawn))
    if only is not None:
        found = found.where(post.c.person_id.in_(queries.written_in(only)))
    return found.order_by(post.c.person_id)


def covered(rule: Rule, known_at: datetime, only: Collection[int] | None = None) -> Rows:
    """Select (person, tag, begins, ends) of the contents that people completed, by person."""
    done = completions_known(known_at=known_at).subquery()
    tag = version_tags().subquery()
    found = (
        select(done.c.person_id, tag.c.tag, done.c.completed_on, done.c.revoked_on)
        .join(tag, tag.c.version_id == done.c.version_id)
        .where(*queries.qualifying(rule, done, tag))
    )
    if only is not None:
        found = found.where(done.c.person_id.in_(queries.written_in(only)))
    return found.order_by(done.c.person_id)


def opening(kept_id: int, *, last: date, month: date) -> Insert:
    """Insert the balance at the end of the month `last` as what `month` opens with."""
    places = (Movement.organisation_id, Movement.places)
    people, trained = func.sum(Movement.people), func.sum(Movement.trained)
    balance = (
        select(literal(kept_id), literal(month), literal(month), *places, people, trained)
        .where(Movement.kept_id == kept_id, Movement.month_on == last)
        .group_by(*places)
        .having(people != 0)
    )
    columns = (
        Movement.kept_id,
        Movement.month_on,
        Movement.moved_on,
        *places,
        Movement.people,
        Movement.trained,
    )
    return insert(Movement).from_select([column.key for column in columns], balance)


def standings(kept: Kept, basis: Basis) -> Rows:
    """Select (places, people, trained) on the basis's day, as known when they were kept."""
    day = basis.as_of
    month = day.replace(day=1)
    first = min(month, kept.last_month or month)
    people, trained = func.sum(Movement.people), func.sum(Movement.trained)
    found = (
        select(Movement.places, people, trained)
        .where(
            Movement.kept_id == kept.id,
            Movement.month_on.between(first, month),
            Movement.moved_on <= day,
        )
        .group_by(Movement.places)
        .having(people != 0)
    )
    if basis.path is None or basis.path.count("/") == TOP:
        return found
    version = queries.versions(basis).subquery()
    inside = select(version.c.organisation_id).where(below(version.c.path, basis.scope))
    return found.where(
        or_(Movement.organisation_id.is_(None), Movement.organisation_id.in_(inside))
    )


def changed(*, after: datetime, until: datetime) -> Select[int]:
    """Select the people of whom something was recorded or superseded in that time.

    Who lasts of merged records is among them when something of the other one changed.
    """

    def between(moment: _Moment) -> ColumnElement[bool]:
        return and_(moment > after, moment <= until)

    def touched(row: type[Post | Completion | Revocation | Merge]) -> ColumnElement[bool]:
        return or_(between(row.recorded_at), between(row.superseded_at))

    people = union(
        select(Post.person_id).where(touched(Post)),
        select(Person.id).where(between(Person.withdrawn_at)),
        select(Completion.person_id).where(touched(Completion)),
        select(Completion.person_id)
        .join(Revocation, Revocation.completion_id == Completion.id)
        .where(touched(Revocation)),
        select(Merge.duplicate_id).where(touched(Merge)),
    ).subquery()
    (person,) = people.c
    survivors = select(Merge.survivor_id).where(Merge.duplicate_id.in_(select(person)))
    both = union(select(person), survivors).subquery()
    return select(*both.c)
