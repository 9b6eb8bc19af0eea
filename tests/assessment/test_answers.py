"""Answers: appended, acknowledged, the newest counts, none is overwritten."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.assessment.errors import NoSuchQuestion
from lms.assessment.models import Answer
from lms.assessment.service import (
    AnsweredElsewhere,
    AnswerMalformed,
    Attempt,
    AttemptClosed,
    Saved,
    answers_of,
    save_answer,
    start_attempt,
    submit_attempt,
)
from lms.catalog.service import Quiz
from tests.assessment.conftest import NOW

Save = Callable[..., Saved]


@pytest.fixture
def attempt(session: Session, quiz: Quiz, sitting: UUID) -> Attempt:
    timed = replace(quiz, time_limit_minutes=20)
    return start_attempt(session, sitting=sitting, quiz=timed, now=NOW)


@pytest.fixture
def save(session: Session, quiz: Quiz, attempt: Attempt) -> Save:
    def saving(key: str, value: object, *, seen: int = 0, minutes: int = 1) -> Saved:
        return save_answer(
            session,
            attempt=attempt,
            quiz=quiz,
            question_key=key,
            value=value,
            seen=seen,
            now=NOW + timedelta(minutes=minutes),
        )

    return saving


def rows(session: Session) -> list[tuple[int, str, Any]]:
    found = session.scalars(select(Answer).order_by(Answer.sequence))
    return [(answer.sequence, answer.question_key, answer.value["value"]) for answer in found]


def test_an_answer_is_acknowledged_with_its_place_and_moment(save: Save) -> None:
    assert save("q1", "b", minutes=3) == Saved("b", 1, NOW + timedelta(minutes=3))


def test_a_changed_mind_is_a_further_row(session: Session, save: Save, attempt: Attempt) -> None:
    save("q1", "b")
    save("q3", "true")
    save("q1", "a", seen=1)

    assert rows(session) == [(1, "q1", "b"), (2, "q3", "true"), (3, "q1", "a")]
    newest = {
        key: (saved.value, saved.sequence) for key, saved in answers_of(session, attempt).items()
    }
    assert newest == {"q1": ("a", 3), "q3": ("true", 2)}


def test_the_same_answer_twice_changes_nothing(session: Session, save: Save) -> None:
    first = save("q2", ["a", "b"])

    assert save("q2", ["a", "b"], minutes=4) == first
    assert rows(session) == [(1, "q2", ["a", "b"])]


def test_an_older_answer_never_overwrites_a_newer_one(session: Session, save: Save) -> None:
    save("q1", "b")
    save("q1", "c", seen=1)

    for seen in (0, 1):
        with pytest.raises(AnsweredElsewhere):
            save("q1", "a", seen=seen)
    assert rows(session)[-1] == (2, "q1", "c")


def test_answers_to_other_questions_are_nobody_elses_business(save: Save) -> None:
    save("q1", "b")
    save("q3", "true")

    assert save("q1", "c", seen=1).sequence == 3


def test_after_the_deadline_nothing_is_recorded(session: Session, save: Save) -> None:
    save("q1", "b", minutes=19)

    with pytest.raises(AttemptClosed):
        save("q1", "a", seen=1, minutes=20)
    assert rows(session) == [(1, "q1", "b")]


def test_after_handing_in_nothing_is_recorded(
    session: Session, save: Save, attempt: Attempt, quiz: Quiz
) -> None:
    submit_attempt(session, attempt=attempt, quiz=quiz, now=NOW)

    with pytest.raises(AttemptClosed):
        save("q1", "b")
    assert rows(session) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("q1", "x"),
        ("q1", ["a"]),
        ("q1", None),
        ("q2", []),
        ("q2", ["a", "x"]),
        ("q2", ["a", "a"]),
        ("q2", "a"),
        ("q3", "maybe"),
        ("q3", True),
        ("q4", {"a": "y"}),
        ("q4", {"z": "a"}),
        ("q4", {"a": ["a"]}),
        ("q5", ["a", "a", "b"]),
        ("q5", ["a", "b", "c", "d"]),
        ("q6", {"g1": "số liệu"}),
        ("q6", {"g2": "x" * 201}),
        ("q6", {"g3": "a"}),
    ],
)
def test_what_does_not_fit_the_question_is_refused(
    session: Session, save: Save, key: str, value: object
) -> None:
    with pytest.raises(AnswerMalformed):
        save(key, value)
    assert rows(session) == []


def test_a_question_that_was_not_drawn_cannot_be_answered(save: Save) -> None:
    with pytest.raises(NoSuchQuestion):
        save("q7", "a")
