"""When a letter is planned: the single rules, one by one."""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from lms.core.working_days import FIXED, days_off, is_quiet, is_working_day, next_working_day
from lms.messages.models import Kind, Lane, Topic
from lms.messages.rules import (
    Letter,
    Past,
    Standing,
    first_day_with_room,
    has_room,
    pause_after,
    plan_letter,
)

MONDAY = date(2026, 3, 2)
FRIDAY, SATURDAY = date(2026, 3, 6), date(2026, 3, 7)
ONE, TWO = uuid4(), uuid4()


def days(number: int) -> timedelta:
    return timedelta(days=number)


def plan(
    *standings: Standing,
    today: date = MONDAY,
    past: tuple[Past, ...] = (),
    certificates: tuple[UUID, ...] = (),
    gets_digest: bool = False,
) -> Letter | None:
    return plan_letter(
        standings, certificates, past, today=today, weekly=3, gets_digest=gets_digest
    )


def topics(letter: Letter | None) -> list[Topic]:
    return [note.topic for note in letter.notes] if letter else []


def sent(on: date | None, lane: Lane = Lane.OTHER, *, overdue: bool = False) -> Past:
    kind = Kind.DIGEST if lane is Lane.DIGEST else Kind.LETTER
    return Past(kind, lane, overdue, on)


def test_nothing_to_tell_is_no_letter() -> None:
    assert plan() is None
    assert plan(Standing(ONE, None, is_told=True)) is None
    assert plan(Standing(ONE, MONDAY + days(60), is_told=True)) is None


def test_an_enrolment_is_told_once_any_day_of_the_week() -> None:
    for today in (MONDAY, SATURDAY):
        letter = plan(Standing(ONE, None, is_told=False), today=today)
        assert topics(letter) == [Topic.ENROLLED]
        assert letter is not None
        assert not letter.reminds


@pytest.mark.parametrize(
    ("left", "told", "stage"),
    [
        (15, None, None),
        (14, None, 14),
        (13, None, 14),
        (13, 14, None),
        (8, 14, None),
        (7, 14, 7),
        (7, 7, None),
        (2, 7, None),
        (1, 7, 1),
        (0, 7, 1),
        (0, 1, None),
        (5, None, 7),
    ],
)
def test_the_date_is_told_14_7_and_1_days_ahead(
    left: int, told: int | None, stage: int | None
) -> None:
    letter = plan(Standing(ONE, MONDAY + days(left), is_told=True, stage=told))
    assert (letter.notes[0].stage if letter else None) == stage
    assert topics(letter) == ([Topic.DUE] if stage else [])


def test_what_would_fall_on_a_weekend_is_told_on_friday() -> None:
    due_monday = Standing(ONE, MONDAY + days(7), is_told=True, stage=7)
    assert plan(due_monday, today=date(2026, 3, 5)) is None
    assert topics(plan(due_monday, today=FRIDAY)) == [Topic.DUE]
    assert plan(due_monday, today=SATURDAY) is None


def test_an_extension_begins_anew() -> None:
    """What was told counts for the date it was told of: the caller gives the stage by date."""
    extended = Standing(ONE, MONDAY + days(7), is_told=True, stage=None)
    assert topics(plan(extended)) == [Topic.DUE]
    assert plan(Standing(ONE, MONDAY + days(30), is_told=True)) is None


def test_what_is_overdue_is_told_every_seventh_day() -> None:
    late = Standing(ONE, MONDAY - days(20), is_told=True)
    assert topics(plan(late)) == [Topic.OVERDUE]
    for ago in range(1, 7):
        assert plan(late, past=(sent(MONDAY - days(ago), Lane.OVERDUE, overdue=True),)) is None
    letter = plan(late, past=(sent(MONDAY - days(7), Lane.OVERDUE, overdue=True),))
    assert letter is not None
    assert letter.lane is Lane.OVERDUE
    assert plan(late, today=SATURDAY) is None


def test_the_due_day_itself_is_in_time() -> None:
    assert topics(plan(Standing(ONE, MONDAY, is_told=True, stage=1))) == []
    assert topics(plan(Standing(ONE, MONDAY - days(1), is_told=True, stage=1))) == [Topic.OVERDUE]


