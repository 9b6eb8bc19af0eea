"""Who is told what, and when: values in, values out.

A person's week has `weekly` places for messages, in two parts. One place is kept for the reminder
of what is overdue, so that it is always free when the seven days since the last one are over; all
else shares the others, and who gets a weekly report keeps one of those for it. All that there is
to tell a learner on a day stands in one letter, and a letter on a working day names everything
overdue, which puts the weekly reminder off. A message that waits counts as if it went today, so
that the budget holds however late a mail server takes it. Decision 0018 has the proof.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from lms.core.working_days import is_working_day, next_working_day
from lms.messages.models import Kind, Lane, Topic

STAGES = (1, 7, 14)  # days before the due date
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
MAX_TRIES = 8
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Standing:
    """An open enrolment and what its learner has been told of it."""

    uuid: UUID
    due_on: date | None
    is_told: bool  # that it exists
    stage: int | None = None  # the smallest of `STAGES` told for this due date


@dataclass(frozen=True, slots=True)
class Past:
    """A message planned before."""

    kind: Kind
    lane: Lane
    tells_overdue: bool
    on: date | None  # the day it went or was given up; None: it waits


@dataclass(frozen=True, slots=True)
class Note:
    """One line of a letter."""

    topic: Topic
    subject: UUID
    due_on: date | None = None
    stage: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person is told today."""

    lane: Lane
    notes: tuple[Note, ...]

    @property
    def tells_overdue(self) -> bool:
        """Tell whether it reminds of something overdue."""
        return any(note.topic is Topic.OVERDUE for note in self.notes)

    @property
    def reminds(self) -> bool:
        """Tell whether it has to wait for a working day."""
        return any(note.topic in (Topic.OVERDUE, Topic.DUE) for note in self.notes)


def plan_letter(
    standings: Sequence[Standing],
    certificates: Sequence[UUID],
    past: Sequence[Past],
    *,
    today: date,
    weekly: int,
    gets_digest: bool,
    off: Collection[date] = (),
) -> Letter | None:
    """Return the letter to plan on `today`, None if there is nothing to tell or no room.

    `past` holds every message of the last seven days and each that waits; `certificates` those
    never told of. Reminders go on working days, of which those in `off` are none either; a date
    that falls before the next one is told now.
    """
    if any(item.kind is Kind.LETTER and item.on in (None, today) for item in past):
        return None
    notes = (
        *(Note(Topic.CERTIFICATE, uuid) for uuid in certificates),
        *_notes(standings, today, off),
    )
    late = any(note.topic is Topic.OVERDUE for note in notes)
    told_on = max((item.on for item in past if item.tells_overdue and item.on), default=None)
    is_time = late and (told_on is None or next_working_day(today, off) - told_on > WEEK)
    known = {standing.uuid for standing in standings if standing.is_told}
    has_news = any(note.topic is not Topic.OVERDUE or note.subject not in known for note in notes)
    if is_time and has_room(past, Lane.OVERDUE, today, weekly=weekly, gets_digest=gets_digest):
        return Letter(Lane.OVERDUE, notes)
    if has_news and has_room(past, Lane.OTHER, today, weekly=weekly, gets_digest=gets_digest):
        return Letter(Lane.OTHER, notes)
    return None


def _notes(standings: Sequence[Standing], today: date, off: Collection[date]) -> Iterator[Note]:
    """Yield what there is to tell of open enrolments: at most one line each."""
    working, after = is_working_day(today, off), next_working_day(today, off)
    for standing in standings:
        due_on = standing.due_on
        if due_on is not None and due_on < today and working:
            yield Note(Topic.OVERDUE, standing.uuid, due_on)
            continue
        stage = _stage(due_on, after)
        if not standing.is_told:
            yield Note(Topic.ENROLLED, standing.uuid, due_on, stage)
        elif working and stage is not None and (standing.stage is None or stage < standing.stage):
            yield Note(Topic.DUE, standing.uuid, due_on, stage)


def _stage(due_on: date | None, after: date) -> int | None:
    """Return the smallest of `STAGES` that would be missed by waiting for the day `after`."""
    if due_on is None:
        return None
    days = (due_on - after).days
    return next((stage for stage in STAGES if days < stage), None)


def has_room(
    past: Sequence[Past], lane: Lane, day: date, *, weekly: int, gets_digest: bool
) -> bool:
    """Tell whether one more message of this lane may go on `day`.

    Never more than `weekly` in any seven days: one for what is overdue, the rest for the others.
    """
    near = [item for item in past if item.on is None or item.on > day - WEEK]
    others = [item for item in near if item.lane is not Lane.OVERDUE]
    match lane:
        case Lane.OVERDUE:
            return len(others) == len(near)
        case Lane.DIGEST:
            return len(others) < weekly - 1
        case Lane.OTHER:
            ordinary = sum(item.lane is Lane.OTHER for item in others)
            return ordinary < weekly - 1 - gets_digest and len(others) < weekly - 1


def first_day_with_room(
    past: Sequence[Past], lane: Lane, today: date, *, weekly: int, gets_digest: bool
) -> date | None:
    """Return the first day from `today` on with room, None while too many others wait."""
    days = (today + DAY * number for number in range(WEEK.days + 1))
    fits = (
        day for day in days if has_room(past, lane, day, weekly=weekly, gets_digest=gets_digest)
    )
    return next(fits, None)


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after the given number of tries: 5, 10, 20 … minutes, at most 6 h."""
    return min(FIRST_PAUSE * (1 << min(tries - 1, 10)), LONGEST_PAUSE)
