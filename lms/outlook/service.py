"""The outlook of a figure: its last months, its pace, and what is under way."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.core.clock import month_ends
from lms.learning.service import courses_of
from lms.organisations.service import Organisation
from lms.outlook import queries
from lms.outlook.rules import MONTHS, Forecast, Pace, Reading, forecast, pace_needed
from lms.people.service import Person
from lms.targets.service import Basis, Figure, Line, figure, line_of

NEAREST = 20  # people named


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody whose open programme would make them trained, and how much of it is left."""

    name: str
    title: dict[str, str]  # of the programme
    steps_left: int  # lessons and quizzes
    steps: int


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What comes of it if those complete who learn now what they lack."""

    people: int  # untrained now, trained then
    then: Line | None  # the total then; None where each working group is tested by itself
    nearest: list[Near]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What lies before a unit until a target is reached."""

    readings: list[Reading]  # month by month, the figure's day last
    at_due: Line | None  # the total as of the last day, once it is past
    pace: Pace | None
    forecast: Forecast | None
    under_way: UnderWay | None  # None: the figure is of a past day


def outlook(session: Session, *, made: Figure, organisation: Organisation, today: date) -> Outlook:
    """Return the outlook of a figure that was made for `organisation`."""
    basis = made.basis
    is_over = basis.rule.due_on <= basis.as_of
    days = month_ends(basis.as_of, MONTHS)
    totals = [_total(session, basis, organisation, day) for day in days[:-1]]
    readings = [
        Reading(day, total.whole.people, total.whole.trained)
        for day, total in zip(days, [*totals, made.total], strict=True)
    ]
    needed = made.total.needed
    return Outlook(
        readings=[reading for reading in readings if reading.people],
        at_due=_total(session, basis, organisation, basis.rule.due_on) if is_over else None,
        pace=pace_needed(needed, today=basis.as_of, due_on=basis.rule.due_on),
        forecast=None if is_over else forecast(readings, needed),
        under_way=_under_way(session, made) if basis.as_of == today else None,
    )


def _total(session: Session, basis: Basis, organisation: Organisation, day: date) -> Line:
    """Return the total as of another day, as known at the same moment."""
    return figure(
        session,
        rule=basis.rule,
        organisation=organisation,
        as_of=day,
        known_at=basis.known_at,
        tree=basis.tree,
    ).total


def _under_way(session: Session, made: Figure) -> UnderWay:
    rule, whole = made.basis.rule, made.total.whole
    found = queries.would_be_trained(made.basis).subquery()
    people = session.scalar(select(func.count()).select_from(found)) or 0
    then = replace(whole, trained=whole.trained + people)
    return UnderWay(
        people=people,
        then=line_of(rule.threshold, then) if rule.pooled else None,
        nearest=_nearest(session, made.basis),
    )


def _nearest(session: Session, basis: Basis) -> list[Near]:
    found = session.execute(queries.nearest(basis, NEAREST)).all()
    names = dict(
        session.execute(
            select(Person.id, Person.full_name).where(Person.id.in_([row[1] for row in found]))
        ).all()
    )
    courses = courses_of(session, [row[0] for row in found])
    near = [
        Near(
            name=names[person],
            title=dict(course.programme.title),
            steps_left=len(course.programme.steps()) - course.steps_done,
            steps=len(course.programme.steps()),
        )
        for (_, course), (_, person) in zip(courses, found, strict=True)
    ]
    return sorted(near, key=lambda one: one.steps_left)
