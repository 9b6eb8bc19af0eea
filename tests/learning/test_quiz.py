"""The quiz's first page: what it asks for, when it opens, where one goes on."""

import pytest
from flask import Flask

from lms.assessment.service import right_value
from lms.catalog.service import Programme
from tests.learning.learner import Learner, publish_next, text_of, with_lesson, with_quiz
from tests.support.browser import Browser


def test_it_says_what_it_asks_for(an: Learner) -> None:
    an.finish_lessons()

    words = text_of(an.browser.get(an.quiz))

    assert "Số câu hỏi 6 Điểm cần đạt 7/10 Thời gian Không giới hạn" in words
    assert "được làm 3 lần, đã làm 0 lần" in words
    assert "Bắt đầu lần 1" in words


def test_it_opens_when_the_lessons_are_done(an: Learner) -> None:
    page = an.browser.get(an.quiz)
    assert "Chưa mở" in text_of(page)
    assert "Còn 1 bài" in text_of(page)
    assert [a["href"] for a in page.select(".card a.btn")] == [an.lesson]

    refused = an.browser.post(an.quiz, status=409)

    assert "Hãy học xong các bài của học phần" in text_of(refused)
    assert an.attempts() == []


def test_starting_leads_to_the_first_question(an: Learner) -> None:
    an.finish_lessons()

    assert an.start() == an.question(1)

    assert an.record().last_step == "t1"
    assert "Làm tiếp" in text_of(an.browser.get(an.quiz))


def test_one_goes_on_at_the_same_question_on_another_device(an: Learner, app: Flask) -> None:
    an.finish_lessons()
    an.start()
    for number in (1, 3):
        an.answer(number, _some_value(an, number))

    phone = an.on_another_device(Browser(app))

    assert phone.start() == an.question(4)
    page = phone.browser.get(phone.question(3))
    assert page.select("input[checked], option[selected]:not([value='']), input.in[value]")
    for number in (4, 5, 6):
        phone.answer(number, _some_value(phone, number))
    assert phone.start() == an.question(2), "the one left out"
    phone.answer(2, _some_value(phone, 2))
    assert phone.start() == f"{an.quiz}/xem-lai"
    assert [attempt.number for attempt, _ in an.attempts()] == [1]


def test_attempts_are_limited(an: Learner, programme: Programme) -> None:
    publish_next(an.resources, with_quiz(programme, attempts=2))
    an.finish_lessons()
    an.take_quiz(right=0)
    assert "Bắt đầu lần 2" in text_of(an.browser.get(an.quiz))
    an.take_quiz(right=0)

    words = text_of(an.browser.get(an.quiz))
    assert "Đã dùng hết số lần làm bài" in words
    assert "Kết quả lần 1" in words
    assert "Kết quả lần 2" in words
    refused = an.browser.post(an.quiz, status=409)
    assert "Bạn đã dùng hết 2 lần làm bài" in text_of(refused)
    assert len(an.attempts()) == 2


def test_who_passed_is_not_asked_again(an: Learner) -> None:
    an.finish_lessons()
    an.take_quiz()

    words = text_of(an.browser.get(an.quiz))

    assert "Đã đạt bài kiểm tra này" in words
    assert "Điểm cao nhất: 10/10." in words
    an.browser.post(an.quiz, status=409)


def test_a_time_limit_is_said_before_and_meanwhile(an: Learner, programme: Programme) -> None:
    publish_next(an.resources, with_quiz(programme, time_limit_minutes=25))
    an.finish_lessons()
    assert "Thời gian 25 phút" in text_of(an.browser.get(an.quiz))
    an.start()
    assert "Hết giờ lúc" in text_of(an.browser.get(an.question(1)))


@pytest.mark.parametrize("right", [0, 99])
def test_going_on_after_the_time_hands_in_what_was_saved(
    an: Learner, programme: Programme, right: int
) -> None:
    publish_next(an.resources, with_quiz(programme, time_limit_minutes=25, attempts=1))
    an.finish_lessons()
    an.start()
    an.answer_all(right=right)
    an.let_time_pass()
    assert "Đã hết giờ, xem kết quả" in text_of(an.browser.get(an.quiz))

    assert an.start() == an.result(1)

    ((attempt, grade),) = an.attempts()
    assert attempt.submitted_at is not None
    assert grade is not None
    assert grade.passed == (right > 0)
    assert len(an.completions()) == grade.passed


def test_a_quiz_begun_before_any_lesson_settles_the_version_too(
    an: Learner, programme: Programme
) -> None:
    optional = with_lesson(programme, required=False)
    publish_next(an.resources, optional)
    an.start()
    questions = [question.key for question in an.drawn()]
    quiz = programme.modules[0].quiz
    assert quiz is not None
    publish_next(an.resources, with_quiz(optional, questions=quiz.questions[:1], draw=1))

    assert [question.key for question in an.drawn()] == questions
    assert len(an.browser.get(an.question(6)).select(".qnav li")) == 6


def _some_value(learner: Learner, number: int) -> object:
    return right_value(learner.drawn()[number - 1])


def test_the_menu_says_where_one_is(an: Learner) -> None:
    an.finish_lessons()
    an.start()
    for path in ("/hoc-tap", an.lesson, an.quiz, an.question(1), f"{an.quiz}/xem-lai"):
        (entry,) = an.browser.get(path).select("nav.nav a[aria-current]")
        assert entry.text == "Việc học của tôi"
