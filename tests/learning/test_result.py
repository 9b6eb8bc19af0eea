"""The result: how it went, why, where to read again, what comes next."""

import pytest

from lms.assessment.service import allow_one_more, attempt_state
from lms.catalog.service import Programme
from lms.core.clock import utc_now
from tests.learning.learner import (
    Learner,
    publish_next,
    text_of,
    with_quiz,
    with_second_module,
)
from tests.support.factories import People


def test_passing_the_last_step_says_so_and_shows_the_answers(an: Learner) -> None:
    an.finish_lessons()

    page = an.take_quiz(right=5)

    words = text_of(page)
    assert "Đạt – đã hoàn thành chương trình" in words
    assert "8,3 /10 điểm" in words
    assert words.count("Đúng.") >= 5
    assert words.count("Đáp án:") == 1
    assert "hiện ra khi đã đạt" not in words
    links = [str(link["href"]) for link in page.select(".score a.btn")]
    assert links == [an.programme]


def test_passing_leads_to_the_next_module(an: Learner, programme: Programme) -> None:
    publish_next(an.resources, with_second_module(programme))
    an.finish_lessons()

    page = an.take_quiz()

    assert "Đạt yêu cầu" in text_of(page)
    (button,) = page.select(".score a.btn")
    assert text_of(button) == "Học tiếp: Bài hai"
    assert button["href"] == f"{an.programme}/bai/t2/01-bai"


def test_failing_says_what_to_read_again_and_how_often_one_may_try(an: Learner) -> None:
    an.finish_lessons()

    page = an.take_quiz(right=0)

    words = text_of(page)
    assert "Chưa đạt yêu cầu" in words
    assert "0 /10 điểm" in words
    assert "Còn 2 lần làm bài." in words
    assert words.count("Ôn lại bài: Bài đầu") == 6
    assert words.count("Đáp án:") == 0
    assert "Đáp án đúng của câu sai hiện ra khi đã đạt hoặc đã hết số lần làm bài." in words
    buttons = {text_of(button): button["href"] for button in page.select(".score a.btn")}
    assert buttons == {"Ôn lại 1 bài": an.lesson, "Làm lại": an.quiz}


def test_a_question_left_out_is_called_so(an: Learner) -> None:
    an.finish_lessons()
    an.start()
    an.hand_in()

    words = text_of(an.browser.follow())

    assert words.count("Chưa trả lời.") == 6


def test_right_answers_show_when_no_try_is_left_and_hide_when_one_more_is_opened(
    an: Learner, programme: Programme, people: People
) -> None:
    publish_next(an.resources, with_quiz(programme, attempts=2))
    an.finish_lessons()
    assert "Đáp án:" not in text_of(an.take_quiz(right=0))
    an.start()
    assert "Đáp án:" not in text_of(an.browser.get(an.result(1))), "the last attempt is open"
    an.answer_all(right=0)
    an.hand_in()

    words = text_of(an.browser.follow())
    assert words.count("Đáp án:") == 6
    assert "hãy đề nghị cán bộ tổ chức mở thêm" in words
    assert text_of(an.browser.get(an.result(1))).count("Đáp án:") == 6

    with an.resources.database.transaction() as session:
        quiz = with_quiz(programme, attempts=2).modules[0].quiz
        assert quiz is not None
        allow_one_more(
            session,
            sitting=an.enrolment,
            quiz=quiz,
            reason="Ốm",
            actor=people.binh.uuid,
            now=utc_now(),
        )
        assert attempt_state(session, sitting=an.enrolment, quiz=quiz).left == 1
    words = text_of(an.browser.get(an.result(2)))
    assert "Đáp án:" not in words
    assert "Còn 1 lần làm bài." in words
    assert an.take_quiz().select(".score .ok-t")


def test_an_earlier_result_stays_readable(an: Learner) -> None:
    an.finish_lessons()
    an.take_quiz(right=2)
    an.take_quiz()

    words = text_of(an.browser.get(an.result(1)))

    assert "3,3 /10 điểm" in words
    assert "Chưa đạt yêu cầu" in words
    assert words.count("Đáp án:") == 4


@pytest.mark.parametrize("number", [1, 2])
def test_there_is_no_result_before_handing_in(an: Learner, number: int) -> None:
    an.finish_lessons()
    an.start()

    an.browser.get(an.result(number), status=404)
