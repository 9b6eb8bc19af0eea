"""Whatever happens to units, nobody is lost: totals stay, and each person is in both trees."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import hypothesis
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.clock import local_day
from lms.core.db import Database
from lms.core.errors import LmsError
from lms.core.secrets import Keyring
from lms.organisations.service import Organisation, OrganisationKind, SuccessionKind
from lms.people.service import Person
from lms.reorganisation.service import (
    Part,
    Request,
    Wish,
    carry_out,
    carry_out_plan,
    due_plans,
    plan_change,
)
from lms.targets.service import Figure, TreeOf, Wanted, all_names, basis_of, figure
from tests.support.length import sized
from tests.targets.world import World, counts

FIRST = datetime(2025, 10, 1, 5, 0, tzinfo=UTC)
BEFORE = date(2025, 9, 15)  # a day before any change
KINDS = [*SuccessionKind]
EXAMPLES = sized(4, 100)
LONGEST = sized(4, 8)  # changes in a row
Fixed = tuple[date, datetime, TreeOf]

steps = st.lists(
    st.tuples(
        st.sampled_from([kind for kind in KINDS if kind != SuccessionKind.REKIND]),
        st.integers(0, 99),  # which unit
        st.integers(0, 99),  # which other
        st.booleans(),  # into a new unit, or an existing one
        st.integers(-2, 3),  # days before it was written down; below 0: days to come
    ),
    min_size=1,
    max_size=LONGEST,
)


@dataclass
class Country:
    """Units, seven people in them (three trained) and what figures said."""

    world: World
    people: list[Person]
    said: dict[Fixed, object] = field(default_factory=dict)
    number: int = 0

    def units(self) -> list[Organisation]:
        still = select(Organisation).where(
            Organisation.closed_on.is_(None), Organisation.parent_id.is_not(None)
        )
        return [*self.world.session.scalars(still.order_by(Organisation.id))]

    def name(self) -> str:
        self.number += 1
        return f"Đơn vị {self.number}"

    def figure(self, day: date, known: datetime, tree: TreeOf = TreeOf.THE_DAY) -> Figure:
        return figure(
            self.world.session,
            rule=self.world.rule("t5"),
            organisation=self.world.root,
            as_of=day,
            known_at=known,
            tree=tree,
        )

    def names(self, day: date, known: datetime, tree: TreeOf) -> list[str]:
        basis = basis_of(
            self.world.session,
            rule=self.world.rule("t5"),
            organisation=self.world.root,
            as_of=day,
            known_at=known,
            tree=tree,
        )
        found = all_names(self.world.session, basis=basis, wanted=Wanted())
        return sorted(named.name for named, _ in found)

    def wish(self, step: tuple[Any, ...], day: date) -> Wish:
        kind, _, other_number, is_new, _ = step
        units = self.units()
        other = units[other_number % len(units)]
        wish: dict[str, Any] = {"kind": kind, "effective_on": day, "basis": "Nghị quyết"}
        match kind:
            case SuccessionKind.RENAME:
                wish["name"] = self.name()
            case SuccessionKind.TRANSFER:
                wish["target"] = "Toàn quốc" if is_new else other.name
            case SuccessionKind.MERGE if is_new:
                wish |= {"others": (other.name,), "name": self.name()}
            case SuccessionKind.MERGE:
                wish["target"] = other.name
            case SuccessionKind.SPLIT | SuccessionKind.CARVE:
                wish["parts"] = tuple(Part(self.name(), None) for _ in range(2))
                wish["placed"] = {str(p.uuid): n % 3 for n, p in enumerate(self.people)}
                wish["below"] = {str(other.uuid): 1}
        return Wish(**wish)


def found(session: Any, keys: Keyring) -> Country:  # noqa: ANN401
    world = World(session, keys)
    hamlet = world.unit("Thôn", OrganisationKind.DEPARTMENT, world.commune)
    places = [world.commune, world.commune, world.other, hamlet, world.ministry, world.province]
    people = []
    for unit in places:
        people += world.staff(unit, 1)
    both = world.person("Hồ Thị Hai")
    for unit in (world.commune, world.other):
        world.post(both, unit)
    for person in (people[0], people[3], both):
        world.complete(person, world.programme("Kỹ năng", "dcs"))
    session.flush()
    return Country(world, [*people, both])


def lines(made: Figure) -> object:
    return counts(made), sorted((c.name, c.line.whole.people) for c in made.children)


@hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=steps)
def test_nobody_is_lost_whatever_happens_to_units(
    database: Database, keys: Keyring, steps: list[tuple[Any, ...]]
) -> None:
    session = database.open(writes=True)
    try:
        country = found(session, keys)
        play(country, steps)
    finally:
        session.close()


def come(session: Session, now: datetime) -> None:
    """Carry out what was planned for a day that has come, if it still can be."""
    for plan_id in due_plans(session, today=local_day(now)):
        with suppress(LmsError), session.begin_nested():
            carry_out_plan(session, plan_id=plan_id, now=now)


def play(country: Country, steps: Iterable[tuple[Any, ...]]) -> None:
    session, root = country.world.session, country.world.root
    actor = uuid4()
    everyone = sorted(person.full_name for person in country.people)
    total = (3, 7)
    now = FIRST
    for step in steps:
        now += timedelta(days=1)
        come(session, now)
        units = country.units()
        unit = units[step[1] % len(units)]
        day = local_day(now) - timedelta(days=step[4])
        try:
            with session.begin_nested():
                request = Request(unit, country.wish(step, day), actor, (root.path,), now)
                (plan_change if request.is_to_come else carry_out)(session, request)
        except LmsError:
            continue
        day = min(day, local_day(now))
        for tree in TreeOf:
            for as_of in (BEFORE, day):
                made = country.figure(as_of, now, tree)
                assert counts(made) == total, (step, tree, as_of)
                country.said[as_of, now, tree] = lines(made)
    for tree in TreeOf:
        for as_of in (BEFORE, local_day(now)):
            assert country.names(as_of, now, tree) == everyone
    for (as_of, known, tree), said in country.said.items():
        assert lines(country.figure(as_of, known, tree)) == said
