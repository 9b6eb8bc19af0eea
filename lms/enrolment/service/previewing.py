"""What a new, changed or ended rule would do, counted before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.core.clock import local_day
from lms.enrolment import queries
from lms.enrolment.models import Rule
from lms.enrolment.rules import Move, Release, Send
from lms.enrolment.service.choosing import seen
from lms.enrolment.service.planning import plan


@dataclass(frozen=True, slots=True)
class Preview:
    """Ids of the persons concerned. `on` is the day looked at: today, or when the rule begins."""

    opened: Sequence[int]
    moved: Sequence[int]
    released: Sequence[int]
    on: date

    @property
    def seen(self) -> str:
        """Return a name of exactly this outcome."""
        return ".".join(seen(ids) for ids in (self.opened, self.moved, self.released))


def preview(session: Session, *, fresh: Rule, now: datetime) -> Preview:
    """Return what would follow if `fresh` replaced the rule of its thread, or were added."""
    on = max(local_day(now), fresh.valid_from)
    before = queries.terms_in_force(session, today=on)
    kept = [terms for terms in before if terms.thread != fresh.thread]
    holds = fresh.valid_to is None or fresh.valid_to > on
    after = kept + (queries.terms_of(session, [fresh]) if holds else [])
    touched = [terms for terms in [*before, *after] if terms.thread == fresh.thread]
    people = set(session.scalars(queries.enrolled_by([fresh.thread])))
    if touched:
        people |= set(session.scalars(queries.everybody(touched, today=on)))
    steps = plan(session, sorted(people), after, today=on)
    keys = {terms.programme_key for terms in touched} | {fresh.programme_key}
    return Preview(
        opened=[
            s.person_id for s in steps if isinstance(s, Send) and s.terms.programme_key in keys
        ],
        moved=[s.person_id for s in steps if isinstance(s, Move) and s.terms.programme_key in keys],
        released=[s.person_id for s in steps if isinstance(s, Release) and s.rule == fresh.thread],
        on=on,
    )
