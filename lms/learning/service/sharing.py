"""Modules that somebody has passed in another programme: done once, they count everywhere."""

from collections.abc import Mapping

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from lms.assessment.service import passed_quizzes
from lms.catalog.service import Programme, programme_document
from lms.learning.models import Completion, Enrolment, LessonProgress, Revocation
from lms.learning.rules import Course, Credit
from lms.people.service import belongs_to

# Built once: every page of a programme runs them.
_DONE = select(LessonProgress.lesson_key).where(
    LessonProgress.enrolment_id == bindparam("enrolment"), LessonProgress.done_at.is_not(None)
)
_REVOKED = (
    select(Completion.enrolment_id)
    .join(Revocation, Revocation.completion_id == Completion.id)
    .where(Revocation.superseded_at.is_(None), Completion.enrolment_id.is_not(None))
)
_OTHERS = (
    select(Enrolment)
    .where(
        belongs_to(Enrolment.person_id, bindparam("person")),
        Enrolment.id != bindparam("enrolment"),
        Enrolment.version_id.is_not(None),
        or_(
            Enrolment.programme_key != bindparam("programme"),
            and_(Enrolment.released_at.is_not(None), Enrolment.completed_at.is_(None)),
        ),
        Enrolment.id.not_in(_REVOKED),
    )
    .order_by(Enrolment.id)
)


def done_lessons(session: Session, enrolment: Enrolment) -> frozenset[str]:
    """Return the keys of the lessons finished in this enrolment."""
    return frozenset(session.scalars(_DONE, {"enrolment": enrolment.id}))


def credits_of(
    session: Session, enrolment: Enrolment, programme: Programme
) -> Mapping[str, Credit]:
    """Return the modules of `programme` passed in another enrolment of the person, by key.

    At an equivalent version only. The same programme counts only where its enrolment was released
    before its end: who is sent again after completing it is to learn it again.
    """
    wanted = {
        "person": enrolment.person_id,
        "enrolment": enrolment.id,
        "programme": enrolment.programme_key,
    }
    found: dict[str, Credit] = {}
    for other in session.scalars(_OTHERS, wanted):
        learned = programme_document(session, other.version_id or 0)
        shared = [
            module
            for module in learned.modules
            if programme.module_marks.get(module.key) == learned.module_marks[module.key]
        ]
        if not shared:
            continue
        passed = frozenset(passed_quizzes(session, sitting=other.uuid))
        course = Course(learned, done_lessons(session, other), passed, None)
        for module in shared:
            if course.module_done(module):
                found.setdefault(module.key, Credit(learned.title, learned.key, other.uuid))
    return found
