"""Attempts at a quiz: begin, answer, hand in, allow one more."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from lms.assessment.errors import (
    AlreadyPassed,
    AnsweredElsewhere,
    AnswerMalformed,
    AttemptClosed,
    AttemptsLeft,
    NoAttemptsLeft,
    NoSuchQuestion,
)
from lms.assessment.grading import draw as draw_questions
from lms.assessment.grading import is_well_formed, mark_all
from lms.assessment.models import Answer, Attempt, ExtraAttempt, Grade
from lms.catalog.service import Question, Quiz
from lms.core import audit
from lms.core.text import nfc

_FOUR_PLACES = Decimal("0.0001")


# Built once: every page of a programme runs it.
_PASSED = (
    select(Attempt.quiz_key)
    .join(Grade, Grade.attempt_id == Attempt.id)
    .where(Attempt.sitting_uuid == bindparam("sitting"), Grade.passed.is_(True))
)


@dataclass(frozen=True, slots=True)
class AttemptState:
    """Where a learner stands with one quiz."""

    allowed: int
    used: int  # attempts begun
    open: Attempt | None
    passed: bool
    best: Decimal | None  # best score so far, 0-1

    @property
    def left(self) -> int:
        """Return how many further attempts may be begun."""
        return max(self.allowed - self.used, 0)

    @property
    def answers_may_show(self) -> bool:
        """Tell whether right answers give nothing away any more: passed, or no try to come."""
        return self.passed or (self.left == 0 and self.open is None)


@dataclass(frozen=True, slots=True)
class Saved:
    """The newest answer to a question."""

    value: Any
    sequence: int
    saved_at: datetime


def attempts_of(session: Session, *, sitting: UUID, quiz_key: str) -> Sequence[Attempt]:
    """Return the attempts at a quiz in one sitting, the first one first."""
    own = select(Attempt).where(Attempt.sitting_uuid == sitting, Attempt.quiz_key == quiz_key)
    return session.scalars(own.order_by(Attempt.number)).all()


def attempt_state(session: Session, *, sitting: UUID, quiz: Quiz) -> AttemptState:
    """Return how many attempts are allowed, used and open, and whether the quiz is passed."""
    attempts = attempts_of(session, sitting=sitting, quiz_key=quiz.key)
    extra = select(func.count()).where(
        ExtraAttempt.sitting_uuid == sitting, ExtraAttempt.quiz_key == quiz.key
    )
    grades = session.scalars(
        select(Grade).where(Grade.attempt_id.in_([attempt.id for attempt in attempts]))
    ).all()
    return AttemptState(
        allowed=quiz.attempts + (session.scalar(extra) or 0),
        used=len(attempts),
        open=next((attempt for attempt in attempts if attempt.submitted_at is None), None),
        passed=any(grade.passed for grade in grades),
        best=max((grade.score for grade in grades), default=None),
    )


def passed_quizzes(session: Session, *, sitting: UUID) -> set[str]:
    """Return the keys of the quizzes passed in this sitting."""
    return set(session.scalars(_PASSED, {"sitting": sitting}))


def start_attempt(session: Session, *, sitting: UUID, quiz: Quiz, now: datetime) -> Attempt:
    """Return the open attempt, or begin the next; raises `NoAttemptsLeft` or `AlreadyPassed`.

    The open one may be over (`is_over`): then it can only be handed in. The caller holds a lock
    on the sitting (its enrolment's row), so that two starts at once make one attempt.
    """
    state = attempt_state(session, sitting=sitting, quiz=quiz)
    if state.open is not None:
        return state.open
    if state.passed:
        raise AlreadyPassed
    if state.left == 0:
        raise NoAttemptsLeft(allowed=state.allowed)
    seed = secrets.randbits(31)
    limit = quiz.time_limit_minutes
    attempt = Attempt(
        sitting_uuid=sitting,
        quiz_key=quiz.key,
        number=state.used + 1,
        seed=seed,
        drawn=draw_questions(quiz, seed),
        started_at=now,
        deadline_at=now + timedelta(minutes=limit) if limit else None,
    )
    session.add(attempt)
    session.flush()  # gives the attempt the id that answers refer to
    return attempt


def find_attempt(session: Session, *, sitting: UUID, quiz_key: str, number: int) -> Attempt | None:
    """Return the attempt of this number, or None."""
    return session.scalars(
        select(Attempt).where(
            Attempt.sitting_uuid == sitting,
            Attempt.quiz_key == quiz_key,
            Attempt.number == number,
        )
    ).one_or_none()


def open_attempt(session: Session, *, sitting: UUID, quiz_key: str) -> Attempt | None:
    """Return the attempt that has not been handed in, or None."""
    return session.scalars(
        select(Attempt).where(
            Attempt.sitting_uuid == sitting,
            Attempt.quiz_key == quiz_key,
            Attempt.submitted_at.is_(None),
        )
    ).one_or_none()


def drawn_questions(attempt: Attempt, quiz: Quiz) -> list[tuple[Question, Mapping[str, Any]]]:
    """Return the attempt's questions in their order, each with the order of its parts."""
    bank = {question.key: question for question in quiz.questions}
    return [(bank[entry["key"]], entry["order"]) for entry in attempt.drawn]


def answers_of(session: Session, attempt: Attempt) -> dict[str, Saved]:
    """Return the newest answer to each question."""
    rows = session.execute(
        select(Answer.question_key, Answer.value, Answer.sequence, Answer.saved_at)
        .where(Answer.attempt_id == attempt.id)
        .order_by(Answer.sequence)
    )
    return {key: Saved(value["value"], number, at) for key, value, number, at in rows}


def save_answer(
    session: Session,
    *,
    attempt: Attempt,
    quiz: Quiz,
    question_key: str,
    value: object,
    seen: int,
    now: datetime,
) -> Saved:
    """Append an answer. `seen` is the sequence of the newest one the page knew (0: none).

    The same answer again changes nothing. Raises `AnsweredElsewhere` if a newer answer to this
    question came from another window, `AttemptClosed`, `AnswerMalformed` or `NoSuchQuestion`.
    """
    session.refresh(attempt, with_for_update=True)
    if attempt.submitted_at is not None or is_over(attempt, now):
        raise AttemptClosed
    drawn = {question.key: question for question, _ in drawn_questions(attempt, quiz)}
    if question_key not in drawn:
        raise NoSuchQuestion
    if not is_well_formed(drawn[question_key], value):
        raise AnswerMalformed
    saved = answers_of(session, attempt)
    newest = saved.get(question_key)
    if newest is not None and newest.value == value:
        return newest
    if newest is not None and newest.sequence > seen:
        raise AnsweredElsewhere
    sequence = max((answer.sequence for answer in saved.values()), default=0) + 1
    session.add(
        Answer(
            attempt_id=attempt.id,
            sequence=sequence,
            question_key=question_key,
            value={"value": value},
            saved_at=now,
        )
    )
    return Saved(value, sequence, now)


def submit_attempt(session: Session, *, attempt: Attempt, quiz: Quiz, now: datetime) -> Grade:
    """Mark the saved answers and close the attempt.

    Two submissions at once: the second gets the first one's grade, not an error.
    """
    closed = session.execute(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.submitted_at.is_(None))
        .values(submitted_at=now)
        .returning(Attempt.id)
    ).first()
    if closed is None:
        return grade_of(session, attempt)
    values = {key: saved.value for key, saved in answers_of(session, attempt).items()}
    marks = mark_all(quiz, attempt.drawn, values)
    grade = Grade(
        attempt_id=attempt.id,
        number=1,
        score=cut(marks.score),
        passed=marks.passed,
        marks={key: str(part) for key, part in marks.by_question.items()},
        graded_at=now,
    )
    session.add(grade)
    session.flush()  # whoever asks next in this transaction must find the grade
    session.refresh(attempt)
    return grade


