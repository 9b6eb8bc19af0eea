"""Extending and releasing many enrolments at once, and naming a set of people that was seen."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.columns import uuid7
from lms.core.permissions import Principal
from lms.core.text import nfc
from lms.enrolment.errors import NobodyChosen, OwnEnrolment
from lms.learning.service import Enrolment
from lms.people.service import (
    Person,
    belongs_to,
)
from lms.sending.service import extend_many, release_many

NAMES_SHOWN = 100


def seen(ids: Sequence[int]) -> str:
    """Return a short name of a set of ids, to notice that it is another one."""
    text = ",".join(str(one) for one in sorted(ids))
    return f"{len(ids)}-{sha256(text.encode()).hexdigest()[:16]}"


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
    ids = _others(session, enrolments, officer)
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
    ids = _others(session, enrolments, officer)
    actor = officer.account_uuid
    done = release_many(session, ids, reason=reason, actor=actor, now=now)
    detail = {"count": len(done), "reason": nfc(reason)}
    _record(session, "enrolment.released_for_many", detail, actor, now)
    return len(done)


def names_of(session: Session, ids: Sequence[int]) -> Sequence[Person]:
    """Return the first people of a long list, by given name."""
    first = select(Person).where(Person.id.in_(ids[:NAMES_SHOWN]))
    return session.scalars(first.order_by(Person.sort_key, Person.id)).all()


def _others(session: Session, enrolments: Sequence[Enrolment], officer: Principal) -> list[int]:
    if not enrolments:
        raise NobodyChosen
    own = select(Enrolment.id).where(belongs_to(Enrolment.person_id, officer.person_id))
    if {enrolment.id for enrolment in enrolments} & set(session.scalars(own)):
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
