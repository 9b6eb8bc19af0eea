"""Many finished attempts in a few statements, drawn and marked by the same pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.assessment.grading import draw, mark_all, right_value
from lms.assessment.models import Answer, Attempt, Grade
from lms.assessment.service.attempts import cut
from lms.catalog.service import Quiz
from lms.core.columns import uuid7

PACE = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Sat:
    """An attempt as it went: the first `missed` questions were left out, the others right."""

    sitting: UUID
    quiz: Quiz
    number: int
    seed: int
    missed: int
    started_at: datetime


def insert_attempts(session: Session, sat: Sequence[Sat]) -> None:
    """Write attempts with their answers and grades."""
    drawn = [draw(one.quiz, one.seed) for one in sat]
    rows: list[dict[str, Any]] = [
        {
            "uuid": uuid7(),
            "sitting_uuid": one.sitting,
            "quiz_key": one.quiz.key,
            "number": one.number,
            "seed": one.seed,
            "drawn": questions,
            "started_at": one.started_at,
            "submitted_at": one.started_at + PACE * (len(questions) + 1),
        }
        for one, questions in zip(sat, drawn, strict=True)
    ]
    if not rows:
        return
    session.execute(insert(Attempt), rows)
    ids = _ids(session, [row["uuid"] for row in rows])
    answers: list[dict[str, Any]] = []
    grades: list[dict[str, Any]] = []
    for one, row in zip(sat, rows, strict=True):
        own = _answers(one, row["drawn"], ids[row["uuid"]])
        answers += own
        grades.append(_grade(one, row, own, ids[row["uuid"]]))
    if answers:
        session.execute(insert(Answer), answers)
    session.execute(insert(Grade), grades)


def _ids(session: Session, uuids: Sequence[UUID]) -> dict[UUID, int]:
    ids: dict[UUID, int] = {}
    for start in range(0, len(uuids), 500):
        found = select(Attempt.uuid, Attempt.id).where(Attempt.uuid.in_(uuids[start : start + 500]))
        ids.update(session.execute(found).all())
    return ids


def _answers(one: Sat, drawn: Sequence[dict[str, Any]], attempt_id: int) -> list[dict[str, Any]]:
    bank = {question.key: question for question in one.quiz.questions}
    return [
        {
            "attempt_id": attempt_id,
            "sequence": sequence,
            "question_key": entry["key"],
            "value": {"value": right_value(bank[entry["key"]])},
            "saved_at": one.started_at + PACE * sequence,
        }
        for sequence, entry in enumerate(drawn[one.missed :], start=1)
    ]


def _grade(
    one: Sat, row: dict[str, Any], answers: Sequence[dict[str, Any]], attempt_id: int
) -> dict[str, Any]:
    values = {answer["question_key"]: answer["value"]["value"] for answer in answers}
    marks = mark_all(one.quiz, row["drawn"], values)
    return {
        "attempt_id": attempt_id,
        "number": 1,
        "score": cut(marks.score),
        "passed": marks.passed,
        "marks": {key: str(part) for key, part in marks.by_question.items()},
        "graded_at": row["submitted_at"],
    }
