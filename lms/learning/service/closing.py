"""Handing in for those whose time ran out and who never came back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.assessment.service import is_over, open_attempt, submit_attempt
from lms.catalog.service import Quiz
from lms.learning.models import Enrolment
from lms.learning.service.completing import complete_if_satisfied
from lms.learning.service.progress import course_of


def close_attempt(session: Session, *, sitting: UUID, quiz_key: str, now: datetime) -> None:
    """Mark what was saved, as if handed in; complete the programme if that was the last step.

    Does nothing if somebody was quicker, or the attempt is not over.
    """
    own = select(Enrolment).where(Enrolment.uuid == sitting)
    enrolment = session.scalars(own.with_for_update()).one_or_none()
    attempt = open_attempt(session, sitting=sitting, quiz_key=quiz_key)
    if enrolment is None or attempt is None or not is_over(attempt, now):
        return
    step = course_of(session, enrolment).programme.step(quiz_key)
    if step is None or not isinstance(step.item, Quiz):
        return
    submit_attempt(session, attempt=attempt, quiz=step.item, now=now)
    if enrolment.released_at is None:
        course = course_of(session, enrolment)
        complete_if_satisfied(session, enrolment=enrolment, course=course, now=now)
