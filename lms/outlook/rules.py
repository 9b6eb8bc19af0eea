"""What each week must bring for a target, and when it is reached at the pace so far. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

MONTHS = 12  # of the trend; also of a year
BASE = 6  # months whose pace a forecast carries on
DRAWN = 6  # months of a forecast
FARTHEST = 240  # months; what lies beyond is no forecast


@dataclass(frozen=True, slots=True)
class Reading:
    """The total of a figure as of a day."""

    day: date
    people: int
    trained: int


@dataclass(frozen=True, slots=True)
class Pace:
    """What it takes to be there by the last day: so many more people a week."""

    weekly: int
    days: int  # left, today not among them


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where the pace of the last months leads."""

    monthly: Fraction  # people more a month, on average; 0 or less leads nowhere
    reached: date | None  # the first day of the month in which it is reached


def pace_needed(needed: int, *, today: date, due_on: date) -> Pace | None:
    """Return what each week must bring, in whole people; None when nothing is or can be missing."""
    days = (due_on - today).days
    if not needed or days <= 0:
        return None
    return Pace(weekly=-(-needed * 7 // max(days, 7)), days=days)


def forecast(readings: Sequence[Reading], needed: int) -> Forecast | None:
    """Carry on the average of the last months; None when it is reached or there is no past.

    `readings` are those of `month_ends`; `needed`: people still missing at the last of them. The
    number of people to train is taken to stay as it is.
    """
    now = readings[-1]
    past = [reading for reading in readings[-BASE - 1 : -1] if reading.people]
    if not needed or not past:
        return None
    first = past[0]
    months = Fraction((now.day - first.day).days * MONTHS, 365)
    monthly = Fraction(now.trained - first.trained) / months
    if monthly <= 0:
        return Forecast(monthly, None)
    away = -(-Fraction(needed) // monthly)
    return Forecast(monthly, _month_after(now.day, int(away)) if away <= FARTHEST else None)


def expected(readings: Sequence[Reading], found: Forecast | None) -> list[Reading]:
    """Return what the forecast expects at the end of each of the next months, `DRAWN` at most.

    Nobody is trained twice: the share ends at the whole. Empty without a pace that leads up.
    """
    now = readings[-1]
    if found is None or found.monthly <= 0:
        return []
    found_ahead = []
    for months in range(1, DRAWN + 1):
        trained = min(now.people, now.trained + floor(found.monthly * months))
        found_ahead.append(Reading(_month_after(now.day, months), now.people, trained))
        if found.reached is not None and found_ahead[-1].day >= found.reached:
            break
    return found_ahead


def _month_after(day: date, months: int) -> date:
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, 1)
