"""What can be done with a year's results. `__all__` is the room's face."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from lms.annual.rules import FORM_NAMES, Key, Result, Row, count, form_of, level_of, period_of
from lms.catalog.service import programme_document
from lms.core.clock import local_day
from lms.learning.service import Completion, CompletionKind, revocations
from lms.minority.service import all_answers
from lms.organisations.service import Organisation, below
from lms.people.service import Category, Person, Post, Sex, read_as

__all__ = ["FORM_NAMES", "Year", "form_of", "year_results"]


@dataclass(frozen=True, slots=True)
class Year:
    """A unit's results of a year, by level and category."""

    first: date
    last: date
    rows: dict[Key, Row]
    total: Row
    has_minority: bool  # whether it is recorded who belongs to an ethnic minority

    @property
    def without_answer(self) -> int:
        """Return how many people cannot be counted in that column, because nobody recorded it."""
        return len(self.total.without_answer) if self.has_minority else 0


def year_results(
    session: Session, *, organisation: Organisation, year: int, has_minority: bool, now: datetime
) -> Year:
    """Return what the people of the unit and all below it completed in the year, as known now.

    A person is where they held a post on the day of completion, the first one if several. Waivers
    and what was taken back do not count.
    """
    first, last = period_of(year)
    until = min(last, local_day(now))
    minority = all_answers(session) if has_minority else {}
    rows, total = count(_results(session, organisation, first, until, minority))
    return Year(first, last, rows, total, has_minority)


def _results(
    session: Session,
    organisation: Organisation,
    first: date,
    last: date,
    minority: Mapping[int, bool],
) -> Iterator[Result]:
    kinds = dict(session.execute(select(Organisation.id, Organisation.kind)).all())

    @cache
    def content(version_id: int) -> int:
        return programme_document(session, version_id).content_code

    found = session.execute(_completed(organisation, first, last)).all()
    seen: set[int] = set()
    for completion, person, sex, kind, version_id, category, path in found:
        if completion in seen:
            continue  # a second post on the same day
        seen.add(completion)
        yield Result(
            person_id=person,
            sex=Sex(sex) if sex else None,
            is_minority=minority.get(person),
            level=level_of(path, kinds),
            category=Category(category) if category else None,
            content=content(version_id),
            form=form_of(CompletionKind(kind)),
        )


def _completed(organisation: Organisation, first: date, last: date) -> Select[*tuple[Any, ...]]:
    """Select each completion of the time with each post held in the unit on its day."""
    person = read_as(Completion.person_id)
    revoked = revocations().subquery()
    on_the_day = and_(
        Post.superseded_at.is_(None),
        Post.valid_from <= Completion.completed_on,
        or_(Post.valid_to.is_(None), Post.valid_to > Completion.completed_on),
    )
    return (
        select(
            Completion.id,
            Person.id,
            Person.sex,
            Completion.kind,
            Completion.version_id,
            Post.category,
            Organisation.path,
        )
        .select_from(Completion)
        .join(Person, Person.id == person)
        .join(Post, and_(Post.person_id == Person.id, on_the_day))
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(
            Completion.completed_on.between(first, last),
            Completion.superseded_at.is_(None),
            Completion.kind != CompletionKind.WAIVED,
            Completion.id.not_in(select(revoked.c.completion_id)),
            below(Organisation.path, [organisation.path]),
        )
        .order_by(Completion.id, Post.id)
    )
