"""Fifty requests at the same moment: once means once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lms.assessment.models import Answer, ExtraAttempt
from lms.assessment.service import right_value
from lms.catalog.service import Programme
from lms.cli import TASKS
from lms.core import jobs
from lms.core.clock import local_day, utc_now
from lms.core.resources import Resources
from lms.credentials.models import Certificate
from lms.credentials.service import DocumentType, add_issuer
from lms.learning.access import own_enrolment, visible_enrolment
from lms.learning.models import Enrolment, LessonProgress
from lms.learning.service import Source, enrol
from tests.learning.learner import Learner, publish_next, with_quiz
from tests.support.browser import Browser
from tests.support.factories import BEGAN, People

pytestmark = pytest.mark.live
MANY = 50
THREADS = 25  # at a time; the pool of connections is smaller
PATIENCE = 20  # seconds: after a failure nobody waits for ever


def at_once(learner: Learner, act: Callable[[Learner], object], many: int = MANY) -> list[object]:
    """Do something in many windows at the same moment; return what came of it."""
    windows = [learner.in_another_window() for _ in range(many)]
    barrier = Barrier(THREADS, timeout=PATIENCE)

    def go(window: Learner) -> object:
        barrier.wait()
        return act(window)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(go, windows))


def count(resources: Resources, table: type) -> int:
    with resources.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def issuer(resources: Resources, people: People) -> None:
    """Let the province issue certificates."""
    with resources.database.transaction() as session:
        add_issuer(
            session,
            organisation=people.province,
            valid_from=BEGAN,
            fields={
                "superior_name": "Ủy ban nhân dân tỉnh A",
                "printed_name": "Sở Thử nghiệm",
                "place": "Tỉnh A",
                "signer_title": "Giám đốc",
                "signer_name": "Phạm Đức Dũng",
            },
            prints_birth_date=False,
            document_type=DocumentType.COMPLETION,
            assignment=None,
            actor=None,
            now=utc_now(),
        )


@pytest.mark.usefixtures("issuer")
def test_handed_in_fifty_times_is_one_grade_one_completion_one_certificate(an: Learner) -> None:
    an.finish_lessons()
    an.start()
    an.answer_all()

    def hand_in(window: Learner) -> str:
        window.hand_in(1)
        return window.location

    assert set(at_once(an, hand_in)) == {an.result(1)}

    ((_, grade),) = an.attempts()
    assert grade is not None
    assert grade.passed
    (completion,) = an.completions()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: jobs.run_due(an.resources, TASKS), range(4)))
    with an.resources.database.reading() as session:
        certificate = session.scalars(select(Certificate)).one()
    assert certificate.completion_id == completion.id
    assert certificate.number


def test_begun_fifty_times_with_one_attempt_allowed_is_one_attempt(
    an: Learner, programme: Programme
) -> None:
    publish_next(an.resources, with_quiz(programme, attempts=1))
    an.finish_lessons()

    assert set(at_once(an, Learner.start)) == {an.question(1)}

    assert [attempt.number for attempt, _ in an.attempts()] == [1]


def test_one_answer_sent_fifty_times_is_saved_once_and_different_ones_once_each_in_order(
    an: Learner,
) -> None:
    an.finish_lessons()
    an.start()
    number = an.number_of("q3")
    same = an.fields(number, "true")
    told = at_once(an, lambda window: window.browser.ask(window.question(number), same)["sequence"])
    assert set(told) == {1}
    assert count(an.resources, Answer) == 1

    forms = [(n, an.fields(n, right_value(q), sequence=9)) for n, q in enumerate(an.drawn(), 1)]
    waiting = SimpleQueue[tuple[int, dict[str, Any]]]()
    for form in (forms * 5)[:THREADS]:
        waiting.put(form)

    def save(window: Learner) -> object:
        place, fields = waiting.get()
        return window.browser.ask(window.question(place), fields)

    at_once(an, save, THREADS)

    with an.resources.database.reading() as session:
        sequences = list(session.scalars(select(Answer.sequence).order_by(Answer.sequence)))
    assert sequences == list(range(1, len(sequences) + 1))
    assert len(sequences) <= 7


def test_a_lesson_opened_and_finished_in_many_windows_is_noted_once(an: Learner) -> None:
    at_once(an, lambda window: window.browser.get(window.lesson), THREADS)
    at_once(an, Learner.finish_lessons, THREADS)

    assert count(an.resources, LessonProgress) == 1


def test_one_person_sent_fifty_times_is_enrolled_once(
    app: Flask, resources: Resources, people: People, programme: Programme
) -> None:
    del app
    publish_next(resources, programme)
    barrier = Barrier(THREADS, timeout=PATIENCE)

    def send(_number: int) -> object:
        barrier.wait()
        with resources.database.transaction() as session:
            return enrol(
                session,
                person_id=people.an.id,
                programme_key="thu",
                source=Source.HR,
                reason="Kế hoạch",
                due_on=BEGAN,
                actor=None,
                now=utc_now(),
            ).uuid

    with ThreadPoolExecutor(THREADS) as pool:
        uuids = set(pool.map(send, range(MANY)))

    assert len(uuids) == 1
    assert count(resources, Enrolment) == 1


def test_one_more_attempt_asked_for_many_times_is_one_more(
    an: Learner, app: Flask, people: People, programme: Programme
) -> None:
    publish_next(an.resources, with_quiz(programme, attempts=1))
    an.finish_lessons()
    an.take_quiz(right=0)
    officer = Browser(app)
    officer.sign_in(people.binh)
    windows = [officer.another_window() for _ in range(THREADS)]
    barrier = Barrier(THREADS, timeout=PATIENCE)

    def allow(window: Browser) -> int:
        path = f"/nhan-su/luot-hoc/{an.enrolment}/t1/them-luot"
        barrier.wait()
        return window.status_of(path, {"reason": "Mất điện"})

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = sorted(pool.map(allow, windows))

    assert statuses == [302] + [409] * (THREADS - 1)
    assert count(an.resources, ExtraAttempt) == 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("whose", ["the learner's", "the officer's"])
def test_whoever_takes_an_enrolment_to_change_it_keeps_others_waiting(
    an: Learner, people: People, whose: str
) -> None:
    today = local_day(utc_now())

    def take(session: Session) -> Enrolment:
        if whose == "the learner's":
            return own_enrolment(session, person_id=people.an.id, uuid=an.enrolment, lock=True)
        paths = (people.province.path,)
        return visible_enrolment(session, paths=paths, uuid=an.enrolment, today=today, lock=True)

    database = an.resources.database
    with database.transaction() as first, database.transaction() as second:
        take(first)
        second.execute(text("SET LOCAL lock_timeout = '100ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            take(second)
