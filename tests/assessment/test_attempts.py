"""Attempts: how many, until when, what they were worth."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.assessment.models import Answer, Attempt, ExtraAttempt, Grade
from lms.assessment.service import (
    AlreadyPassed,
    AttemptsLeft,
    NoAttemptsLeft,
    Sat,
    allow_one_more,
    attempt_state,
    attempts_of,
    drawn_questions,
    find_attempt,
    grade_of,
    insert_attempts,
    is_over,
    open_attempt,
    passed_quizzes,
    right_value,
    save_answer,
    start_attempt,
    submit_attempt,
)
from lms.assessment.service.attempts import cut
from lms.catalog.service import Quiz
from lms.core.audit import AuditEvent
from tests.assessment.conftest import NOW

LATER = NOW + timedelta(minutes=5)


def answer_right(session: Session, attempt: Attempt, quiz: Quiz, count: int | None = None) -> None:
    for question, _ in drawn_questions(attempt, quiz)[:count]:
        save_answer(
            session,
            attempt=attempt,
            quiz=quiz,
            question_key=question.key,
            value=right_value(question),
            seen=0,
            now=NOW,
        )


def fail(session: Session, sitting: UUID, quiz: Quiz) -> Attempt:
    attempt = start_attempt(session, sitting=sitting, quiz=quiz, now=NOW)
    submit_attempt(session, attempt=attempt, quiz=quiz, now=LATER)
    return attempt


def test_an_attempt_keeps_its_seed_and_what_it_drew(
    session: Session, quiz: Quiz, sitting: UUID
) -> None:
    attempt = start_attempt(session, sitting=sitting, quiz=quiz, now=NOW)

    assert (attempt.number, attempt.started_at, attempt.deadline_at) == (1, NOW, None)
    assert {entry["key"] for entry in attempt.drawn} == {q.key for q in quiz.questions}
    assert [q.key for q, _ in drawn_questions(attempt, quiz)] == [e["key"] for e in attempt.drawn]


def test_starting_again_goes_on_with_the_open_attempt(
    session: Session, quiz: Quiz, sitting: UUID
) -> None:
    first = start_attempt(session, sitting=sitting, quiz=quiz, now=NOW)

    assert start_attempt(session, sitting=sitting, quiz=quiz, now=LATER) is first
    assert open_attempt(session, sitting=sitting, quiz_key=quiz.key) is first
    assert attempt_state(session, sitting=sitting, quiz=quiz).used == 1


def test_after_the_last_attempt_there_is_none(session: Session, quiz: Quiz, sitting: UUID) -> None:
    for _ in range(quiz.attempts):
        fail(session, sitting, quiz)

    with pytest.raises(NoAttemptsLeft) as refused:
        start_attempt(session, sitting=sitting, quiz=quiz, now=LATER)

    assert "3" in refused.value.sentence()
    numbers = [a.number for a in attempts_of(session, sitting=sitting, quiz_key=quiz.key)]
    assert numbers == [1, 2, 3]


def test_attempts_of_one_person_and_quiz_do_not_count_for_another(
    session: Session, quiz: Quiz, sitting: UUID
) -> None:
    one_try = replace(quiz, attempts=1)
    fail(session, sitting, one_try)

    start_attempt(session, sitting=uuid4(), quiz=one_try, now=NOW)
    start_attempt(session, sitting=sitting, quiz=replace(one_try, key="t2"), now=NOW)

    assert find_attempt(session, sitting=sitting, quiz_key="t2", number=2) is None


def test_one_more_attempt_is_opened_with_a_reason_that_is_written_down(
    session: Session, quiz: Quiz, sitting: UUID
) -> None:
    one_try = replace(quiz, attempts=1)
    fail(session, sitting, one_try)
    actor = uuid4()

    allow_one_more(
        session, sitting=sitting, quiz=one_try, reason=" Mất  điện ", actor=actor, now=LATER
    )

    state = attempt_state(session, sitting=sitting, quiz=one_try)
    assert (state.allowed, state.used, state.left) == (2, 1, 1)
    assert start_attempt(session, sitting=sitting, quiz=one_try, now=LATER).number == 2
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "attempt.allowed"))
    assert event.detail == {"quiz": "t1", "reason": "Mất điện"}


def test_one_more_is_opened_only_when_none_is_left(
    session: Session, quiz: Quiz, sitting: UUID
) -> None:
    one_try = replace(quiz, attempts=1)

    def ask() -> None:
        allow_one_more(session, sitting=sitting, quiz=one_try, reason="x", actor=uuid4(), now=NOW)

    with pytest.raises(AttemptsLeft):
        ask()
    start_attempt(session, sitting=sitting, quiz=one_try, now=NOW)
    with pytest.raises(AttemptsLeft):
        ask()
    fail(session, sitting, one_try)
    ask()
    with pytest.raises(AttemptsLeft):
        ask()
    assert session.scalar(select(func.count()).select_from(ExtraAttempt)) == 1


def test_who_passed_needs_no_further_attempt(session: Session, quiz: Quiz, sitting: UUID) -> None:
    attempt = start_attempt(session, sitting=sitting, quiz=quiz, now=NOW)
    answer_right(session, attempt, quiz)
    submit_attempt(session, attempt=attempt, quiz=quiz, now=LATER)

    with pytest.raises(AlreadyPassed):
        start_attempt(session, sitting=sitting, quiz=quiz, now=LATER)
    with pytest.raises(AlreadyPassed):
        allow_one_more(session, sitting=sitting, quiz=quiz, reason="x", actor=uuid4(), now=LATER)
    assert passed_quizzes(session, sitting=sitting) == {"t1"}
    assert passed_quizzes(session, sitting=uuid4()) == set()


def test_the_time_limit_runs_by_the_servers_clock(
    session: Session, quiz: Quiz, sitting: UUID
) -> None:
    timed = replace(quiz, time_limit_minutes=20)
    attempt = start_attempt(session, sitting=sitting, quiz=timed, now=NOW)
    end = NOW + timedelta(minutes=20)

    assert attempt.deadline_at == end
    assert not is_over(attempt, end - timedelta(seconds=1))
    assert is_over(attempt, end)


def test_an_attempt_whose_time_is_over_can_only_be_handed_in(
    session: Session, quiz: Quiz, sitting: UUID
) -> None:
    timed = replace(quiz, time_limit_minutes=20)
    attempt = start_attempt(session, sitting=sitting, quiz=timed, now=NOW)
    answer_right(session, attempt, timed)
    tomorrow = NOW + timedelta(days=1)

    assert start_attempt(session, sitting=sitting, quiz=timed, now=tomorrow) is attempt
    assert submit_attempt(session, attempt=attempt, quiz=timed, now=tomorrow).passed


def test_handing_in_marks_what_was_saved(session: Session, quiz: Quiz, sitting: UUID) -> None:
    attempt = start_attempt(session, sitting=sitting, quiz=quiz, now=NOW)
    answer_right(session, attempt, quiz, 4)

    grade = submit_attempt(session, attempt=attempt, quiz=quiz, now=LATER)

    assert (grade.number, grade.score, grade.passed) == (1, Decimal("0.6666"), False)
    assert sorted(grade.marks.values()) == ["0", "0", "1", "1", "1", "1"]
    assert attempt.submitted_at == LATER
    state = attempt_state(session, sitting=sitting, quiz=quiz)
    assert (state.passed, state.best, state.open) == (False, Decimal("0.6666"), None)


def test_handing_in_twice_gives_the_first_grade(
    session: Session, quiz: Quiz, sitting: UUID
) -> None:
    attempt = start_attempt(session, sitting=sitting, quiz=quiz, now=NOW)
    first = submit_attempt(session, attempt=attempt, quiz=quiz, now=LATER)

    again = submit_attempt(session, attempt=attempt, quiz=quiz, now=LATER + timedelta(hours=1))

    assert again is first
    assert attempt.submitted_at == LATER
    assert session.scalar(select(func.count()).select_from(Grade)) == 1


def test_a_regrade_is_a_further_row_and_the_newest_counts(
    session: Session, quiz: Quiz, sitting: UUID
) -> None:
    attempt = fail(session, sitting, quiz)
    session.add(
        Grade(
            attempt_id=attempt.id,
            number=2,
            score=Decimal(1),
            passed=True,
            marks={},
            graded_at=LATER,
        )
    )
    session.flush()  # the test reads it back

    assert grade_of(session, attempt).number == 2


def test_right_answers_stay_back_until_no_attempt_can_come(
    session: Session, quiz: Quiz, sitting: UUID
) -> None:
    two_tries = replace(quiz, attempts=2)

    def may_show() -> bool:
        return attempt_state(session, sitting=sitting, quiz=two_tries).answers_may_show

    assert not may_show()
    fail(session, sitting, two_tries)
    assert not may_show()
    last = start_attempt(session, sitting=sitting, quiz=two_tries, now=NOW)
    assert not may_show(), "the last attempt is open"
    submit_attempt(session, attempt=last, quiz=two_tries, now=LATER)
    assert may_show()
    allow_one_more(session, sitting=sitting, quiz=two_tries, reason="x", actor=uuid4(), now=LATER)
    assert not may_show()


def test_scores_are_cut_not_rounded_up() -> None:
    assert cut(Fraction(2, 3)) == Decimal("0.6666")
    assert cut(Fraction(69999, 100000)) == Decimal("0.6999")


def test_many_attempts_written_at_once_are_like_those_taken_one_by_one(
    session: Session, quiz: Quiz, sitting: UUID
) -> None:
    one = Sat(sitting=sitting, quiz=quiz, number=1, seed=7, missed=1, started_at=NOW)
    insert_attempts(session, [one, replace(one, number=2, seed=8, missed=6)])
    insert_attempts(session, [])

    first, second = attempts_of(session, sitting=sitting, quiz_key=quiz.key)
    by_hand = start_attempt(session, sitting=uuid4(), quiz=quiz, now=NOW)
    by_hand.seed, by_hand.drawn = first.seed, first.drawn
    for question, _ in drawn_questions(first, quiz)[1:]:
        save_answer(
            session,
            attempt=by_hand,
            quiz=quiz,
            question_key=question.key,
            value=right_value(question),
            seen=0,
            now=NOW,
        )
    expected = submit_attempt(session, attempt=by_hand, quiz=quiz, now=LATER)

    made = grade_of(session, first)
    assert (made.score, made.passed, made.marks) == (
        expected.score,
        expected.passed,
        expected.marks,
    )
    assert grade_of(session, second).score == 0
    counts = select(Answer.attempt_id, func.count()).group_by(Answer.attempt_id)
    assert dict(session.execute(counts).all()) == {first.id: 5, by_hand.id: 5}
