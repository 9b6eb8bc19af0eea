"""Half a year of many people: nobody over budget, nobody overdue unreminded for more than a week.

Where the seventh day lies in the holidays, the first working day after them ends the week.

`make test` lives through a month of a few; `make prove` through 180 days of 10,000 people.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest

from lms.core.working_days import is_working_day
from lms.messages.models import Kind, Lane
from lms.messages.rules import (
    WEEK,
    Letter,
    Past,
    Standing,
    first_day_with_room,
    has_room,
    plan_letter,
)
from tests.support.length import sized

DAYS = sized(45, 180)
PEOPLE = sized(150, 10_000)
BEGIN = date(2026, 1, 20)  # Tết comes four weeks later
DAY = timedelta(days=1)


@dataclass
class Course:
    """An open enrolment, as the tables would hold it."""

    uuid: UUID
    due_on: date | None
    since: date  # since when it could be overdue: its start, or the latest change of the date
    told: list[tuple[date | None, int | None]] = field(default_factory=list)
    reminded_on: date | None = None

    def standing(self) -> Standing:
        stages = [stage for day, stage in self.told if day == self.due_on and stage is not None]
        return Standing(self.uuid, self.due_on, bool(self.told), min(stages, default=None))


@dataclass
class Sent:
    """A message planned: waiting, then gone."""

    kind: Kind
    lane: Lane
    letter: Letter | None
    not_before: date
    on: date | None = None

    @property
    def past(self) -> Past:
        overdue = self.letter is not None and self.letter.tells_overdue
        return Past(self.kind, self.lane, overdue, self.on)

    def may_go(self, today: date) -> bool:
        reminds = self.kind is Kind.DIGEST or (self.letter is not None and self.letter.reminds)
        return today >= self.not_before and (is_working_day(today) or not reminds)


class Person:
    """Somebody to whom things happen at random."""

    def __init__(self, seed: int, weekly: int) -> None:
        self.rng = Random(seed)  # noqa: S311 - made-up lives
        self.weekly = weekly
        self.is_officer = self.rng.random() < 0.1
        self.busy = self.rng.choice((0.01, 0.05, 0.3))  # how often something happens
        self.courses: list[Course] = []
        self.certificates: list[UUID] = []
        self.messages: list[Sent] = []
        self.reported: set[tuple[int, int]] = set()

    def live(self, today: date, *, server_is_up: bool) -> None:
        self._happen(today)
        self._plan(today)
        if server_is_up:
            self._send(today)

    def _happen(self, today: date) -> None:
        rng = self.rng
        if rng.random() < self.busy:
            due_on = None if rng.random() < 0.2 else today + DAY * rng.randint(-3, 40)
            self.courses.append(Course(UUID(int=rng.getrandbits(128)), due_on, today))
        if self.courses and rng.random() < self.busy / 2:
            course = rng.choice(self.courses)  # an extension, or a date brought forward
            course.due_on, course.since = today + DAY * rng.randint(-2, 30), today
        if self.courses and rng.random() < self.busy / 2:
            done = self.courses.pop(rng.randrange(len(self.courses)))
            self.certificates.append(done.uuid)
        if rng.random() < self.busy / 10:
            day = first_day_with_room(
                self._past(), Lane.OTHER, today, weekly=self.weekly, gets_digest=self.is_officer
            )
            if day is not None:
                self.messages.append(Sent(Kind.ACTIVATION, Lane.OTHER, None, day))

    def _plan(self, today: date) -> None:
        letter = plan_letter(
            [course.standing() for course in self.courses],
            self.certificates,
            self._past(),
            today=today,
            weekly=self.weekly,
            gets_digest=self.is_officer,
        )
        if letter is not None:
            self.messages.append(Sent(Kind.LETTER, letter.lane, letter, today))
            self.certificates = []
            notes = {note.subject: note for note in letter.notes}
            for course in self.courses:
                if course.uuid in notes:
                    course.told.append((notes[course.uuid].due_on, notes[course.uuid].stage))
        week = today.isocalendar()[:2]
        wants_report = self.is_officer and is_working_day(today) and week not in self.reported
        if wants_report and has_room(
            self._past(), Lane.DIGEST, today, weekly=self.weekly, gets_digest=self.is_officer
        ):
            self.reported.add(week)
            self.messages.append(Sent(Kind.DIGEST, Lane.DIGEST, None, today))

    def _send(self, today: date) -> None:
        for message in self.messages:
            if message.on is None and message.may_go(today):
                message.on = today
                named = {note.subject for note in message.letter.notes} if message.letter else set()
                for course in self.courses:
                    if course.uuid in named:
                        course.reminded_on = today
        self.messages = [m for m in self.messages if m.on is None or m.on > today - 2 * WEEK]

    def _past(self) -> list[Past]:
        return [message.past for message in self.messages]

    def within_a_week(self, today: date) -> int:
        return sum(m.on is not None and m.on > today - WEEK for m in self.messages)

    def unreminded(self, today: date) -> int:
        """Return for how many days the most neglected overdue course has not been named."""
        waits = [0]
        for course in self.courses:
            if course.due_on is not None and course.due_on < today:
                began = max(course.due_on + DAY, course.since)
                waits.append((today - max(began, course.reminded_on or began)).days)
        return max(waits)


@pytest.mark.parametrize("weekly", [3, 5])
def test_nobody_is_over_budget_and_nobody_overdue_is_forgotten(weekly: int) -> None:
    for seed in range(PEOPLE // 2):
        person = Person(seed, weekly)
        for number in range(DAYS):
            today = BEGIN + DAY * number
            person.live(today, server_is_up=True)
            assert person.within_a_week(today) <= weekly, (seed, today)
            late = person.unreminded(today) - 7
            off = (today - DAY * number for number in range(late + 1))
            assert late <= 0 or not any(map(is_working_day, off)), (seed, today)


def test_the_budget_holds_whenever_the_mail_server_comes_back() -> None:
    for seed in range(PEOPLE // 5):
        person, outages = Person(seed, 3), Random(seed)  # noqa: S311 - made-up faults
        up, most = True, 0
        for number in range(DAYS):
            up = outages.random() < (0.9 if up else 0.15)
            today = BEGIN + DAY * number
            person.live(today, server_is_up=up)
            most = max(most, person.within_a_week(today))
        assert most <= 3, seed


def test_the_test_would_find_a_budget_that_is_too_small() -> None:
    """A negative control: the same lives, measured against less."""
    people = [Person(seed, 3) for seed in range(100)]
    most = longest = 0
    for number in range(45):
        for person in people:
            today = BEGIN + DAY * number
            person.live(today, server_is_up=True)
            most = max(most, person.within_a_week(today))
            longest = max(longest, person.unreminded(today))
    assert most == 3
    assert longest > 5
