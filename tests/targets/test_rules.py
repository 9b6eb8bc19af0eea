"""Thresholds on whole numbers; counting agrees with the obvious way to count."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.service import WorkingGroup
from lms.targets.counting import Count, Standing, Tree, is_reached, still_needed, tally
from lms.targets.reading import read_targets
from lms.targets.rules import Rule, rule_document, rule_from
from tests.targets.world import FILE

SEVENTY = Fraction(7, 10)
PATHS = {1: "/1/", 2: "/1/2/", 3: "/1/3/", 4: "/1/2/4/", 5: "/1/3/5/", 6: "/1/6/"}
RULES = {rule.key: rule for rule in read_targets(FILE).rules}
GROUPS = list(RULES["t8"].groups)


@pytest.mark.parametrize(
    ("people", "trained", "reached", "needed"),
    [
        (10, 7, True, 0),
        (10, 6, False, 1),
        (2303, 1611, False, 2),  # 69.96 %
        (2300, 1610, True, 0),
        (1, 0, False, 1),
        (3, 2, False, 1),
        (3, 3, True, 0),
        (10, 10, True, 0),
    ],
)
def test_seventy_percent_is_decided_on_whole_numbers(
    people: int, trained: int, *, reached: bool, needed: int
) -> None:
    count = Count(people, trained)

    assert is_reached(SEVENTY, count) is reached
    assert still_needed(SEVENTY, count) == needed


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_what_is_needed_is_just_enough(people: int, trained: int) -> None:
    count = Count(people, min(trained, people))
    needed = still_needed(SEVENTY, count)

    assert is_reached(SEVENTY, Count(people, count.trained + needed))
    assert not needed or not is_reached(SEVENTY, Count(people, count.trained + needed - 1))


def test_a_stored_rule_is_the_rule(tmp_path: Path) -> None:
    for rule in RULES.values():
        assert rule_from(rule_document(rule)) == rule
    assert read_targets(tmp_path / "targets.yaml").problems


posts = st.sets(st.tuples(st.sampled_from(list(PATHS)), st.sampled_from(GROUPS)), min_size=1)
Somebody = tuple[set[tuple[int, WorkingGroup]], bool]


def naive(people: list[Somebody], units: set[int], group: WorkingGroup | None) -> Count:
    """Count whoever holds a post in `units`, and in `group` if one is given."""
    found = [
        trained
        for held, trained in people
        if any(unit in units and group in (None, g) for unit, g in held)
    ]
    return Count(len(found), sum(found))


@given(st.lists(st.tuples(posts, st.booleans()), max_size=12), st.sampled_from(["t5", "t8"]))
def test_the_tally_counts_as_one_would_by_hand(people: list[Somebody], key: str) -> None:
    rule: Rule = RULES["t8"] if key == "t8" else RULES["t5"]
    apart = {3, 5}
    standings = [Standing(tuple(sorted(held)), 1, int(trained)) for held, trained in people if held]

    made = tally(rule, Tree(1, PATHS, apart), children=[2, 3, 6], standings=standings)

    lines = {2: {2, 4}, 3: set[int](), 6: {6}}
    assert made.total.whole == naive(people, {1, 2, 4, 6}, None)
    assert made.own.whole == naive(people, {1}, None)
    assert made.apart.whole == naive(people, apart, None)
    for child, units in lines.items():
        assert made.children[child].whole == naive(people, units, None)
        for group in rule.groups:
            assert made.children[child].groups[group] == naive(people, units, group)
    several = [
        held
        for held, _ in people
        if sum(any(u in units for u, _ in held) for units in ({1}, {2, 4}, {6})) > 1
    ]
    assert made.in_several == len(several)