def test_all_of_a_day_stands_in_one_letter_and_puts_the_weekly_one_off() -> None:
    late = Standing(ONE, MONDAY - days(20), is_told=True)
    past = (sent(MONDAY - days(3), Lane.OVERDUE, overdue=True),)
    letter = plan(late, past=past, certificates=(TWO,))
    assert topics(letter) == [Topic.CERTIFICATE, Topic.OVERDUE]
    assert letter is not None
    assert letter.lane is Lane.OTHER
    assert letter.tells_overdue
    next_week = date(2026, 3, 9)
    assert plan(late, today=FRIDAY, past=(sent(MONDAY, overdue=True),)) is None
    assert plan(late, today=next_week, past=(sent(MONDAY, overdue=True),)) is not None


def test_one_letter_a_day_and_none_while_another_waits() -> None:
    new = Standing(ONE, None, is_told=False)
    assert plan(new, past=(sent(MONDAY),)) is None
    assert plan(new, past=(sent(None),)) is None
    assert plan(new, past=(sent(MONDAY - days(1)),)) is not None


def test_a_place_is_kept_for_what_is_overdue() -> None:
    full = (sent(MONDAY - days(1)), sent(MONDAY - days(2)))
    assert plan(Standing(ONE, None, is_told=False), past=full) is None
    late = Standing(ONE, MONDAY - days(2), is_told=True)
    assert topics(plan(late, past=full)) == [Topic.OVERDUE]
    both = plan(late, Standing(TWO, None, is_told=False), past=full)
    assert topics(both) == [Topic.OVERDUE, Topic.ENROLLED]
    old = (sent(MONDAY - days(7)), sent(MONDAY - days(2)))
    assert plan(Standing(ONE, None, is_told=False), past=old) is not None


def test_who_gets_a_weekly_report_keeps_a_place_for_it() -> None:
    one = (sent(MONDAY - days(1)),)
    new = Standing(ONE, None, is_told=False)
    assert plan(new, past=one, gets_digest=True) is None
    assert plan(new, past=one) is not None
    assert has_room(one, Lane.DIGEST, MONDAY, weekly=3, gets_digest=True)
    two = (*one, sent(MONDAY - days(2)))
    assert not has_room(two, Lane.DIGEST, MONDAY, weekly=3, gets_digest=True)


def test_a_request_waits_for_the_first_day_with_room() -> None:
    args = {"weekly": 3, "gets_digest": False}
    full = (sent(MONDAY - days(1)), sent(MONDAY - days(3)))
    assert first_day_with_room((), Lane.OTHER, MONDAY, **args) == MONDAY  # type: ignore[arg-type]
    found = first_day_with_room(full, Lane.OTHER, MONDAY, **args)  # type: ignore[arg-type]
    assert found == MONDAY + days(4)
    waiting = (sent(None), sent(None))
    assert first_day_with_room(waiting, Lane.OTHER, MONDAY, **args) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("20:59", False), ("21:00", True), ("03:00", True), ("06:59", True), ("07:00", False)],
)
def test_nights_are_quiet(clock: str, quiet: bool) -> None:  # noqa: FBT001 - a table
    moment = datetime.combine(MONDAY, time.fromisoformat(clock))
    assert is_quiet(moment, (time(21), time(7))) is quiet
    assert not is_quiet(moment, (time(0), time(0)))
    assert is_quiet(moment, (time(0), time(23, 59)))


def test_public_holidays_are_no_working_days_and_are_made_up_for() -> None:
    for day in (date(2026, 1, 1), date(2026, 4, 30), date(2026, 5, 1), date(2026, 9, 2)):
        assert not is_working_day(day)
    assert next_working_day(date(2026, 2, 13)) == date(2026, 2, 23)  # Tết Bính Ngọ
    assert not is_working_day(date(2026, 4, 27))  # 10/3 âm lịch is Sunday the 26th
    assert is_working_day(date(2026, 4, 28))
    assert next_working_day(date(2027, 2, 4)) == date(2027, 2, 12)  # with two days made up for
    added = {date(2027, 2, 12)}
    assert next_working_day(date(2027, 2, 4), added) == date(2027, 2, 15)
    assert date(2030, 2, 2) in days_off(2030)  # a day before the Chinese new year
    assert days_off(2041) == {date(2041, m, d) for m, d in FIXED} | {date(2041, 9, 3)}


def test_working_days_and_pauses() -> None:
    assert next_working_day(MONDAY) == MONDAY + days(1)
    assert {next_working_day(FRIDAY + days(n)) for n in range(3)} == {FRIDAY + days(3)}
    minutes = [pause_after(tries).total_seconds() / 60 for tries in range(1, 9)]
    assert minutes == [5, 10, 20, 40, 80, 160, 320, 360]
