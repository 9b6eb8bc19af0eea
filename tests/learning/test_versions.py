"""A learner stays on the version started; whoever starts later gets the new one."""

from lms.catalog.service import Programme
from tests.learning.learner import (
    Learner,
    publish_next,
    send_to,
    text_of,
    with_lesson,
    with_quiz,
    with_second_module,
)
from tests.support.factories import People

NEW = {"vi": "Bài đầu, bản mới", "en": "First lesson, new"}


def test_before_the_first_lesson_one_gets_the_newest(an: Learner, programme: Programme) -> None:
    publish_next(an.resources, with_lesson(programme, title=NEW))

    assert "bản mới" in text_of(an.browser.get(an.programme))
    assert "bản mới" in text_of(an.browser.get(an.lesson))


def test_who_started_stays_and_can_finish(
    an: Learner, programme: Programme, people: People
) -> None:
    an.browser.get(an.lesson)
    began_with = an.record().version_id
    publish_next(an.resources, with_second_module(with_lesson(programme, title=NEW)))

    assert "bản mới" not in text_of(an.browser.get(an.lesson))
    an.browser.get(f"{an.programme}/bai/t2/01-bai", status=404)
    an.finish_lessons()
    an.take_quiz()

    (completion,) = an.completions()
    assert completion.version_id == began_with == an.record().version_id
    an.browser.sign_in(people.chi)
    later = send_to(an.resources, people.chi, with_second_module(programme))
    an.browser.get(f"/hoc-tap/{later}/bai/t2/01-bai")


def test_an_open_attempt_keeps_its_questions(an: Learner, programme: Programme) -> None:
    an.finish_lessons()
    an.start()
    quiz = programme.modules[0].quiz
    assert quiz is not None
    publish_next(an.resources, with_quiz(programme, questions=quiz.questions[:2], draw=2))

    an.answer_all()
    an.hand_in()

    ((_, grade),) = an.attempts()
    assert grade is not None
    assert len(grade.marks) == 6
    assert "Đạt – đã hoàn thành chương trình" in text_of(an.browser.follow())
