"""The only way a view gets rules, people to choose from and enrolments."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, and_, false, func, literal, or_, select, union, union_all
from sqlalchemy.orm import Session

from lms.accounts.service import Account
from lms.core.errors import NotFound
from lms.enrolment.models import Rule
from lms.enrolment.rules import Terms
from lms.learning.service import Enrolment, visible_enrolments
from lms.organisations.service import Organisation, below
from lms.people.service import (
    Person,
    Post,
    held_on,
    holders,
    last_holders,
    not_over,
    read_as,
)

Paths = Sequence[str]


def visible_rules(paths: Paths) -> Select[Rule, Organisation]:
    """Select (rule, unit) of units at or below `paths`, and of those above, which reach down."""
    above = {path[: place + 1] for path in paths for place, c in enumerate(path) if c == "/"}
    return (
        select(Rule, Organisation)
        .join(Organisation, Organisation.id == Rule.organisation_id)
        .where(
            Rule.superseded_at.is_(None),
            or_(below(Organisation.path, paths), Organisation.path.in_(above)),
        )
        .order_by(Organisation.path, Rule.id)
    )


def visible_rule(session: Session, *, paths: Paths, thread: UUID) -> tuple[Rule, Organisation]:
    """Return a rule that reaches people in `paths` with its unit, or raise `NotFound`."""
    found = session.execute(visible_rules(paths).where(Rule.thread == thread)).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def own_rule(session: Session, *, paths: Paths, thread: UUID) -> tuple[Rule, Organisation]:
    """Return a rule of a unit in `paths`; one of a unit above may be seen, not changed."""
    rule, unit = visible_rule(session, paths=paths, thread=thread)
    if not unit.path.startswith(tuple(paths)):
        raise NotFound
    return rule, unit


def open_enrolments(paths: Paths, *, today: date) -> Select[Enrolment, Person]:
    """Select (enrolment, person) of the open enrolments in scope, the earliest due date first.

    The person is who holds the record now, also of an enrolment filed under a merged one.
    """
    return (
        visible_enrolments(paths, today=today)
        .join(Person, Person.id == read_as(Enrolment.person_id))
        .add_columns(Person)
        .where(Enrolment.completed_at.is_(None), Enrolment.released_at.is_(None))
        .order_by(Enrolment.due_on.is_(None), Enrolment.due_on, Person.sort_key, Enrolment.id)
    )


def cannot_be_met(
    paths: Paths, *, earliest_ends: Mapping[str, date], today: date
) -> Select[Enrolment, Person]:
    """Select who has not begun a programme and whose due date is before its earliest end."""
    short = [
        and_(Enrolment.programme_key == key, Enrolment.due_on < day)
        for key, day in earliest_ends.items()
    ]
    return open_enrolments(paths, today=today).where(
        Enrolment.version_id.is_(None), or_(false(), *short)
    )


def without_account(paths: Paths, *, today: date) -> Select[Enrolment, Person]:
    """Select who has an open enrolment and no way to sign in."""
    known = select(Account.person_id)
    return open_enrolments(paths, today=today).where(Person.id.not_in(known))


def without_unit(paths: Paths, *, today: date) -> Select[Enrolment, Person]:
    """Select who has an open enrolment but no post, now or to come, in a unit that is open.

    The unit of their last post says in whose scope they are.
    """
    kept = union(holders(paths, today=today), last_holders(paths, today=today)).subquery()
    placed = (
        select(Post.person_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(
            not_over(today),
            or_(Organisation.closed_on.is_(None), Organisation.closed_on > today),
        )
    )
    return (
        select(Enrolment, Person)
        .join(Person, Person.id == read_as(Enrolment.person_id))
        .where(
            Person.withdrawn_at.is_(None),
            Person.id.in_(select(kept.c.person_id)),
            Person.id.not_in(placed),
            Enrolment.completed_at.is_(None),
            Enrolment.released_at.is_(None),
        )
        .order_by(Person.sort_key, Enrolment.id)
    )


def in_two_rules(paths: Paths, *, rules: Sequence[Terms], today: date) -> Select[Enrolment, Person]:
    """Select the open enrolments of people whom two rules in force send to the same programme."""
    keys = [terms.programme_key for terms in rules]
    several = [terms for terms in rules if keys.count(terms.programme_key) > 1]
    if not several:
        return open_enrolments(paths, today=today).where(false())
    each = union_all(*(_meant(terms, today) for terms in several)).subquery()
    twice = (
        select(each.c.person_id, each.c.programme_key)
        .group_by(each.c.person_id, each.c.programme_key)
        .having(func.count() > 1)
        .subquery()
    )
    return open_enrolments(paths, today=today).join(
        twice,
        and_(
            twice.c.person_id == Person.id,
            twice.c.programme_key == Enrolment.programme_key,
        ),
    )


def _meant(terms: Terms, today: date) -> Select[int, str]:
    """Select (person_id, programme_key) of those whom a rule means, each once."""
    held = (
        select(Post.person_id, literal(terms.programme_key).label("programme_key"))
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(held_on(today), below(Organisation.path, [terms.path]))
        .distinct()
    )
    if terms.groups:
        held = held.where(Post.working_group.in_(terms.groups))
    if terms.categories:
        held = held.where(Post.category.in_(terms.categories))
    return held.where(Post.full_time.is_(True)) if terms.full_time_only else held
