"""Enrolling, extending and releasing many people at once: first looked at, then done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.columns import uuid7
from lms.core.permissions import Principal
from lms.core.text import nfc
from lms.enrolment import queries
from lms.enrolment.errors import NobodyChosen, OwnEnrolment
from lms.learning.service import Enrolment, Source
from lms.people.service import Person
from lms.sending.service import Sending, extend_many, release_many, send_many

CHUNK = 1_000
NAMES_SHOWN = 100


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
        current = queries.current_of(session, some)
        already |= {person_id for person_id, key in current if key == programme_key}
        if not again:
            done = queries.trained_in(session, some, today=today)
            trained |= {person_id for person_id, key in done if key == programme_key}
    ids = [id_ for id_ in people if id_ not in already and id_ not in trained]
    return Chosen(ids, len(already), len(trained - already), seen(ids))


def seen(ids: Sequence[int]) -> str:
    """Return a short name of a set of ids, to notice that it is another one."""
    text = ",".join(str(one) for one in sorted(ids))
    return f"{len(ids)}-{sha256(text.encode()).hexdigest()[:16]}"


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
    _record(session, "enrolment.opened_for_many", detail, actor, now)
    return count


def extend_chosen(
    session: Session,
    *,
    enrolments: Sequence[Enrolment],
    due_on: date,
    reason: str,
    officer: Principal,
    now: datetime,
) -> int:
    """Set another due date for all of them; raises `OwnEnrolment` or `NobodyChosen`."""
    ids = _others(enrolments, officer)
    actor = officer.account_uuid
    done = extend_many(session, ids, due_on=due_on, reason=reason, actor=actor, now=now)
    detail = {"due_on": due_on.isoformat(), "count": len(done), "reason": nfc(reason)}
    _record(session, "enrolment.extended_for_many", detail, actor, now)
    return len(done)


def release_chosen(
    session: Session,
    *,
    enrolments: Sequence[Enrolment],
    reason: str,
    officer: Principal,
    now: datetime,
) -> int:
    """Take all of them out, with a reason; raises `OwnEnrolment` or `NobodyChosen`."""
    ids = _others(enrolments, officer)
    actor = officer.account_uuid
    done = release_many(session, ids, reason=reason, actor=actor, now=now)
    detail = {"count": len(done), "reason": nfc(reason)}
    _record(session, "enrolment.released_for_many", detail, actor, now)
    return len(done)


def names_of(session: Session, ids: Sequence[int]) -> Sequence[Person]:
    """Return the first people of a long list, by given name."""
    first = select(Person).where(Person.id.in_(ids[:NAMES_SHOWN]))
    return session.scalars(first.order_by(Person.sort_key, Person.id)).all()


def _others(enrolments: Sequence[Enrolment], officer: Principal) -> list[int]:
    if not enrolments:
        raise NobodyChosen
    if any(enrolment.person_id == officer.person_id for enrolment in enrolments):
        raise OwnEnrolment
    return [enrolment.id for enrolment in enrolments]


def _record(
    session: Session, action: str, detail: dict[str, object], actor: UUID, now: datetime
) -> None:
    audit.record(
        session,
        at=now,
        actor=actor,
        action=action,
        subject=("enrolment_action", uuid7()),
        detail=detail,
    )
