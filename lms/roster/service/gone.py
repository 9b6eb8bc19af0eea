"""Those whom a file leaves without any post: their roles end, their enrolments are released."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from lms.accounts.service import end_roles_from
from lms.core import audit
from lms.core.clock import local_day
from lms.core.i18n import msgid
from lms.learning.service import Enrolment, release_enrolments_from
from lms.people.service import Person, Post, records_of
from lms.roster.models import Action, ChangeSet, Row

LEFT = msgid("Không còn giữ vị trí nào")


def let_go(session: Session, change_set: ChangeSet, *, now: datetime) -> None:
    """End roles and release open enrolments of whoever the change set leaves without a post.

    Raises `LastAdministrator` if nobody could hand out roles then.
    """
    gone = without_post(change_set.id, today=local_day(now))
    end_roles_from(session, gone, actor=change_set.made_by, now=now)
    records = records_of(select(Person.id).where(Person.uuid.in_(gone)))
    open_ones = select(Enrolment.uuid).where(
        Enrolment.person_id.in_(records),
        Enrolment.completed_at.is_(None),
        Enrolment.released_at.is_(None),
    )
    uuids: list[UUID] = list(session.scalars(open_ones))
    if not uuids:
        return
    release_enrolments_from(session, open_ones, reason=LEFT, now=now)
    audit.record_many(
        session,
        at=now,
        actor=change_set.made_by,
        action="enrolment.released",
        kind="enrolment",
        uuids=uuids,
    )


def without_post(change_set_id: int, *, today: date) -> Select[UUID]:
    """Select the persons whom the change set lets leave and who hold no post today or to come."""
    left = select(Row.person_uuid).where(
        Row.change_set_id == change_set_id, Row.action.in_((Action.LEAVE, Action.ABSENT))
    )
    held = select(Post.id).where(
        Post.person_id == Person.id,
        Post.superseded_at.is_(None),
        or_(Post.valid_to.is_(None), Post.valid_to > today),
    )
    return select(Person.uuid).where(Person.uuid.in_(left), ~held.exists())
