"""Working days, public holidays of Việt Nam, quiet hours. Values in, values out.

Source: Bộ luật Lao động 2019, Điều 112 khoản 1 (the days) and Điều 111 khoản 3 (a holiday that
falls on a Saturday or Sunday is made up for on the next working day). Which five days Tết takes
and whether 2/9 takes the day before or after is decided each year; here: the last day of the old
year and the four after it, and 1/9. Days that a year's decision adds are a setting.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache

DAY = timedelta(days=1)
SATURDAY = 5
LONGEST_BREAK = 15  # days; no stretch of weekends and holidays is longer
FIXED = ((1, 1), (4, 30), (5, 1), (9, 1), (9, 2))  # month, day
# The first day of the first lunar month, the tenth of the third; reckoned at UTC+7.
LUNAR = {
    2024: (date(2024, 2, 10), date(2024, 4, 18)),
    2025: (date(2025, 1, 29), date(2025, 4, 7)),
    2026: (date(2026, 2, 17), date(2026, 4, 26)),
    2027: (date(2027, 2, 6), date(2027, 4, 16)),
    2028: (date(2028, 1, 26), date(2028, 4, 4)),
    2029: (date(2029, 2, 13), date(2029, 4, 23)),
    2030: (date(2030, 2, 2), date(2030, 4, 12)),
    2031: (date(2031, 1, 23), date(2031, 4, 1)),
    2032: (date(2032, 2, 11), date(2032, 4, 19)),
    2033: (date(2033, 1, 31), date(2033, 4, 9)),
    2034: (date(2034, 2, 19), date(2034, 4, 28)),
    2035: (date(2035, 2, 8), date(2035, 4, 17)),
    2036: (date(2036, 1, 28), date(2036, 4, 6)),
    2037: (date(2037, 2, 15), date(2037, 4, 24)),
    2038: (date(2038, 2, 4), date(2038, 4, 13)),
    2039: (date(2039, 1, 24), date(2039, 4, 3)),
    2040: (date(2040, 2, 12), date(2040, 4, 20)),
}


def is_working_day(day: date, off: Collection[date] = ()) -> bool:
    """Tell whether `day` is no Saturday or Sunday, no public holiday and not in `off`."""
    return not is_weekend(day) and day not in days_off(day.year) and day not in off


def next_working_day(day: date, off: Collection[date] = ()) -> date:
    """Return the first working day after `day`; the last day looked at if `off` leaves none."""
    later = [day + DAY * number for number in range(1, LONGEST_BREAK + 1)]
    return next((one for one in later if is_working_day(one, off)), later[-1])


def is_quiet(moment: datetime, quiet: tuple[time, time]) -> bool:
    """Tell whether `moment`, as a wall clock shows it, lies between the two times of day.

    The second may lie beyond midnight; two equal times mean that no hour is quiet.
    """
    begin, end = quiet
    clock = moment.time()
    return begin <= clock < end if begin <= end else clock >= begin or clock < end


@cache
def days_off(year: int) -> frozenset[date]:
    """Return the holidays of a year and the days that make up for those on a weekend.

    Beyond the years of `LUNAR` only the days of the solar calendar are known.
    """
    holidays = sorted(_holidays(year))
    off = set(holidays)
    for holiday in holidays:
        if is_weekend(holiday):
            day = holiday
            while day in off or is_weekend(day):
                day += DAY
            off.add(day)
    return frozenset(off)


def is_weekend(day: date) -> bool:
    """Tell whether `day` is a Saturday or Sunday."""
    return day.weekday() >= SATURDAY


def _holidays(year: int) -> Iterator[date]:
    for month, day in FIXED:
        yield date(year, month, day)
    if year in LUNAR:
        new_year, ancestors_day = LUNAR[year]
        yield from (new_year + DAY * number for number in range(-1, 4))
        yield ancestors_day
