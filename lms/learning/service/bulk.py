"""Many learning histories in a few statements: the same evidence rows, written at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.assessment.service import Sat, insert_attempts
from lms.core import jobs
from lms.core.clock import local_day
from lms.core.columns import uuid7
from lms.learning.models import Completion, CompletionKind, Enrolment, LessonProgress, Source


@dataclass(frozen=True, slots=True)
class History:
    """How far one person came in one programme."""

    person_id: int
    programme_key: str
    version_id: int
    reason: str
    enrolled_at: datetime
    due_on: date | None
    uuid: UUID = field(default_factory=uuid7)  # of the enrolment
    lessons: Sequence[tuple[str, datetime]] = ()  # lesson key, when finished
    attempts: Sequence[Sat] = ()
    completed_at: datetime | None = None

    @property
    def started_at(self) -> datetime | None:
        """Return when the first lesson was opened, None before."""
        return self.lessons[0][1] - timedelta(minutes=10) if self.lessons else None


def insert_histories(session: Session, histories: Sequence[History], *, now: datetime) -> None:
    """Write enrolments, progress, attempts and completions; certificates are enqueued."""
    if not histories:
        return
    session.execute(insert(Enrolment), [_enrolment(history) for history in histories])
    ids: dict[UUID, int] = {}
    for start in range(0, len(histories), 500):
        uuids = [history.uuid for history in histories[start : start + 500]]
        found = select(Enrolment.uuid, Enrolment.id).where(Enrolment.uuid.in_(uuids))
        ids.update(session.execute(found).all())
    progress = [row for history in histories for row in _progress(history, ids[history.uuid])]
    if progress:
        session.execute(insert(LessonProgress), progress)
    insert_attempts(session, [sat for history in histories for sat in history.attempts])
    _complete(session, [history for history in histories if history.completed_at], ids, now)


def _enrolment(history: History) -> dict[str, Any]:
    return {
        "uuid": history.uuid,
        "person_id": history.person_id,
        "programme_key": history.programme_key,
        "version_id": history.version_id if history.lessons else None,
        "source": Source.HR,
        "reason": history.reason,
        "due_on": history.due_on,
        "enrolled_at": history.enrolled_at,
        "last_step": history.lessons[-1][0] if history.lessons else None,
        "completed_at": history.completed_at,
    }


def _progress(history: History, enrolment_id: int) -> list[dict[str, Any]]:
    return [
        {
            "enrolment_id": enrolment_id,
            "lesson_key": key,
            "opened_at": done_at - timedelta(minutes=10),
            "done_at": done_at,
        }
        for key, done_at in history.lessons
    ]


def _complete(
    session: Session, histories: Sequence[History], ids: dict[UUID, int], now: datetime
) -> None:
    rows = [
        {
            "uuid": uuid7(),
            "person_id": history.person_id,
            "enrolment_id": ids[history.uuid],
            "programme_key": history.programme_key,
            "version_id": history.version_id,
            "kind": CompletionKind.COMPLETED,
            "started_on": local_day(history.started_at or history.enrolled_at),
            "completed_on": local_day(history.completed_at or now),
            "evidence": {
                "lessons": sorted(key for key, _ in history.lessons),
                "quizzes": sorted({sat.quiz.key for sat in history.attempts}),
            },
            "recorded_at": history.completed_at,
        }
        for history in histories
    ]
    if not rows:
        return
    session.execute(insert(Completion), rows)
    jobs.enqueue_many(
        session,
        name="credentials.issue",
        payloads={
            f"credentials.issue:{row['uuid']}": {"completion": str(row["uuid"])} for row in rows
        },
        now=now,
    )
