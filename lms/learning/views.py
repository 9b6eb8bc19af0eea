"""The learner's pages: home, the programme's map, lessons and inline checks."""

from uuid import UUID
from zlib import crc32

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.assessment.service import feedback, is_well_formed, mark, part_order
from lms.catalog.service import Lesson, Question, Step
from lms.core.clock import local_day, utc_now
from lms.core.errors import NotFound
from lms.core.i18n import language, msgid
from lms.core.permissions import Permission
from lms.learning import service
from lms.learning.access import own_enrolment
from lms.learning.forms import answer_value, entered_value
from lms.learning.models import Enrolment
from lms.learning.pages import chosen_places, duration, in_order, numbered_gaps
from lms.learning.rules import Course, days_left
from lms.web.guard import principal, requires
from lms.web.menu import MenuItem
from lms.web.tx import db

bp = Blueprint("learning", __name__, url_prefix="/hoc-tap", template_folder="templates")
MENU = (
    MenuItem(
        endpoint="learning.show_home",
        label=msgid("Việc học của tôi"),
        permission=Permission.ENROLMENT_LEARN,
        order=10,
        also=("quiz",),
    ),
)
bp.add_app_template_filter(duration)
bp.add_app_template_filter(in_order)
bp.add_app_template_filter(chosen_places)
bp.add_app_template_filter(numbered_gaps, "gaps")
bp.add_app_template_global(days_left)


@bp.app_template_global()
def step_url(enrolment: Enrolment, step: Step) -> str:
    """Return the address of a lesson or quiz in this enrolment."""
    if isinstance(step.item, Lesson):
        module, _, stem = step.key.partition("/")
        return url_for(
            "learning.show_lesson", enrolment_uuid=enrolment.uuid, module=module, stem=stem
        )
    return url_for("quiz.show_quiz", enrolment_uuid=enrolment.uuid, key=step.key)


@bp.get("")
@requires(Permission.ENROLMENT_LEARN)
def show_home() -> str:
    """Show what to go on with, what is left and by when."""
    enrolments = service.enrolments_of(db.session, person_id=principal().person_id)
    courses = service.courses_of(db.session, enrolments)
    current = [(e, c) for e, c in courses if e.completed_at is None]
    current.sort(key=lambda pair: (pair[0].due_on is None, pair[0].due_on, pair[0].id))
    return render_template(
        "learning/show_home.html", courses=courses, current=current, today=local_day(utc_now())
    )


@bp.get("/<uuid:enrolment_uuid>")
@requires(Permission.ENROLMENT_LEARN)
def show_programme(enrolment_uuid: UUID) -> str:
    """Show the programme's map: modules, lessons, quizzes, and how far the learner is."""
    enrolment = _own(enrolment_uuid)
    course = service.course_of(db.session, enrolment)
    return render_template(
        "learning/show_programme.html",
        enrolment=enrolment,
        course=course,
        today=local_day(utc_now()),
    )


@bp.post("/<uuid:enrolment_uuid>/hoan-thanh")
@requires(Permission.ENROLMENT_LEARN)
def complete(enrolment_uuid: UUID) -> ResponseReturnValue:
    """Record the completion where everything was passed in other programmes already."""
    enrolment = _own(enrolment_uuid, lock=True)
    service.settle_version(db.session, enrolment)
    course = service.course_of(db.session, enrolment)
    service.complete_if_satisfied(db.session, enrolment=enrolment, course=course, now=utc_now())
    return redirect(url_for(".show_programme", enrolment_uuid=enrolment_uuid))


@bp.get("/<uuid:enrolment_uuid>/bai/<string:module>/<string:stem>")
@requires(Permission.ENROLMENT_LEARN, writes=True)
def show_lesson(enrolment_uuid: UUID, module: str, stem: str) -> str:
    """Show a lesson; opening the first one settles the version that the learner stays on."""
    enrolment = _own(enrolment_uuid, lock=True)
    course, step, lesson = _open(enrolment, f"{module}/{stem}")
    return _lesson_page(enrolment, course, step, lesson)


@bp.post("/<uuid:enrolment_uuid>/bai/<string:module>/<string:stem>")
@requires(Permission.ENROLMENT_LEARN)
def finish_lesson(enrolment_uuid: UUID, module: str, stem: str) -> ResponseReturnValue:
    """Mark the lesson as finished and go on to the next step."""
    enrolment = _own(enrolment_uuid, lock=True)
    after = service.finish_lesson(
        db.session, enrolment=enrolment, lesson_key=f"{module}/{stem}", now=utc_now()
    )
    if after is None or enrolment.completed_at is not None:
        return redirect(url_for(".show_programme", enrolment_uuid=enrolment_uuid))
    return redirect(step_url(enrolment, after))


@bp.post("/<uuid:enrolment_uuid>/bai/<string:module>/<string:stem>/<string:check>")
@requires(Permission.ENROLMENT_LEARN)
def answer_check(enrolment_uuid: UUID, module: str, stem: str, check: str) -> ResponseReturnValue:
    """Show the lesson again with feedback on an inline check; nothing is scored or kept."""
    enrolment = _own(enrolment_uuid, lock=True)
    course, step, lesson = _open(enrolment, f"{module}/{stem}")
    answered = _answered(lesson, check)
    page = _lesson_page(enrolment, course, step, lesson, answered)
    return page, 422 if answered["missing"] else 200


@bp.app_template_global()
def check_order(lesson: Lesson, check: Question) -> dict[str, list[str]]:
    """Return an order of an inline check's parts that is the same at each visit."""
    return part_order(check, crc32(f"{lesson.key}/{check.key}".encode()))


def _own(uuid: UUID, *, lock: bool = False) -> Enrolment:
    return own_enrolment(db.session, person_id=principal().person_id, uuid=uuid, lock=lock)


def _open(enrolment: Enrolment, key: str) -> tuple[Course, Step, Lesson]:
    course, step = service.open_lesson(
        db.session, enrolment=enrolment, lesson_key=key, now=utc_now()
    )
    lesson = step.item
    if not isinstance(lesson, Lesson):
        raise NotFound
    return course, step, lesson


def _lesson_page(
    enrolment: Enrolment,
    course: Course,
    step: Step,
    lesson: Lesson,
    answered: dict[str, object] | None = None,
) -> str:
    return render_template(
        "learning/show_lesson.html",
        enrolment=enrolment,
        course=course,
        step=step,
        lesson=lesson,
        blocks=lesson.blocks[language()],
        before=course.programme.before(step.key),
        after=course.programme.after(step.key),
        answered=answered,
    )


def _answered(lesson: Lesson, key: str) -> dict[str, object]:
    """Return what was answered to an inline check and what to say about it."""
    check: Question | None = next((c for c in lesson.checks if c.key == key), None)
    if check is None:
        raise NotFound
    value = answer_value(check, request.form)
    answers = value is not None and is_well_formed(check, value)
    right = answers and mark(check, value) == 1
    return {
        "key": key,
        "value": entered_value(check, request.form),
        "missing": not answers,
        "right": right,
        "feedback": feedback(check, value, whole=right) if answers else [],
    }
