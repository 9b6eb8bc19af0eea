"""Whom a rule means, until when, and what is to be done: for any posts, dates and rules."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.enrolment.models import Anchor
from lms.enrolment.rules import (
    Current,
    Fixed,
    Held,
    Move,
    Relative,
    Release,
    Send,
    Terms,
    candidates,
    days_needed,
    decide,
    due_date,
    earliest_end,
    kept_out,
    means,
    meant_since,
)
from lms.people.service import Category, WorkingGroup

FIRST = date(2024, 1, 1)
MADE = datetime(2025, 1, 1, tzinfo=UTC)
days = st.integers(0, 900).map(lambda n: FIRST + timedelta(days=n))
paths = st.sampled_from(["/1/2/", "/1/2/3/", "/1/2/4/", "/1/5/", "/1/25/"])


@st.composite
def posts(draw: st.DrawFn) -> Held:
    start = draw(days)
    length = draw(st.none() | st.integers(1, 400))
    return Held(
        path=draw(paths),
        working_group=draw(st.sampled_from(WorkingGroup)),
        category=draw(st.none() | st.sampled_from(Category)),
        full_time=draw(st.booleans()),
        valid_from=start,
        valid_to=None if length is None else start + timedelta(days=length),
    )


@st.composite
def rules(draw: st.DrawFn) -> Terms:
    relative = st.builds(Relative, st.integers(1, 400), st.sampled_from(Anchor))
    return Terms(
        thread=draw(st.uuids()),
        programme_key=draw(st.sampled_from(["a", "b"])),
        path=draw(paths),
        groups=frozenset(draw(st.sets(st.sampled_from(WorkingGroup), max_size=3))),
        categories=frozenset(draw(st.sets(st.sampled_from(Category), max_size=2))),
        full_time_only=draw(st.booleans()),
        due=draw(st.builds(Fixed, days) | relative),
        begins=draw(days),
        published_on=draw(days),
        made_at=MADE + timedelta(seconds=draw(st.integers(0, 3))),
        reason="",
    )


def a_rule(**changes: object) -> Terms:
    values: dict[str, object] = {
        "thread": UUID(int=1),
        "programme_key": "a",
        "path": "/1/2/",
        "groups": frozenset(),
        "categories": frozenset(),
        "full_time_only": False,
        "due": Relative(60, Anchor.POST_START),
        "begins": FIRST,
        "published_on": FIRST,
        "made_at": MADE,
        "reason": "",
    }
    return Terms(**{**values, **changes})  # type: ignore[arg-type]


def a_post(start: date, end: date | None = None, path: str = "/1/2/3/") -> Held:
    return Held(
        path,
        WorkingGroup.COMMUNICATION,
        Category.CIVIL_SERVANT,
        full_time=True,
        valid_from=start,
        valid_to=end,
    )


def test_a_rule_means_its_unit_and_all_below_and_no_other() -> None:
    rule = a_rule(groups=frozenset({WorkingGroup.COMMUNICATION}), full_time_only=True)
    assert means(rule, a_post(FIRST))
    assert not means(rule, a_post(FIRST, path="/1/25/"))
    part_time = Held(
        "/1/2/",
        WorkingGroup.COMMUNICATION,
        None,
        full_time=False,
        valid_from=FIRST,
        valid_to=None,
    )
    assert not means(rule, part_time)
    assert not means(a_rule(categories=frozenset({Category.CADRE})), a_post(FIRST))


@given(rules(), st.lists(posts(), max_size=5), days)
def test_a_rule_means_whoever_holds_one_of_its_posts_today(
    rule: Terms, held: list[Held], today: date
) -> None:
    since = meant_since(rule, held, today)
    fits = [
        p
        for p in held
        if means(rule, p) and p.valid_from <= today and (p.valid_to is None or today < p.valid_to)
    ]
    assert (since is not None) == bool(fits)
    if since is not None:
        assert since <= min(p.valid_from for p in fits)
        assert since in {p.valid_from for p in held if means(rule, p)}


def test_a_move_inside_the_rules_units_does_not_put_the_date_off() -> None:
    moved = FIRST + timedelta(days=30)
    here, there = a_post(FIRST, moved), a_post(moved, path="/1/2/4/")
    today = FIRST + timedelta(days=40)
    assert meant_since(a_rule(), [here, there], today) == FIRST
    gap = a_post(moved + timedelta(days=1), path="/1/2/4/")
    assert meant_since(a_rule(), [here, gap], today) == gap.valid_from


def test_a_relative_date_never_counts_from_before_the_rule() -> None:
    later = FIRST + timedelta(days=100)
    for begins, since in ((later, FIRST), (FIRST, later)):
        due_on = due_date(a_rule(begins=begins), since=since, hired=FIRST)
        assert due_on == later + timedelta(days=60)
    published = a_rule(due=Relative(10, Anchor.PUBLICATION), published_on=later)
    assert due_date(published, since=FIRST, hired=FIRST) == later + timedelta(days=10)
    from_its_begin = a_rule(due=Relative(10, Anchor.RULE_BEGIN))
    assert due_date(from_its_begin, since=later, hired=later) == FIRST + timedelta(10)
    assert due_date(a_rule(due=Fixed(later)), since=FIRST, hired=FIRST) == later


def test_hiring_is_the_first_day_of_the_first_post_whatever_the_rule_means() -> None:
    elsewhere = a_post(FIRST, FIRST + timedelta(days=5), path="/9/")
    here = a_post(FIRST + timedelta(days=20))
    rule = a_rule(due=Relative(60, Anchor.HIRING))
    (found,) = candidates([rule], [here, elsewhere], FIRST + timedelta(days=30))
    assert found.due_on == FIRST + timedelta(days=60)


@given(st.lists(rules(), max_size=5), st.lists(posts(), max_size=4), days, st.randoms())
def test_the_earliest_due_date_wins_in_whatever_order_rules_come(
    all_rules: list[Terms], held: list[Held], today: date, random: object
) -> None:
    found = candidates(all_rules, held, today)
    shuffled = list(all_rules)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    if len({rule.thread for rule in all_rules}) == len(all_rules):
        assert candidates(shuffled, held, today) == found
    if found:
        assert found[0].due_on == min(candidate.due_on for candidate in found)


currents = st.builds(
    Current, st.just(7), st.none() | st.uuids(), st.none() | days, st.none() | days
)


@given(st.none() | rules(), days, st.none() | currents, st.booleans())
def test_what_a_step_does_needs_no_second_step(
    rule: Terms | None,
    since: date,
    current: Current | None,
    trained: bool,  # noqa: FBT001 - Hypothesis fills it
) -> None:
    found = candidates([rule], [a_post(since, path=rule.path)], since) if rule else []
    winner = found[0] if found else None
    step = decide(1, winner, current, trained=trained)
    match step:
        case Send(terms=terms, due_on=due_on):
            assert current is None
            assert not trained
            after = Current(7, terms.thread, due_on, None)
        case Move(terms=terms, due_on=due_on):
            assert current is not None
            assert current.rule is not None
            assert due_on >= (current.extended_to or due_on)
            after = Current(7, terms.thread, due_on, current.extended_to)
        case Release():
            assert current is not None
            assert current.rule is not None
            assert winner is None
            return
        case _:
            return
    assert decide(1, winner, after, trained=trained) is None


@given(st.none() | rules(), days, days)
def test_what_was_made_by_hand_is_left_alone(rule: Terms | None, since: date, due_on: date) -> None:
    found = candidates([rule], [a_post(since, path=rule.path)], since) if rule else []
    by_hand = Current(7, None, due_on, None)
    assert decide(1, found[0] if found else None, by_hand, trained=False) is None


def test_a_release_by_hand_keeps_out_only_rules_made_before_it() -> None:
    rule = a_rule(thread=uuid4())
    assert kept_out(rule, [MADE])
    assert not kept_out(rule, [MADE - timedelta(seconds=1)])
    assert not kept_out(rule, [])


def test_four_periods_a_day_are_enough() -> None:
    assert [days_needed(n) for n in (1, 4, 5, 8, 9)] == [1, 1, 2, 2, 3]


@pytest.mark.parametrize(
    ("today", "working_days", "end"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 23)),  # a Monday
        (date(2026, 11, 23), 5, date(2026, 11, 27)),
        (date(2026, 11, 23), 6, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # a Saturday
        (date(2026, 12, 31), 2, date(2027, 1, 5)),  # New Year, a weekend, a day the agency is shut
    ],
)
def test_nobody_learns_on_days_off(today: date, working_days: int, end: date) -> None:
    assert earliest_end(today, working_days, off=[date(2027, 1, 4)]) == end
