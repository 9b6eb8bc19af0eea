"""Completions: from evidence, once, taken back and never erased."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.assessment.service import (
    drawn_questions,
    right_value,
    save_answer,
    start_attempt,
    submit_attempt,
)
from lms.catalog.service import Programme, publish_programme
from lms.core.audit import AuditEvent
from lms.core.jobs import Job
from lms.core.secrets import Keyring
from lms.learning.models import Completion, Enrolment, Revocation
from lms.learning.service import (
    CompletionKind,
    History,
    Source,
    complete_if_satisfied,
    completion_by_uuid,
    completion_of,
    completions_at,
    completions_of,
    course_of,
    enrol,
    finish_lesson,
    insert_histories,
    open_lesson,
    revoke_completion,
)
from tests.support.factories import People, found_country

EVENING = datetime(2026, 3, 1, 16, 50, tzinfo=UTC)  # 23:50 in Việt Nam
NIGHT = datetime(2026, 3, 1, 17, 10, tzinfo=UTC)  # 00:10 of 02/03 in Việt Nam
LATER = NIGHT + timedelta(days=30)


@pytest.fixture
def land(session: Session, keys: Keyring) -> People:
    return found_country(session, keys)


@pytest.fixture
def enrolment(session: Session, land: People, programme: Programme) -> Enrolment:
    publish_programme(session, programme=programme, now=EVENING)
    return enrol(
        session,
        person_id=land.an.id,
        programme_key="thu",
        source=Source.HR,
        reason="Kế hoạch",
        due_on=None,
        actor=None,
        now=EVENING,
    )


def pass_quiz(session: Session, enrolment: Enrolment, programme: Programme, now: datetime) -> None:
    quiz = programme.modules[0].quiz
    assert quiz is not None
    attempt = start_attempt(session, sitting=enrolment.uuid, quiz=quiz, now=now)
    for question, _ in drawn_questions(attempt, quiz):
        save_answer(
            session,
            attempt=attempt,
            quiz=quiz,
            question_key=question.key,
            value=right_value(question),
            seen=0,
            now=now,
        )
    submit_attempt(session, attempt=attempt, quiz=quiz, now=now)


def complete(session: Session, enrolment: Enrolment, now: datetime) -> Completion | None:
    course = course_of(session, enrolment)
    return complete_if_satisfied(session, enrolment=enrolment, course=course, now=now)


def done(session: Session, enrolment: Enrolment, programme: Programme) -> Completion:
    open_lesson(session, enrolment=enrolment, lesson_key="t1/01-bai", now=EVENING)
    finish_lesson(session, enrolment=enrolment, lesson_key="t1/01-bai", now=EVENING)
    pass_quiz(session, enrolment, programme, NIGHT)
    completion = complete(session, enrolment, NIGHT)
    assert completion is not None
    return completion


def counted(session: Session, as_of: date, known_at: datetime = LATER) -> list[Any]:
    rows = session.execute(completions_at(as_of=as_of, known_at=known_at)).all()
    return [(row.person_id, row.programme_key, row.kind) for row in rows]


def test_nothing_is_completed_while_something_is_missing(
    session: Session, enrolment: Enrolment, programme: Programme
) -> None:
    assert complete(session, enrolment, NIGHT) is None
    pass_quiz(session, enrolment, programme, NIGHT)
    assert complete(session, enrolment, NIGHT) is None, "the lesson"
    assert completion_of(session, enrolment) is None
    assert enrolment.completed_at is None


def test_a_completion_carries_its_evidence_and_days_in_viet_nam(
    session: Session, enrolment: Enrolment, programme: Programme, land: People
) -> None:
    completion = done(session, enrolment, programme)

    assert completion.kind == CompletionKind.COMPLETED
    assert (completion.started_on, completion.completed_on) == (date(2026, 3, 1), date(2026, 3, 2))
    assert completion.evidence == {"lessons": ["t1/01-bai"], "quizzes": ["t1"]}
    assert (completion.person_id, completion.version_id) == (land.an.id, enrolment.version_id)
    assert enrolment.completed_at == completion.recorded_at == NIGHT
    job = session.scalars(select(Job).where(Job.name == "credentials.issue")).one()
    assert job.payload == {"completion": str(completion.uuid)}
    assert job.unique_key == f"credentials.issue:{completion.uuid}"
    event = select(AuditEvent).where(AuditEvent.action == "completion.recorded")
    assert session.scalars(event).one().subject_uuid == completion.uuid
    assert completion_by_uuid(session, completion.uuid) is completion
    assert completion_by_uuid(session, uuid4()) is None


def test_asking_again_gives_the_first_completion(
    session: Session, enrolment: Enrolment, programme: Programme
) -> None:
    completion = done(session, enrolment, programme)

    assert complete(session, enrolment, LATER) is completion
    assert completion.completed_on == date(2026, 3, 2)
    assert session.scalar(select(func.count()).select_from(Job)) == 1


def test_the_last_lesson_completes_as_well_as_the_last_quiz(
    session: Session, enrolment: Enrolment, programme: Programme
) -> None:
    pass_quiz(session, enrolment, programme, EVENING)

    finish_lesson(session, enrolment=enrolment, lesson_key="t1/01-bai", now=NIGHT)

    completion = completion_of(session, enrolment)
    assert completion is not None
    assert completion.recorded_at == NIGHT


def test_a_completion_counts_from_its_day_and_from_when_it_was_known(
    session: Session, enrolment: Enrolment, programme: Programme, land: People
) -> None:
    done(session, enrolment, programme)
    expected = [(land.an.id, "thu", CompletionKind.COMPLETED)]

    assert counted(session, date(2026, 3, 1)) == []
    assert counted(session, date(2026, 3, 2)) == expected
    assert counted(session, date(2026, 3, 2), NIGHT) == expected
    assert counted(session, date(2026, 3, 2), NIGHT - timedelta(seconds=1)) == []


def test_a_waiver_never_counts_as_trained(
    session: Session, enrolment: Enrolment, programme: Programme
) -> None:
    done(session, enrolment, programme).kind = CompletionKind.WAIVED

    assert counted(session, date(2026, 3, 2)) == []


def test_a_revocation_takes_back_from_its_day_and_erases_nothing(
    session: Session, enrolment: Enrolment, programme: Programme, land: People
) -> None:
    completion = done(session, enrolment, programme)
    assert list(completions_of(session, person_id=land.an.id)) == [completion]

    revoke_completion(
        session,
        completion=completion,
        effective_on=date(2026, 3, 10),
        reason=" Nhầm  người ",
        actor=uuid4(),
        now=NIGHT + timedelta(days=9),
    )

    assert len(counted(session, date(2026, 3, 9))) == 1
    assert counted(session, date(2026, 3, 10)) == []
    assert len(counted(session, date(2026, 3, 10), NIGHT)) == 1, "as was known then"
    assert list(completions_of(session, person_id=land.an.id)) == []
    assert completion_of(session, enrolment) is completion
    assert session.scalars(select(Revocation)).one().reason == "Nhầm người"


def test_many_histories_written_at_once_are_like_those_lived_one_by_one(
    session: Session, land: People, programme: Programme
) -> None:
    published = publish_programme(session, programme=programme, now=EVENING)
    assert published.is_new
    lived = enrol(
        session,
        person_id=land.an.id,
        programme_key="thu",
        source=Source.HR,
        reason="Kế hoạch",
        due_on=None,
        actor=None,
        now=EVENING,
    )
    one = done(session, lived, programme)
    history = History(
        person_id=land.chi.id,
        programme_key="thu",
        version_id=one.version_id,
        reason="Kế hoạch",
        enrolled_at=EVENING,
        due_on=None,
        lessons=[("t1/01-bai", EVENING)],
        completed_at=NIGHT,
    )
    begun = replace(history, person_id=land.binh.id, completed_at=None, uuid=uuid4())
    insert_histories(session, [history, begun], now=LATER)
    insert_histories(session, [], now=LATER)

    (other,) = completions_of(session, person_id=land.chi.id)
    assert (other.completed_on, other.kind, other.version_id) == (
        one.completed_on,
        one.kind,
        one.version_id,
    )
    assert list(completions_of(session, person_id=land.binh.id)) == []
    keys = set(session.scalars(select(Job.unique_key)))
    assert keys == {f"credentials.issue:{found.uuid}" for found in (one, other)}
