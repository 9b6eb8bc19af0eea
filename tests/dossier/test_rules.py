"""Three working days: weekends and holidays do not count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.dossier.rules import days_waited, due_on, last_late_day

FRIDAY, MONDAY = date(2026, 3, 6), date(2026, 3, 9)
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 1))


@pytest.mark.parametrize(
    ("recorded", "due"),
    [
        (date(2026, 3, 2), date(2026, 3, 5)),
        (FRIDAY, date(2026, 3, 11)),
        (date(2026, 3, 7), date(2026, 3, 11)),  # a Saturday
        (date(2026, 4, 28), date(2026, 5, 5)),  # 30/4 and 1/5 between, then a weekend
    ],
)
def test_the_third_working_day_is_the_last_in_time(recorded: date, due: date) -> None:
    assert due_on(recorded) == due


def test_a_day_off_of_the_year_moves_the_end() -> None:
    assert due_on(FRIDAY, {MONDAY}) == date(2026, 3, 12)
    assert days_waited(FRIDAY, date(2026, 3, 10), {MONDAY}) == 1


@given(DAYS)
def test_what_is_late_and_what_is_due_agree(today: date) -> None:
    last = last_late_day(today)
    assert due_on(last) < today <= due_on(last + timedelta(days=1))


@given(DAYS)
def test_after_the_last_day_more_than_three_were_waited(recorded: date) -> None:
    assert days_waited(recorded, due_on(recorded)) == 3
