"""Going through a programme: what is open, what was read, where to go on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.assessment.service import passed_quizzes
from lms.catalog.service import Lesson, Programme, Quiz, Step, current_version, programme_document
from lms.core.errors import NotFound
from lms.learning.errors import LessonsFirst
from lms.learning.models import Enrolment, LessonProgress
from lms.learning.rules import Course
from lms.learning.service.completing import complete_if_satisfied
from lms.learning.service.sharing import credits_of, done_lessons

# Built once: every page of a programme runs it.
_ONE = select(LessonProgress).where(
    LessonProgress.enrolment_id == bindparam("enrolment"),
    LessonProgress.lesson_key == bindparam("lesson"),
)


def programme_of(session: Session, enrolment: Enrolment) -> Programme:
    """Return the version the learner stays on; before the first lesson, the published one."""
    version_id = enrolment.version_id or current_version(session, enrolment.programme_key).id
    return programme_document(session, version_id)


def course_of(session: Session, enrolment: Enrolment) -> Course:
    """Return the programme as this learner has gone through it."""
    programme = programme_of(session, enrolment)
    own = Course(
        programme=programme,
        done_lessons=done_lessons(session, enrolment),
        passed_quizzes=frozenset(passed_quizzes(session, sitting=enrolment.uuid)),
        last_step=enrolment.last_step,
    )
    found = credits_of(session, enrolment, programme)
    if not found:
        return own
    mine = {module.key for module in programme.modules if own.module_done(module)}
    return replace(own, credited={key: one for key, one in found.items() if key not in mine})


def settle_version(session: Session, enrolment: Enrolment) -> None:
    """Pin the learner to the version published now, unless one was pinned before."""
    if enrolment.version_id is None:
        enrolment.version_id = current_version(session, enrolment.programme_key).id


def courses_of(session: Session, enrolments: Sequence[Enrolment]) -> list[tuple[Enrolment, Course]]:
    """Return each enrolment with its course; a person has a handful of them."""
    return [(enrolment, course_of(session, enrolment)) for enrolment in enrolments]


def open_lesson(
    session: Session, *, enrolment: Enrolment, lesson_key: str, now: datetime
) -> tuple[Course, Step]:
    """Note that the lesson was opened and return it in its course; pins the version.

    Raises `NotFound` if the version on which the learner stays has no such lesson.
    """
    settle_version(session, enrolment)
    course = course_of(session, enrolment)
    step = _lesson_step(course.programme, lesson_key)
    enrolment.last_step = step.key
    if _progress(session, enrolment, lesson_key) is None:
        session.add(LessonProgress(enrolment_id=enrolment.id, lesson_key=lesson_key, opened_at=now))
    return course, step


def finish_lesson(
    session: Session, *, enrolment: Enrolment, lesson_key: str, now: datetime
) -> Step | None:
    """Mark the lesson as finished and return the next step; completes the programme if it was last.

    Finishing twice changes nothing.
    """
    course, _ = open_lesson(session, enrolment=enrolment, lesson_key=lesson_key, now=now)
    session.flush()  # the row that open_lesson added must be found
    progress = _progress(session, enrolment, lesson_key)
    if progress is not None and progress.done_at is None:
        progress.done_at = now
        session.flush()  # the completion rule reads it
        complete_if_satisfied(
            session, enrolment=enrolment, course=course_of(session, enrolment), now=now
        )
    after = course.programme.after(lesson_key)
    if after is not None:
        enrolment.last_step = after.key
    return after


def quiz_step(course: Course, module_key: str) -> Step:
    """Return the step of the module's quiz, or raise `NotFound`."""
    found = course.programme.step(module_key)
    if found is None or not isinstance(found.item, Quiz):
        raise NotFound
    return found


def require_lessons_done(course: Course, step: Step) -> None:
    """Raise `LessonsFirst` while required lessons of the quiz's module are unfinished."""
    left = course.lessons_left(step.module)
    if left:
        raise LessonsFirst(count=left)


def visit(enrolment: Enrolment, step: Step) -> None:
    """Remember the step as the place to go on from, on any device."""
    enrolment.last_step = step.key


def _lesson_step(programme: Programme, lesson_key: str) -> Step:
    found = programme.step(lesson_key)
    if found is None or not isinstance(found.item, Lesson):
        raise NotFound
    return found


def _progress(session: Session, enrolment: Enrolment, lesson_key: str) -> LessonProgress | None:
    wanted = {"enrolment": enrolment.id, "lesson": lesson_key}
    return session.scalars(_ONE, wanted).one_or_none()
