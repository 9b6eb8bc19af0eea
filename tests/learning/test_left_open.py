"""Attempts whose time ran out and to which nobody came back are handed in by the worker."""

from datetime import timedelta

from lms.assessment.service import open_attempt
from lms.core.clock import utc_now
from lms.learning.tasks import close_attempts
from tests.learning.learner import Learner


def ran_out(an: Learner, minutes: int) -> None:
    with an.resources.database.transaction() as session:
        attempt = open_attempt(session, sitting=an.enrolment, quiz_key="t1")
        assert attempt is not None
        attempt.deadline_at = utc_now() - timedelta(minutes=minutes)


def test_what_was_saved_is_marked_and_completes_the_programme(an: Learner) -> None:
    an.finish_lessons()
    an.start()
    an.answer_all()
    ran_out(an, minutes=5)
    close_attempts(an.resources, {})
    close_attempts(an.resources, {})
    ((attempt, grade),) = an.attempts()
    assert attempt.submitted_at is not None
    assert grade is not None
    assert grade.passed
    assert len(an.completions()) == 1


def test_one_that_runs_or_ended_a_moment_ago_is_left_to_its_page(an: Learner) -> None:
    an.finish_lessons()
    an.start()
    close_attempts(an.resources, {})
    ran_out(an, minutes=0)
    close_attempts(an.resources, {})
    assert an.open_number() == 1
    ran_out(an, minutes=5)
    close_attempts(an.resources, {})
    ((_, grade),) = an.attempts()
    assert grade is not None
    assert grade.score == 0
    assert an.completions() == []
