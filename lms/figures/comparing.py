"""What changed between two days of a figure, to the person: its parts add up to the difference."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, except_, func, intersect, select
from sqlalchemy.orm import Session

from lms.people.service import Person
from lms.targets.service import Basis, Line, standing_places, trained_people


class Change(StrEnum):
    """What happened to somebody between the days; also the value in addresses."""

    CAME = "den"
    LEFT = "di"
    PASSED = "dat-them"
    LOST = "khong-con-tinh"
    MOVED = "chuyen"


@dataclass(frozen=True, slots=True)
class Count:
    """So many people, and by how much the trained ones are more or fewer for it."""

    people: int
    trained: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two totals and what lies between: came - left, and who was trained among them, passed, lost.

    Who moved inside the unit is in both totals and changes neither.
    """

    before: Line
    after: Line
    counts: dict[Change, Count]

    @property
    def people(self) -> int:
        """Return what the changes of the population add up to."""
        return self.counts[Change.CAME].people - self.counts[Change.LEFT].people

    @property
    def trained(self) -> int:
        """Return what the changes of the trained add up to."""
        return sum(count.trained for count in self.counts.values())


def compare(
    session: Session, *, before: tuple[Basis, Line], after: tuple[Basis, Line]
) -> Comparison:
    """Count each change between two figures of one unit, known at one moment."""
    then, now = before[0], after[0]
    count = {change: _number(session, changed(change, then, now)) for change in Change}
    came = _number(session, _both(changed(Change.CAME, then, now), trained_people(now)))
    left = _number(session, _both(changed(Change.LEFT, then, now), trained_people(then)))
    trained = {
        Change.CAME: came,
        Change.LEFT: -left,
        Change.PASSED: count[Change.PASSED],
        Change.LOST: -count[Change.LOST],
        Change.MOVED: 0,
    }
    counts = {change: Count(count[change], trained[change]) for change in Change}
    return Comparison(before[1], after[1], counts)


def changed(change: Change, then: Basis, now: Basis) -> Select[int]:
    """Select the ids of those of whom this is true."""
    were, are = _population(then), _population(now)
    if change is Change.CAME:
        return _first_only(are, were)
    if change is Change.LEFT:
        return _first_only(were, are)
    if change is Change.MOVED:
        fresh = _moved(then, now)
    else:
        new, old = (now, then) if change is Change.PASSED else (then, now)
        fresh = _first_only(trained_people(new), trained_people(old))
    return _both(fresh, _both(were, are))


def names_of(people: Select[int]) -> Select[int, str]:
    """Select (id, full name) of these people, by given name."""
    (person,) = people.subquery().c
    found = select(Person.id, Person.full_name).where(Person.id.in_(select(person)))
    return found.order_by(Person.sort_key, Person.id)


def _population(basis: Basis) -> Select[int]:
    places = standing_places(basis).subquery()
    return select(places.c.person_id).distinct()


def _first_only(these: Select[int], those: Select[int]) -> Select[int]:
    (person,) = except_(these, those).subquery().c
    return select(person)


def _both(these: Select[int], those: Select[int]) -> Select[int]:
    (person,) = intersect(these, those).subquery().c
    return select(person)


def _moved(then: Basis, now: Basis) -> Select[int]:
    """Select who holds a post in a unit, or of a group, in which they held none."""
    columns: tuple[Any, ...] = ("person_id", "organisation_id", "working_group")
    sides = [standing_places(basis).subquery() for basis in (now, then)]
    fresh = except_(*(select(*(side.c[name] for name in columns)) for side in sides)).subquery()
    return select(fresh.c.person_id).distinct()


def _number(session: Session, people: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(people.subquery())) or 0
