"""The quiz pages: intro, one question a page, review, result."""

from uuid import UUID

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.assessment import service as assessment
from lms.assessment.service import Attempt
from lms.catalog.service import Question, Quiz
from lms.core.clock import local_time, utc_now
from lms.core.errors import NotFound
from lms.core.i18n import gettext
from lms.core.permissions import Permission
from lms.learning import service
from lms.learning.access import own_enrolment
from lms.learning.forms import answer_value, entered_value
from lms.learning.models import Enrolment
from lms.learning.pages import places, resume_at, ten_points
from lms.learning.rules import Course
from lms.web.guard import principal, requires, wants_json
from lms.web.tx import db

bp = Blueprint("quiz", __name__, url_prefix="/hoc-tap", template_folder="templates")
QUIZ = "/<uuid:enrolment_uuid>/kiem-tra/<string:key>"
bp.add_app_template_filter(ten_points, "points")


@bp.get(QUIZ)
@requires(Permission.ENROLMENT_LEARN)
def show_quiz(enrolment_uuid: UUID, key: str) -> str:
    """Show what the quiz asks for and how many tries are left."""
    enrolment, course, quiz = _quiz(enrolment_uuid, key)
    step = service.quiz_step(course, key)
    state = assessment.attempt_state(db.session, sitting=enrolment.uuid, quiz=quiz)
    attempts = assessment.attempts_of(db.session, sitting=enrolment.uuid, quiz_key=key)
    return render_template(
        "learning/show_quiz.html",
        enrolment=enrolment,
        course=course,
        module=step.module,
        quiz=quiz,
        state=state,
        attempts=attempts,
        lessons_left=course.lessons_left(step.module),
        over=state.open is not None and assessment.is_over(state.open, utc_now()),
    )


@bp.post(QUIZ)
@requires(Permission.ENROLMENT_LEARN)
def start_quiz(enrolment_uuid: UUID, key: str) -> ResponseReturnValue:
    """Begin an attempt, or go on with the open one; hand it in if its time is over."""
    enrolment, course, quiz = _quiz(enrolment_uuid, key, lock=True)
    step = service.quiz_step(course, key)
    service.require_lessons_done(course, step)
    service.visit(enrolment, step)
    now = utc_now()
    attempt = assessment.start_attempt(db.session, sitting=enrolment.uuid, quiz=quiz, now=now)
    if assessment.is_over(attempt, now):
        return _hand_in(enrolment, quiz, attempt)
    saved = assessment.answers_of(db.session, attempt)
    number = resume_at(assessment.drawn_questions(attempt, quiz), saved)
    return redirect(
        _question_url(enrolment, key, number) if number else _review_url(enrolment, key)
    )


@bp.get(f"{QUIZ}/cau/<int(max=99):number>")
@requires(Permission.ENROLMENT_LEARN)
def show_question(enrolment_uuid: UUID, key: str, number: int) -> ResponseReturnValue:
    """Show one question of the open attempt."""
    enrolment, course, quiz = _quiz(enrolment_uuid, key)
    attempt = assessment.open_attempt(db.session, sitting=enrolment.uuid, quiz_key=key)
    if attempt is None:
        return redirect(url_for(".show_quiz", enrolment_uuid=enrolment_uuid, key=key))
    if assessment.is_over(attempt, utc_now()):
        return redirect(_review_url(enrolment, key))
    return _question_page(enrolment, course, quiz, attempt, number=number)


@bp.post(f"{QUIZ}/cau/<int(max=99):number>")
@requires(Permission.ENROLMENT_LEARN)
def save_answer(enrolment_uuid: UUID, key: str, number: int) -> ResponseReturnValue:
    """Append the answer and acknowledge it: as JSON to the page's script, else the next page."""
    enrolment, course, quiz = _quiz(enrolment_uuid, key)
    attempt, question = _meant(enrolment, quiz, number)
    now = utc_now()
    if assessment.is_over(attempt, now) and not wants_json():
        return redirect(_review_url(enrolment, key))
    value = answer_value(question, request.form)
    if value is None:
        return _incomplete(enrolment, course, quiz, attempt, number), 422
    saved = assessment.save_answer(
        db.session,
        attempt=attempt,
        quiz=quiz,
        question_key=question.key,
        value=value,
        seen=request.form.get("sequence", 0, type=int),
        now=now,
    )
    if wants_json():
        at = f"{local_time(saved.saved_at):%H:%M}"
        return jsonify(saved_at=at, sequence=saved.sequence)
    if number == len(attempt.drawn):
        return redirect(_review_url(enrolment, key))
    return redirect(_question_url(enrolment, key, number + 1))


@bp.get(f"{QUIZ}/xem-lai")
@requires(Permission.ENROLMENT_LEARN)
def review_quiz(enrolment_uuid: UUID, key: str) -> ResponseReturnValue:
    """Show which questions are answered, before handing in."""
    enrolment, course, quiz = _quiz(enrolment_uuid, key)
    attempt = assessment.open_attempt(db.session, sitting=enrolment.uuid, quiz_key=key)
    if attempt is None:
        return redirect(url_for(".show_quiz", enrolment_uuid=enrolment_uuid, key=key))
    drawn = assessment.drawn_questions(attempt, quiz)
    saved = assessment.answers_of(db.session, attempt)
    return render_template(
        "learning/review_quiz.html",
        enrolment=enrolment,
        course=course,
        module=service.quiz_step(course, key).module,
        quiz=quiz,
        attempt=attempt,
        rows=list(zip(places(drawn, saved, 0), drawn, strict=True)),
        saved=saved,
        over=assessment.is_over(attempt, utc_now()),
    )


