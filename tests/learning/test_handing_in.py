"""Handing in: marked once, whatever is pressed how often."""

from sqlalchemy import select

from lms.core.jobs import Job
from tests.learning.learner import Learner


def certificates_ordered(learner: Learner) -> list[Job]:
    with learner.resources.database.reading() as session:
        return list(session.scalars(select(Job).where(Job.name == "credentials.issue")))


def test_the_last_step_completes_the_programme_and_orders_the_certificate(an: Learner) -> None:
    an.finish_lessons()
    an.start()
    an.answer_all()

    an.hand_in()

    assert an.location == an.result()
    ((_, grade),) = an.attempts()
    assert grade is not None
    assert grade.score == 1
    assert grade.passed
    (completion,) = an.completions()
    assert an.record().completed_at == completion.recorded_at
    assert [job.payload for job in certificates_ordered(an)] == [
        {"completion": str(completion.uuid)}
    ]


def test_a_failed_attempt_completes_nothing(an: Learner) -> None:
    an.finish_lessons()
    an.take_quiz(right=4)

    ((_, grade),) = an.attempts()
    assert grade is not None
    assert not grade.passed
    assert an.completions() == []
    assert certificates_ordered(an) == []
    assert an.record().completed_at is None


def test_pressing_twice_shows_the_same_result(an: Learner) -> None:
    an.finish_lessons()
    an.start()
    an.answer_all()

    an.hand_in(1)
    an.hand_in(1)

    assert an.location == an.result()
    assert [attempt.number for attempt, _ in an.attempts()] == [1]
    assert len(an.completions()) == len(certificates_ordered(an)) == 1


def test_an_old_page_does_not_hand_in_the_next_attempt(an: Learner) -> None:
    an.finish_lessons()
    an.take_quiz(right=0)
    an.start()

    an.hand_in(1)

    assert an.location == an.result(1)
    assert an.open_number() == 2


def test_what_was_never_begun_cannot_be_handed_in(an: Learner) -> None:
    an.finish_lessons()

    an.hand_in(1, status=404)
    an.start()
    an.hand_in(2, status=404)
    an.browser.post(f"{an.quiz}/nop-bai", {}, status=404)
    an.browser.post(f"{an.quiz}/nop-bai", {"attempt": "9" * 5000}, status=404)

    assert an.open_number() == 1


def test_the_quiz_may_come_before_the_last_lesson_of_another_module(an: Learner) -> None:
    an.finish_lessons()
    an.take_quiz()
    (completion,) = an.completions()
    an.finish_lessons()
    assert [again.id for again in an.completions()] == [completion.id]
