"""The only way a view gets an enrolment."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from lms.core.columns import BIG
from lms.core.errors import NotFound
from lms.learning.errors import EnrolmentClosed
from lms.learning.models import Completion, Enrolment
from lms.people.service import belongs_to, visible_records

# Built once: every page of a programme runs one of them.
_OWN = select(Enrolment).where(
    Enrolment.uuid == bindparam("uuid"),
    belongs_to(Enrolment.person_id, bindparam("person", type_=BIG)),
)
_OWN_LOCKED = _OWN.with_for_update()


def own_enrolment(session: Session, *, person_id: int, uuid: UUID, lock: bool = False) -> Enrolment:
    """Return the person's own enrolment, or raise `NotFound`; a released one `EnrolmentClosed`.

    `lock` holds the row until the transaction ends, so that two requests of one learner take
    turns.
    """
    wanted = {"uuid": uuid, "person": person_id}
    found = session.scalars(_OWN_LOCKED if lock else _OWN, wanted).one_or_none()
    if found is None:
        raise NotFound
    if found.released_at is not None:
        raise EnrolmentClosed
    return found


def visible_enrolments(paths: Sequence[str], *, today: date) -> Select[Enrolment]:
    """Select the enrolments of the people at or below `paths`."""
    people = visible_records(paths, today=today)
    return select(Enrolment).where(Enrolment.person_id.in_(people))


def visible_enrolment(
    session: Session, *, paths: Sequence[str], uuid: UUID, today: date, lock: bool = False
) -> Enrolment:
    """Return the enrolment if its person is in scope, else raise `NotFound`; `lock` as above."""
    seen = visible_enrolments(paths, today=today).where(Enrolment.uuid == uuid)
    found = session.scalars(seen.with_for_update() if lock else seen).one_or_none()
    if found is None:
        raise NotFound
    return found


def visible_completion(
    session: Session, *, paths: Sequence[str], uuid: UUID, today: date, lock: bool = False
) -> Completion:
    """Return the completion if its person is in scope, else raise `NotFound`; `lock` as above."""
    people = visible_records(paths, today=today)
    seen = select(Completion).where(Completion.uuid == uuid, Completion.person_id.in_(people))
    found = session.scalars(seen.with_for_update() if lock else seen).one_or_none()
    if found is None:
        raise NotFound
    return found
