"""Pace and forecast: whole people, never a promise that the numbers do not bear."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lms.core.clock import month_ends
from lms.outlook.rules import Forecast, Pace, Reading, expected, forecast, pace_needed

TODAY = date(2026, 11, 23)


def readings(*trained: int, people: int = 100) -> list[Reading]:
    """Return readings of the last months, so many trained in each."""
    days = month_ends(TODAY, len(trained) - 1)
    return [Reading(day, people, number) for day, number in zip(days, trained, strict=True)]


def test_the_months_end_on_their_last_days() -> None:
    assert month_ends(date(2026, 3, 31), 2) == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
    ]


def test_every_week_must_bring_whole_people() -> None:
    assert pace_needed(10, today=TODAY, due_on=date(2026, 12, 14)) == Pace(weekly=4, days=21)
    assert pace_needed(3, today=TODAY, due_on=date(2026, 11, 25)) == Pace(weekly=3, days=2)


def test_there_is_no_pace_when_nothing_is_missing_or_the_day_is_past() -> None:
    assert pace_needed(0, today=TODAY, due_on=date(2030, 12, 31)) is None
    assert pace_needed(5, today=TODAY, due_on=TODAY) is None


@given(needed=st.integers(1, 10**6), days=st.integers(1, 3_000))
def test_the_pace_suffices_and_one_less_does_not(needed: int, days: int) -> None:
    due_on = date.fromordinal(TODAY.toordinal() + days)
    pace = pace_needed(needed, today=TODAY, due_on=due_on)
    assert pace is not None
    weeks = Fraction(max(days, 7), 7)
    assert pace.weekly * weeks >= needed > (pace.weekly - 1) * weeks


def test_the_average_of_the_last_six_months_is_carried_on() -> None:
    found = forecast(readings(0, 10, 10, 20, 30, 40, 50, 60), needed=10)
    assert found is not None
    assert 8 < found.monthly < 9  # fifty people between 31 May and 23 November
    assert found.reached == date(2027, 1, 1)


def test_without_growth_there_is_no_day() -> None:
    found = forecast(readings(5, 5, 5), needed=10)
    assert found is not None
    assert found.monthly == 0
    assert found.reached is None


def test_what_is_centuries_away_is_no_forecast() -> None:
    found = forecast(readings(0, 0, 0, 0, 0, 0, 1), needed=1_000)
    assert found is not None
    assert found.reached is None


def test_months_in_which_there_was_nobody_are_no_past() -> None:
    nobody = [Reading(day, 0, 0) for day in month_ends(TODAY, 2)[:-1]]
    assert forecast([*nobody, Reading(TODAY, 10, 5)], needed=2) is None


def test_the_forecast_is_drawn_until_it_is_reached_or_for_six_months() -> None:
    now = Reading(date(2026, 3, 31), 100, 60)
    soon = expected([now], Forecast(Fraction(5), date(2026, 5, 1)))
    assert [(one.day, one.trained) for one in soon] == [
        (date(2026, 4, 1), 65),
        (date(2026, 5, 1), 70),
    ]
    assert len(expected([now], Forecast(Fraction(1, 2), date(2028, 1, 1)))) == 6
    assert expected([now], Forecast(Fraction(50), None))[-1].trained == 100
    assert expected([now], Forecast(Fraction(0), None)) == []
    assert expected([now], None) == []
