"""How long a result may wait: values in, values out.

Source: Nghị định 27/2026/NĐ-CP: the agency brings a person's record up to date within three
working days.
"""

from collections.abc import Collection
from datetime import date, timedelta

from lms.core.working_days import is_working_day, next_working_day

WORKING_DAYS = 3
DAY = timedelta(days=1)


def due_on(day: date, off: Collection[date] = ()) -> date:
    """Return the last day on which what was recorded on `day` is sent in time."""
    for _ in range(WORKING_DAYS):
        day = next_working_day(day, off)
    return day


def last_late_day(today: date, off: Collection[date] = ()) -> date:
    """Return the last day whose results are late today, if they were not sent."""
    day = today - DAY
    while due_on(day, off) >= today:
        day -= DAY
    return day


def days_waited(day: date, today: date, off: Collection[date] = ()) -> int:
    """Return how many working days went by after `day`, today included."""
    return sum(
        is_working_day(day + DAY * number, off) for number in range(1, (today - day).days + 1)
    )
