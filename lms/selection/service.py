"""Enrolling many people at once: first looked at, then done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.columns import uuid7
from lms.core.text import nfc
from lms.enrolment.service import NobodyChosen, seen
from lms.learning.service import Enrolment, Source
from lms.sending.service import Sending, completed_by, filed_under, send_many

__all__ = ["Chosen", "choose", "enrol_chosen"]

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who would be enrolled, and who not and why; ids of persons."""

    ids: Sequence[int]
    already_in: int
    trained: int
    seen: str  # names this very set

    @property
    def count(self) -> int:
        """Return how many would be enrolled."""
        return len(self.ids)


def choose(
    session: Session, *, people: Sequence[int], programme_key: str, again: bool, today: date
) -> Chosen:
    """Leave out who is in the programme and, unless `again`, who has completed it."""
    already: set[int] = set()
    trained: set[int] = set()
    for start in range(0, len(people), CHUNK):
        some = people[start : start + CHUNK]
        already |= set(session.scalars(_learning(some, programme_key)))
        if not again:
            done = session.execute(completed_by(some, today=today))
            trained |= {person_id for person_id, key in done if key == programme_key}
    ids = [id_ for id_ in people if id_ not in already and id_ not in trained]
    return Chosen(ids, len(already), len(trained - already), seen(ids))


def enrol_chosen(
    session: Session,
    *,
    chosen: Chosen,
    programme_key: str,
    due_on: date | None,
    reason: str,
    actor: UUID,
    now: datetime,
) -> int:
    """Enrol everybody chosen, in a few statements and with one audit event."""
    if not chosen.ids:
        raise NobodyChosen
    wanted = [Sending(id_, programme_key, due_on, reason) for id_ in chosen.ids]
    count = len(send_many(session, wanted, source=Source.HR, actor=actor, now=now))
    detail = {"programme": programme_key, "count": count, "reason": nfc(reason)}
    audit.record(
        session,
        at=now,
        actor=actor,
        action="enrolment.opened_for_many",
        subject=("enrolment_action", uuid7()),
        detail=detail,
    )
    return count


def _learning(ids: Sequence[int], programme_key: str) -> Select[int]:
    """Select those of these people who are in the programme now."""
    filed = filed_under(ids).subquery()
    found = select(filed.c.person_id).join(Enrolment, Enrolment.person_id == filed.c.record_id)
    return found.where(
        Enrolment.programme_key == programme_key,
        Enrolment.completed_at.is_(None),
        Enrolment.released_at.is_(None),
    )
