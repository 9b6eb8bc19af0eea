"""Which change of a post takes somebody out of a unit's total."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.oversight.names import Way
from lms.oversight.rules import Held, is_backdated, way_of

START, END = date(2025, 1, 1), date(2025, 6, 1)
DAY = timedelta(days=1)
BEFORE = Held(UUID(int=1), 10, "communication", True, START, None)  # noqa: FBT003
NEXT = replace(BEFORE, thread=UUID(int=2), valid_from=END)
ENDED = replace(BEFORE, valid_to=END)


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        (BEFORE, [], Way.LEFT),
        (BEFORE, [ENDED], Way.LEFT),
        (ENDED, [replace(ENDED, valid_to=END - DAY)], Way.REDATED),
        (BEFORE, [ENDED, replace(NEXT, organisation_id=11)], Way.MOVED),
        (BEFORE, [replace(NEXT, valid_from=START, organisation_id=11)], Way.MOVED),
        (BEFORE, [ENDED, replace(NEXT, full_time=False)], Way.PART_TIME),
        (BEFORE, [ENDED, replace(NEXT, group="other")], Way.REGROUPED),
        (BEFORE, [replace(BEFORE, organisation_id=11)], Way.MOVED),
        (BEFORE, [replace(BEFORE, full_time=False)], Way.PART_TIME),
        (BEFORE, [replace(BEFORE, group="other")], Way.REGROUPED),
        (BEFORE, [replace(BEFORE, valid_from=START + DAY)], Way.REDATED),
        (BEFORE, [replace(BEFORE, valid_from=START - DAY)], None),
        (ENDED, [replace(ENDED, valid_to=None)], None),
        (BEFORE, [BEFORE], None),
        (BEFORE, [ENDED, NEXT], None),
    ],
)
def test_what_became_of_a_post(before: Held, after: list[Held], way: Way | None) -> None:
    assert way_of(before, after) == way


HELD = st.builds(
    Held,
    thread=st.sampled_from([UUID(int=1), UUID(int=2)]),
    organisation_id=st.integers(10, 11),
    group=st.sampled_from(["communication", "other"]),
    full_time=st.booleans(),
    valid_from=st.dates(START, END),
    valid_to=st.none() | st.dates(END + DAY, END + 90 * DAY),
)


@given(before=HELD, after=st.lists(HELD, max_size=3, unique_by=lambda held: held.thread))
def test_who_is_no_longer_counted_in_the_unit_is_always_found(
    before: Held, after: list[Held]
) -> None:
    """Counted: in the same unit and group, not less than full-time, on every day of before."""

    def counts(held: Held, day: date) -> bool:
        return (
            held.organisation_id == before.organisation_id
            and held.group == before.group
            and held.full_time >= before.full_time
            and held.valid_from <= day
            and (held.valid_to is None or day < held.valid_to)
        )

    last = before.valid_to or END + 120 * DAY
    days = [before.valid_from + n * DAY for n in range((last - before.valid_from).days)]
    lost = [day for day in days if not any(counts(held, day) for held in after)]
    kept = next((held for held in after if held.thread == before.thread), None)
    if lost and kept is None and len(after) == 0:
        assert way_of(before, after) == Way.LEFT
    if lost and len(after) == 1 and kept is not None:
        assert way_of(before, after) is not None
    if not lost and len(after) == 1 and kept is not None:
        assert way_of(before, after) is None


def test_a_day_before_the_one_of_writing_is_back_dated() -> None:
    assert is_backdated(START, START + DAY)
    assert not is_backdated(START, START)
