"""Periods, lists, defects and changes, for any posts."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.attestation.rules import (
    Held,
    Kind,
    compare,
    counts,
    digest,
    find_defects,
    listed,
    period_of,
)
from lms.people.service import WorkingGroup

BEGAN = date(2025, 1, 1)
PEOPLE = [UUID(int=number) for number in range(1, 7)]
NAMES = ("tran thi an", "le van binh")
BORN = (None, date(1980, 1, 1), date(1990, 1, 1))


@st.composite
def post(draw: st.DrawFn) -> Held:
    number = draw(st.integers(0, len(PEOPLE) - 1))
    return Held(
        person=PEOPLE[number],
        name=NAMES[number % 2],
        fold_key=NAMES[number % 2],
        born_on=BORN[number % 3],
        unit=draw(st.integers(1, 4)),
        top=draw(st.integers(1, 2)),
        group=draw(st.sampled_from(WorkingGroup)),
        full_time=draw(st.booleans()),
        inside=draw(st.booleans()),
        valid_from=BEGAN,
        valid_to=draw(st.sampled_from([None, BEGAN, date(2026, 1, 1)])),
        unit_closed=draw(st.booleans()),
    )


POSTS = st.lists(post(), max_size=12)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from([1, 3, 6, 12]))
def test_every_day_lies_in_one_period_of_whole_months(day: date, months: int) -> None:
    period = period_of(day, months)
    assert period.first <= day < period.after
    assert period.first.day == period.after.day == 1
    assert period_of(period.first, months) == period_of(period.after - timedelta(1), months)
    assert period_of(period.after, months).first == period.after
    assert str(day.year) in period.name


@pytest.mark.parametrize(
    ("months", "name"),
    [(1, "tháng 11/2026"), (3, "quý IV/2026"), (6, "6 tháng cuối năm 2026"), (12, "năm 2026")],
)
def test_a_period_is_named_as_people_say_it(months: int, name: str) -> None:
    assert period_of(date(2026, 11, 23), months).name == name
    assert period_of(date(2026, 2, 3), 6).name == "6 tháng đầu năm 2026"


@given(POSTS, st.randoms())
def test_a_list_does_not_depend_on_the_order_of_posts(posts: list[Held], random: object) -> None:
    mixed = list(posts)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert digest(listed(posts)) == digest(listed(mixed))
    assert counts(listed(posts)) == counts(listed(mixed))
    assert set(listed(posts)) == {held.person for held in posts if held.inside}


@given(POSTS)
def test_defects_are_what_the_rules_say_and_only_about_the_list(posts: list[Held]) -> None:
    people = listed(posts)
    found = find_defects(posts)
    about = {kind: [d.people for d in found if d.kind is kind] for kind in Kind}
    single = {kind: {who[0][0] for who in about[kind]} for kind in Kind if kind != Kind.DUPLICATE}
    mine = {who: [held for held in posts if held.person == who] for who in people}

    for who, held in mine.items():
        inside = [h for h in held if h.inside]
        assert (who in single[Kind.CLOSED_UNIT]) == any(h.unit_closed for h in inside)
        assert (who in single[Kind.NO_GROUP]) == any(h.group == "other" for h in inside)
        tops = {h.top for h in held if h.full_time}
        backwards = any(h.valid_to is not None and h.valid_to <= h.valid_from for h in held)
        assert (who in single[Kind.CONTRADICTION]) == (len(tops) > 1 or backwards)
    for kind, who_has_it in single.items():
        assert len(about[kind]) == len(who_has_it)
        assert who_has_it <= people.keys()
    twins = Counter((held[0].fold_key, held[0].born_on) for held in mine.values())
    known = {key: count for key, count in twins.items() if key[1] is not None and count > 1}
    assert sorted(map(len, about[Kind.DUPLICATE])) == sorted(known.values())


@given(POSTS, POSTS)
def test_changes_part_everybody_who_changed_once(before: list[Held], after: list[Held]) -> None:
    then, now = listed(before), listed(after)
    elsewhere = {PEOPLE[0], PEOPLE[1]}
    found = compare(then, now, elsewhere_before=elsewhere, elsewhere_now=elsewhere)
    parts = [found.joined, found.moved_in, found.left, found.moved_out, found.regrouped]
    everybody = [who for part in parts for who in part]
    assert len(everybody) == len(set(everybody))
    assert set(everybody) == {who for who in {*then, *now} if then.get(who) != now.get(who)}
    assert len(now) - len(then) == len(found.joined + found.moved_in) - len(
        found.left + found.moved_out
    )
    assert set(found.moved_in + found.moved_out) <= elsewhere
