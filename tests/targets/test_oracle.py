"""The queries agree with a plain loop over everything, on random histories."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from lms.learning.service import CompletionKind, revoke_completion
from lms.organisations.service import Organisation, OrganisationKind
from lms.people.service import Person, Post, WorkingGroup
from lms.targets.rules import Rule, Who
from lms.targets.service import State, Wanted, all_names, basis_of
from tests.targets.world import World

START = date(2025, 6, 1)
MOMENT = datetime(2025, 6, 1, tzinfo=UTC)
SPAN = 120  # days


@dataclass(frozen=True)
class Training:
    person: int
    on: date
    known: datetime
    tags: frozenset[str]
    in_depth: bool
    counts: bool  # not a waiver
    revoked: tuple[date, datetime] | None


def _moment(dice: random.Random) -> datetime:
    return MOMENT + timedelta(days=dice.randrange(SPAN), hours=dice.randrange(24))


def _day(dice: random.Random) -> date:
    return START + timedelta(days=dice.randrange(SPAN))


def random_posts(
    world: World, dice: random.Random, units: list[Organisation], people: list[Person]
) -> list[Post]:
    posts = []
    for person in people:
        for _ in range(dice.choice([1, 1, 2, 3])):
            begins, known = _day(dice), _moment(dice)
            posts.append(
                Post(
                    person_id=person.id,
                    organisation_id=dice.choice(units).id,
                    working_group=dice.choice(list(WorkingGroup)[:4]),
                    full_time=dice.random() < 0.7,
                    valid_from=begins,
                    valid_to=dice.choice([None, begins + timedelta(days=dice.randint(1, 60))]),
                    source="test",
                    recorded_at=known,
                    superseded_at=dice.choice([None, None, known + timedelta(days=20)]),
                )
            )
    world.session.add_all(posts)
    return posts


def random_trainings(world: World, dice: random.Random, people: list[Person]) -> list[Training]:
    contents = ("dcs", "st")
    versions = [
        world.programme(f"C{number}", *dice.sample(contents, dice.randint(1, 2)), in_depth=deep)
        for number, deep in enumerate((True, True, False, True))
    ]
    trainings = []
    for person in people:
        for version in dice.sample(versions, dice.randrange(4)):
            waived, known = dice.random() < 0.2, _moment(dice)
            kind = CompletionKind.WAIVED if waived else CompletionKind.COMPLETED
            done = world.complete(person, version, on=_day(dice), kind=kind, now=known)
            revoked = (_day(dice), _moment(dice)) if dice.random() < 0.3 else None
            if revoked:
                revoke_completion(
                    world.session,
                    completion=done,
                    effective_on=revoked[0],
                    reason="Sai",
                    actor=uuid4(),
                    now=revoked[1],
                )
            tags = frozenset(version.tags)
            trainings.append(
                Training(
                    person.id, done.completed_on, known, tags, version.in_depth, not waived, revoked
                )
            )
    return trainings


def is_trained(
    rule: Rule, trainings: list[Training], person: int, day: date, known: datetime
) -> bool:
    covered: set[str] = set()
    for one in trainings:
        gone = one.revoked and one.revoked[0] <= day and one.revoked[1] <= known
        if (
            one.person == person
            and one.counts
            and rule.counts_from <= one.on <= day
            and one.known <= known
            and not gone
            and (one.in_depth or not rule.in_depth)
        ):
            covered |= one.tags
    return covered >= set(rule.tags)


def members(rule: Rule, posts: list[Post], units: set[int], day: date, known: datetime) -> set[int]:
    return {
        post.person_id
        for post in posts
        if post.organisation_id in units
        and post.valid_from <= day
        and (post.valid_to is None or day < post.valid_to)
        and post.recorded_at <= known
        and (post.superseded_at is None or known < post.superseded_at)
        and post.working_group in rule.groups
        and (post.full_time or rule.groups[post.working_group] is Who.EVERYONE)
    }


@pytest.mark.parametrize("seed", range(4))
def test_figures_and_names_are_what_a_plain_loop_finds(world: World, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - made-up data
    front = world.unit("Mặt trận", OrganisationKind.FRONT, world.province)
    below = world.unit("Ban của Mặt trận", OrganisationKind.DEPARTMENT, front)
    inside = [world.province, world.commune, world.other]
    people = [world.person() for _ in range(10)]
    posts = random_posts(world, dice, [*inside, front, below, world.ministry], people)
    trainings = random_trainings(world, dice, people)

    for _ in range(12):
        day, known, key = _day(dice), _moment(dice), dice.choice(["t5", "t8"])
        rule, made = world.rule(key), world.figure(key=key, as_of=day, known_at=known)
        counted = members(rule, posts, {unit.id for unit in inside}, day, known)
        apart = members(rule, posts, {front.id, below.id}, day, known)
        trained = {p.id for p in people if is_trained(rule, trainings, p.id, day, known)}

        whole = made.total.whole
        assert (whole.people, whole.trained) == (len(counted), len(counted & trained))
        whole = made.apart.whole
        assert (whole.people, whole.trained) == (len(apart), len(apart & trained))
        for child in made.children:
            unit = {"Xã A": world.commune, "Xã B": world.other}.get(child.name)
            own = members(rule, posts, {unit.id} if unit else set(), day, known)
            assert child.line.whole.people == len(own)
            assert child.line.whole.trained == len(own & trained)
        basis = basis_of(
            world.session, rule=rule, organisation=world.province, as_of=day, known_at=known
        )
        names = {p.id: p.full_name for p in people}
        for state, expected in (
            (State.TRAINED, counted & trained),
            (State.NOT_YET, counted - trained),
        ):
            found = list(all_names(world.session, basis=basis, wanted=Wanted(state=state)))
            assert sorted(one.name for one in found) == sorted(names[id_] for id_ in expected)
            assert {one.state for one in found} <= {state}