@bp.post(f"{QUIZ}/nop-bai")
@requires(Permission.ENROLMENT_LEARN)
def submit_quiz(enrolment_uuid: UUID, key: str) -> ResponseReturnValue:
    """Mark the saved answers, complete the programme if that was the last step, show the result."""
    enrolment, _, quiz = _quiz(enrolment_uuid, key, lock=True)
    number = request.form.get("attempt", 0, type=int)
    attempts = assessment.attempts_of(db.session, sitting=enrolment.uuid, quiz_key=key)
    attempt = next((attempt for attempt in attempts if attempt.number == number), None)
    if attempt is None:
        raise NotFound
    return _hand_in(enrolment, quiz, attempt)


@bp.get(f"{QUIZ}/ket-qua/<int(max=99):number>")
@requires(Permission.ENROLMENT_LEARN)
def show_result(enrolment_uuid: UUID, key: str, number: int) -> str:
    """Show how an attempt went, with feedback and the way back to the lessons."""
    enrolment, course, quiz = _quiz(enrolment_uuid, key)
    attempt = assessment.find_attempt(
        db.session, sitting=enrolment.uuid, quiz_key=key, number=number
    )
    if attempt is None or attempt.submitted_at is None:
        raise NotFound
    grade = assessment.grade_of(db.session, attempt)
    state = assessment.attempt_state(db.session, sitting=enrolment.uuid, quiz=quiz)
    return render_template(
        "learning/show_result.html",
        enrolment=enrolment,
        course=course,
        module=service.quiz_step(course, key).module,
        quiz=quiz,
        attempt=attempt,
        grade=grade,
        state=state,
        after=course.programme.after(key),
        rows=assessment.reviewed(
            assessment.drawn_questions(attempt, quiz),
            assessment.answers_of(db.session, attempt),
            grade.marks,
            with_answers=state.answers_may_show,
        ),
    )


def _quiz(uuid: UUID, key: str, *, lock: bool = False) -> tuple[Enrolment, Course, Quiz]:
    enrolment = own_enrolment(db.session, person_id=principal().person_id, uuid=uuid, lock=lock)
    if lock:
        service.settle_version(db.session, enrolment)
    course = service.course_of(db.session, enrolment)
    quiz = service.quiz_step(course, key).item
    if not isinstance(quiz, Quiz):
        raise NotFound
    return enrolment, course, quiz


def _meant(enrolment: Enrolment, quiz: Quiz, number: int) -> tuple[Attempt, Question]:
    """Return the attempt and the question that the form was made for, or raise `AttemptClosed`.

    A page kept open since an earlier attempt must not answer a question of the next one.
    """
    attempt = assessment.open_attempt(db.session, sitting=enrolment.uuid, quiz_key=quiz.key)
    if attempt is None or attempt.number != request.form.get("attempt", type=int):
        raise assessment.AttemptClosed
    drawn = assessment.drawn_questions(attempt, quiz)
    if not 1 <= number <= len(drawn):
        raise NotFound
    return attempt, drawn[number - 1][0]


def _hand_in(enrolment: Enrolment, quiz: Quiz, attempt: Attempt) -> ResponseReturnValue:
    now = utc_now()
    assessment.submit_attempt(db.session, attempt=attempt, quiz=quiz, now=now)
    course = service.course_of(db.session, enrolment)
    service.complete_if_satisfied(db.session, enrolment=enrolment, course=course, now=now)
    number = attempt.number
    return redirect(
        url_for(".show_result", enrolment_uuid=enrolment.uuid, key=quiz.key, number=number)
    )


def _incomplete(
    enrolment: Enrolment, course: Course, quiz: Quiz, attempt: Attempt, number: int
) -> Response | str:
    """Say what is missing, to the page's script or on the page with what was chosen so far."""
    if wants_json():
        return jsonify(message=gettext("Câu này chưa trả lời đủ nên chưa lưu."))
    return _question_page(enrolment, course, quiz, attempt, number=number, missing=True)


def _review_url(enrolment: Enrolment, key: str) -> str:
    return url_for(".review_quiz", enrolment_uuid=enrolment.uuid, key=key)


def _question_url(enrolment: Enrolment, key: str, number: int) -> str:
    return url_for(".show_question", enrolment_uuid=enrolment.uuid, key=key, number=number)


def _question_page(
    enrolment: Enrolment,
    course: Course,
    quiz: Quiz,
    attempt: Attempt,
    *,
    number: int,
    missing: bool = False,
) -> str:
    drawn = assessment.drawn_questions(attempt, quiz)
    if not 1 <= number <= len(drawn):
        raise NotFound
    question, order = drawn[number - 1]
    saved = assessment.answers_of(db.session, attempt)
    newest = saved.get(question.key)
    return render_template(
        "learning/show_question.html",
        enrolment=enrolment,
        course=course,
        module=service.quiz_step(course, quiz.key).module,
        quiz=quiz,
        attempt=attempt,
        number=number,
        question=question,
        order=order,
        saved=newest,
        value=entered_value(question, request.form) if missing else newest and newest.value,
        places=places(drawn, saved, number),
        missing=missing,
        allowed=assessment.attempt_state(db.session, sitting=enrolment.uuid, quiz=quiz).allowed,
    )