def grade_of(session: Session, attempt: Attempt) -> Grade:
    """Return the grade in force of a closed attempt: the newest."""
    newest = select(Grade).where(Grade.attempt_id == attempt.id).order_by(Grade.number.desc())
    return session.scalars(newest.limit(1)).one()


def allow_one_more(
    session: Session,
    *,
    sitting: UUID,
    quiz: Quiz,
    reason: str,
    actor: UUID,
    now: datetime,
) -> None:
    """Open one more attempt, with a reason; raises `AlreadyPassed` or `AttemptsLeft`.

    The caller holds a lock on the sitting, so that a form sent twice opens one attempt.
    """
    state = attempt_state(session, sitting=sitting, quiz=quiz)
    if state.passed:
        raise AlreadyPassed
    if state.left or state.open is not None:
        raise AttemptsLeft
    session.add(
        ExtraAttempt(
            sitting_uuid=sitting,
            quiz_key=quiz.key,
            reason=nfc(reason),
            allowed_by=actor,
            allowed_at=now,
        )
    )
    audit.record(
        session,
        at=now,
        actor=actor,
        action="attempt.allowed",
        subject=("enrolment", sitting),
        detail={"quiz": quiz.key, "reason": nfc(reason)},
    )


def is_over(attempt: Attempt, now: datetime) -> bool:
    """Tell whether the attempt's time has run out; its saved answers count all the same."""
    return attempt.deadline_at is not None and now >= attempt.deadline_at


def cut(score: Fraction) -> Decimal:
    """Return the score cut off after four places, as it is stored."""
    exact = Decimal(score.numerator) / Decimal(score.denominator)
    return exact.quantize(_FOUR_PLACES, rounding=ROUND_DOWN)
