"""Figures of a large register kept as movements, so that any day of it is asked for at once.

What is kept is as known at a moment. A figure as known at another adds what changed between: of the
few people of whom anything was recorded in that time it takes the steps then known away and adds
those known now. So it is always what `queries.places` would count, which a test proves.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lms.content.service import canonical, digest
from lms.core.clock import local_day
from lms.people.service import Person, WorkingGroup
from lms.targets import ledger, queries
from lms.targets.basis import Basis
from lms.targets.counting import Places, Standing
from lms.targets.models import Kept, Movement, Target
from lms.targets.rules import Rule, rule_document
from lms.targets.timeline import Covered, Stay, Step, places_from, steps, written

MANY = 2_000  # people changed, from when on counting anew is no slower
OVERLAP = timedelta(minutes=15)  # what was recorded so lately may not be committed yet
SMALL = 20_000  # people; the figures of a smaller register are counted anew in a moment
AGE = timedelta(days=1)
BATCH = 50_000  # people counted together
Row = dict[str, Any]


def standings(session: Session, basis: Basis) -> list[Standing]:
    """Return who stands where on the basis's day: from what is kept if that is near enough."""
    kept = latest_kept(session, basis.rule)
    people = _changed(session, kept, basis.known_at) if kept else None
    if kept is None or people is None:
        return _counted(session, basis)
    found: Counter[Places] = Counter()
    trained: Counter[Places] = Counter()
    if people:
        for sign, known_at in ((-1, kept.known_at), (1, basis.known_at)):
            for step in _steps(session, basis.rule, known_at, only=people):
                if step.on <= basis.as_of:
                    found[step.places] += sign * step.people
                    trained[step.places] += sign * step.trained
    changes = [Standing(places, number, trained[places]) for places, number in found.items()]
    rows = session.execute(ledger.standings(kept, basis))
    return changes + [Standing(places_from(text), *numbers) for text, *numbers in rows]


def latest_kept(session: Session, rule: Rule) -> Kept | None:
    """Return what is kept of this version of a target, or None."""
    address = digest(canonical(rule_document(rule)))
    whole = (
        select(Kept)
        .join(Target, Target.id == Kept.target_id)
        .where(Target.digest == address, Kept.last_month.is_not(None))
        .order_by(Kept.known_at.desc(), Kept.id.desc())
    )
    return session.scalars(whole.limit(1)).first()


def is_stale(session: Session, rule: Rule, now: datetime) -> bool:
    """Tell whether the target's movements should be kept anew; never those of a small register."""
    if session.scalar(select(Person.id).offset(SMALL).limit(1)) is None:
        return False
    kept = latest_kept(session, rule)
    return (
        kept is None or kept.known_at < now - AGE or _changed(session, kept, now - OVERLAP) is None
    )


def movements(session: Session, kept: Kept, rule: Rule) -> Iterator[list[Row]]:
    """Yield rows of everybody's steps as known at the moment, each day's equal ones together."""
    counted: Counter[tuple[date, Places]] = Counter()
    trained: Counter[tuple[date, Places]] = Counter()
    for number, some in enumerate(_steps_of_each(session, rule, kept.known_at, only=None), start=1):
        for step in some:
            counted[step.on, step.places] += step.people
            trained[step.on, step.places] += step.trained
        if number % BATCH == 0:
            yield _rows(kept.id, counted, trained)
            counted.clear()
            trained.clear()
    yield _rows(kept.id, counted, trained)


def begin_keeping(session: Session, *, target: Target, now: datetime) -> tuple[Sequence[int], Kept]:
    """Return the ids of what was kept of the target's key, and the beginning of what will be."""
    before = (
        select(Kept.id).join(Target, Target.id == Kept.target_id).where(Target.key == target.key)
    )
    ids = session.scalars(before).all()
    kept = Kept(target_id=target.id, known_at=now - OVERLAP)
    session.add(kept)
    session.flush()  # its movements need its id
    return ids, kept


def open_months(session: Session, *, kept: Kept, now: datetime) -> None:
    """Give each month up to today's its opening balance; then what is kept is whole."""
    first = session.scalar(select(func.min(Movement.month_on)).where(Movement.kept_id == kept.id))
    until = local_day(now).replace(day=1)
    last = first or until
    while last < until:
        month = (last + timedelta(days=31)).replace(day=1)
        session.execute(ledger.opening(kept.id, last=last, month=month))
        last = month
    session.merge(kept).last_month = until


def forget(session: Session, kept_id: int) -> None:
    """Throw away what was kept before."""
    session.execute(delete(Movement).where(Movement.kept_id == kept_id))
    session.execute(delete(Kept).where(Kept.id == kept_id))


def _changed(session: Session, kept: Kept, known_at: datetime) -> tuple[int, ...] | None:
    """Return who changed between what is kept and the moment; None if they are too many."""
    after, until = sorted((kept.known_at, known_at))
    people = session.scalars(ledger.changed(after=after, until=until).limit(MANY + 1)).all()
    return tuple(sorted(people)) if len(people) <= MANY else None


def _counted(session: Session, basis: Basis) -> list[Standing]:
    alone: list[Standing] = []
    several: dict[int, tuple[set[tuple[int, WorkingGroup]], int]] = {}
    for unit, group, person, people, trained in session.execute(queries.places(basis)):
        place = (unit, WorkingGroup(group))
        if person is None:
            alone.append(Standing((place,), people, trained))
        else:
            several.setdefault(person, (set(), trained))[0].add(place)
    shared: Counter[tuple[Places, int]] = Counter(
        (tuple(sorted(places)), trained) for places, trained in several.values()
    )
    return alone + [
        Standing(places, number, number * trained) for (places, trained), number in shared.items()
    ]


def _steps(
    session: Session, rule: Rule, known_at: datetime, *, only: Collection[int] | None
) -> Iterator[Step]:
    for some in _steps_of_each(session, rule, known_at, only=only):
        yield from some


def _steps_of_each(
    session: Session, rule: Rule, known_at: datetime, *, only: Collection[int] | None
) -> Iterator[Iterator[Step]]:
    """Yield the steps of each person who ever held a post that counts."""
    in_parts = {"yield_per": 10_000} if only is None else {}
    with (
        session.execute(ledger.stays(rule, known_at, only), execution_options=in_parts) as held,
        session.execute(ledger.covered(rule, known_at, only), execution_options=in_parts) as done,
    ):
        trainings = groupby(done, itemgetter(0))
        whose, covered = next(trainings, _NOBODY)
        for person, posts in groupby(held, itemgetter(0)):
            while whose is not None and whose < person:
                whose, covered = next(trainings, _NOBODY)
            own = [Covered(*row[1:]) for row in covered] if whose == person else []
            stays = [Stay(unit, WorkingGroup(g), on, to) for _, unit, g, on, to in posts]
            yield steps(stays, own, rule.tags)


_NOBODY: tuple[int | None, Sequence[Any]] = (None, ())


def _rows(
    kept_id: int, counted: Counter[tuple[date, Places]], trained: Counter[tuple[date, Places]]
) -> list[Row]:
    return [
        {
            "kept_id": kept_id,
            "month_on": on.replace(day=1),
            "moved_on": on,
            "organisation_id": places[0][0] if len(places) == 1 else None,
            "places": written(places),
            "people": people,
            "trained": trained[on, places],
        }
        for (on, places), people in sorted(counted.items())
        if people or trained[on, places]
    ]
