"""Whom a rule means, until when, and which of two rules wins. Values in, values out; total."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import assert_never
from uuid import UUID

from lms.core.working_days import DAY, next_working_day
from lms.enrolment.models import Anchor
from lms.people.service import Category, WorkingGroup

PERIODS_A_DAY = 4  # of 45 minutes, beside the work at hand


@dataclass(frozen=True, slots=True)
class Held:
    """A post as far as rules look at it. `valid_to` is the first day no longer held."""

    path: str  # of its unit
    working_group: WorkingGroup
    category: Category | None
    full_time: bool
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Fixed:
    """Everybody by the same day."""

    day: date


@dataclass(frozen=True, slots=True)
class Relative:
    """So many days after something, but never counted from before the rule began."""

    days: int
    anchor: Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A rule as far as it decides. Empty `groups` or `categories`: any."""

    thread: UUID
    programme_key: str
    path: str
    groups: frozenset[WorkingGroup]
    categories: frozenset[Category]
    full_time_only: bool
    due: Fixed | Relative
    begins: date
    published_on: date  # the programme, for the first time
    made_at: datetime  # the first revision
    reason: str  # what an enrolment says


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that means a person, and their due date by it."""

    terms: Terms
    due_on: date


@dataclass(frozen=True, slots=True)
class Current:
    """A person's open enrolment in a programme. `rule` is None if somebody made it by hand."""

    enrolment_id: int
    rule: UUID | None
    due_on: date | None
    extended_to: date | None  # the newest due date set by hand


@dataclass(frozen=True, slots=True)
class Send:
    """Enrol the person."""

    person_id: int
    terms: Terms
    due_on: date


@dataclass(frozen=True, slots=True)
class Move:
    """Set another due date, or name another rule as the reason."""

    person_id: int
    enrolment_id: int
    terms: Terms
    due_on: date


@dataclass(frozen=True, slots=True)
class Release:
    """Take the person out: no rule means them any more."""

    person_id: int
    enrolment_id: int
    rule: UUID


Step = Send | Move | Release


def means(terms: Terms, post: Held) -> bool:
    """Tell whether the rule is about holders of this post."""
    return (
        post.path.startswith(terms.path)
        and (not terms.groups or post.working_group in terms.groups)
        and (not terms.categories or post.category in terms.categories)
        and (post.full_time or not terms.full_time_only)
    )


def meant_since(terms: Terms, posts: Iterable[Held], today: date) -> date | None:
    """Return the first day of the unbroken time in posts of the rule that lasts today, or None.

    Who moves between two units below the rule's, without a gap, keeps the earlier day.
    """
    stretch: tuple[date, date | None] | None = None
    for post in sorted((p for p in posts if means(terms, p)), key=lambda p: p.valid_from):
        if stretch is None or (stretch[1] is not None and post.valid_from > stretch[1]):
            if stretch is not None and _covers(stretch, today):
                break
            stretch = (post.valid_from, post.valid_to)
        else:
            stretch = (stretch[0], _later_end(stretch[1], post.valid_to))
    return stretch[0] if stretch is not None and _covers(stretch, today) else None


def hired_on(posts: Iterable[Held]) -> date:
    """Return the first day of somebody's first post: the day of hiring as the register knows it."""
    return min(post.valid_from for post in posts)


def due_date(terms: Terms, *, since: date, hired: date) -> date:
    """Return the last day in time for somebody hired on `hired` and meant since `since`."""
    match terms.due:
        case Fixed(day):
            return day
        case Relative(days, anchor):
            return max(_anchor_day(terms, anchor, since, hired), terms.begins) + timedelta(
                days=days
            )
        case _:
            assert_never(terms.due)


def _anchor_day(terms: Terms, anchor: Anchor, since: date, hired: date) -> date:
    match anchor:
        case Anchor.POST_START:
            return since
        case Anchor.HIRING:
            return hired
        case Anchor.PUBLICATION:
            return terms.published_on
        case Anchor.RULE_BEGIN:
            return terms.begins
        case _:
            assert_never(anchor)


def candidates(terms: Iterable[Terms], posts: Sequence[Held], today: date) -> list[Candidate]:
    """Return every rule that means the holder of `posts` today, the winning one first.

    The earliest due date wins; on the same day the rule that was made first.
    """
    found = [
        Candidate(one, due_date(one, since=since, hired=hired_on(posts)))
        for one in terms
        if (since := meant_since(one, posts, today)) is not None
    ]
    return sorted(found, key=lambda c: (c.due_on, c.terms.made_at, c.terms.thread))


def decide(
    person_id: int, winner: Candidate | None, current: Current | None, *, trained: bool
) -> Step | None:
    """Return what is to be done about one person and one programme; None: all is as it should be.

    What was made by hand is left alone. A due date that was set by hand holds unless the rule's
    is later.
    """
    if current is None:
        return None if winner is None or trained else Send(person_id, winner.terms, winner.due_on)
    if current.rule is None:
        return None
    if winner is None:
        return Release(person_id, current.enrolment_id, current.rule)
    due_on = max(winner.due_on, current.extended_to or winner.due_on)
    if (winner.terms.thread, due_on) == (current.rule, current.due_on):
        return None
    return Move(person_id, current.enrolment_id, winner.terms, due_on)


def kept_out(terms: Terms, releases: Collection[datetime]) -> bool:
    """Tell whether somebody took the person out by hand after the rule was made."""
    return any(at >= terms.made_at for at in releases)


def days_needed(periods: int) -> int:
    """Return the working days that a programme of so many periods takes."""
    return max(-(-periods // PERIODS_A_DAY), 1)


def earliest_end(today: date, working_days: int, off: Collection[date] = ()) -> date:
    """Return the last of so many working days, counted from `today` on; `off` has none."""
    day = today - DAY
    for _ in range(working_days):
        day = next_working_day(day, off)
    return day


def _covers(stretch: tuple[date, date | None], day: date) -> bool:
    return stretch[0] <= day and (stretch[1] is None or day < stretch[1])


def _later_end(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)
