"""From what was done to what comes next; what a form sends; how answers are put into words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from werkzeug.datastructures import MultiDict

from lms.assessment.service import Saved, feedback, right_value, say
from lms.catalog.service import Programme, Question, QuestionType
from lms.learning.forms import answer_value, entered_value
from lms.learning.pages import (
    chosen_places,
    duration,
    numbered_gaps,
    resume_at,
    ten_points,
)
from lms.learning.rules import Course, StepState, days_left
from tests.learning.learner import with_lesson, with_second_module
from tests.support.factories import NOON
from tests.support.questions import form_fields, questions, wrong_value

LESSON, QUIZ, LAST = "t1/01-bai", "t1", "t2/01-bai"


def course(
    programme: Programme,
    *lessons: str,
    passed: bool = False,
    last_step: str | None = None,
) -> Course:
    quizzes = frozenset({QUIZ}) if passed else frozenset()
    return Course(with_second_module(programme), frozenset(lessons), quizzes, last_step)


def next_key(found: Course) -> str | None:
    step = found.next_step()
    return step.key if step else None


def test_the_next_step_is_the_first_unfinished_one(programme: Programme) -> None:
    assert next_key(course(programme)) == LESSON
    assert next_key(course(programme, LESSON)) == QUIZ
    assert next_key(course(programme, LESSON, passed=True)) == LAST
    assert next_key(course(programme, LESSON, LAST, passed=True)) is None


def test_one_goes_on_at_the_place_last_visited_if_it_is_open(programme: Programme) -> None:
    assert next_key(course(programme, last_step=LAST)) == LAST
    assert next_key(course(programme, LAST, last_step=LAST)) == LESSON, "it is finished"
    assert next_key(course(programme, last_step=QUIZ)) == LESSON, "it is locked"
    assert next_key(course(programme, last_step="t9/khong-con")) == LESSON


def test_a_quiz_is_locked_until_the_required_lessons_are_done(programme: Programme) -> None:
    def state(found: Course) -> StepState:
        step = found.programme.step(QUIZ)
        assert step is not None
        return found.state(step)

    assert state(course(programme)) is StepState.LOCKED
    assert state(course(programme, LESSON)) is StepState.OPEN
    assert state(course(programme, LESSON, passed=True)) is StepState.DONE
    assert state(course(with_lesson(programme, required=False))) is StepState.OPEN


def test_the_rule_holds_when_required_lessons_and_quizzes_are_done(programme: Programme) -> None:
    assert not course(programme, LESSON, LAST).satisfied
    assert not course(programme, LESSON, passed=True).satisfied
    assert course(programme, LESSON, LAST, passed=True).satisfied
    optional = course(with_lesson(programme, required=False), LAST, passed=True)
    assert optional.satisfied
    assert optional.steps_done == 2
    assert optional.minutes_left == 12


def test_days_left_count_down_to_the_last_day() -> None:
    today = date(2026, 3, 2)
    assert days_left(None, today) is None
    assert days_left(date(2026, 3, 4), today) == 2
    assert days_left(today, today) == 0
    assert days_left(date(2026, 3, 1), today) == -1


@given(questions())
def test_what_a_form_sends_is_the_answer_that_was_meant(question: Question) -> None:
    answers: list[Any] = [right_value(question), wrong_value(question)]
    for value in answers:
        sent: MultiDict[str, str] = MultiDict(form_fields(question, value))
        found = answer_value(question, sent)
        if question.type is QuestionType.MULTIPLE:
            assert isinstance(found, list)
            assert set(found) == {str(key) for key in value}
        else:
            assert found == value
        again = entered_value(question, sent)
        if question.type is QuestionType.ORDER:
            assert again == chosen_places(value)
        else:
            assert again == found
    assert answer_value(question, MultiDict()) is None


@given(questions())
def test_without_leave_nothing_is_said_about_what_is_right(question: Question) -> None:
    right = {id(option.feedback) for option in question.options if option.correct}
    right |= {id(o.feedback) for gap in question.gaps for o in gap.options if o.correct}
    for value in (None, right_value(question), wrong_value(question)):
        said = feedback(question, value, whole=False)
        told = feedback(question, value, whole=True)
        assert len(said) <= len(told)
        if question.type in (QuestionType.MATCH, QuestionType.ORDER):
            assert said == []
    if question.options:
        assert feedback(question, right_value(question), whole=False) == []


@given(questions())
def test_every_answer_can_be_put_into_words(question: Question) -> None:
    assert say(question, None) == ""
    assert say(question, right_value(question)) != say(question, wrong_value(question))


@pytest.mark.parametrize(
    ("score", "shown"),
    [("0.7500", "7,5"), ("1.0000", "10"), ("0", "0"), ("0.6999", "6,9"), ("0.6666", "6,6")],
)
def test_scores_are_cut_to_a_tenth(score: str, shown: str) -> None:
    assert ten_points(Decimal(score)) == shown


@pytest.mark.parametrize(
    ("minutes", "shown"), [(5, "5 phút"), (60, "1 giờ"), (130, "2 giờ 10 phút"), (0, "0 phút")]
)
def test_times_are_said_in_hours_and_minutes(minutes: int, shown: str) -> None:
    assert duration(minutes) == shown


def test_gaps_are_numbered_in_the_prompt() -> None:
    assert numbered_gaps("Có [[g2]] và [[g1]].") == "Có …(1)… và …(2)…."


def test_one_goes_on_after_the_question_answered_last(programme: Programme) -> None:
    quiz = programme.modules[0].quiz
    assert quiz is not None
    drawn = [(replace(quiz.questions[0], key=key), dict[str, object]()) for key in "abcd"]

    def saved(*keys: str) -> dict[str, Saved]:
        return {key: Saved("x", number, NOON) for number, key in enumerate(keys, start=1)}

    assert resume_at(drawn, saved()) == 1
    assert resume_at(drawn, saved("a")) == 2
    assert resume_at(drawn, saved("c")) == 4
    assert resume_at(drawn, saved("c", "a")) == 2
    assert resume_at(drawn, saved("b", "c", "d")) == 1
    assert resume_at(drawn, saved("a", "b", "c", "d")) is None
