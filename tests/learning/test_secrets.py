"""Right answers do not leave the server before they may: every page is searched for them."""

import pytest

from lms.assessment.service import right_value
from lms.catalog.service import Programme, QuestionType
from tests.learning.learner import SECRET, Learner, marked, publish_next
from tests.support.questions import wrong_value

FLAGS = ("correct", "feedback", "accept", '"answer":')


@pytest.fixture
def taking(an: Learner, programme: Programme) -> Learner:
    """An takes the quiz of a course in which every telling sentence is marked."""
    publish_next(an.resources, marked(programme))
    an.finish_lessons()
    an.start()
    return an


def test_no_page_on_the_way_tells_a_right_answer(taking: Learner) -> None:
    pages = [taking.programme, taking.lesson, taking.quiz, f"{taking.quiz}/xem-lai", "/hoc-tap"]
    for path in pages + [taking.question(number) for number in range(1, 7)]:
        html = str(taking.browser.get(path))
        assert SECRET not in html, path
        assert not any(flag in html for flag in FLAGS), path


def test_neither_does_a_question_that_was_answered_or_could_not_be_saved(taking: Learner) -> None:
    for number, question in enumerate(taking.drawn(), start=1):
        page = taking.browser.post(taking.question(number), {"attempt": 1}, status=422)
        assert SECRET not in str(page)
        told = taking.browser.ask(
            taking.question(number), taking.fields(number, wrong_value(question))
        )
        assert set(told) == {"saved_at", "sequence"}
        assert SECRET not in str(taking.browser.get(taking.question(number)))


def test_the_result_of_a_failed_attempt_keeps_them_back(taking: Learner) -> None:
    taking.answer_all(right=0)
    taking.hand_in()

    html = str(taking.browser.follow())

    assert SECRET not in html
    assert "Sai" in html, "why the wrong choice is wrong"


def test_half_right_answers_do_not_say_which_half(taking: Learner) -> None:
    for number, question in enumerate(taking.drawn(), start=1):
        right = right_value(question)
        match question.type:
            case QuestionType.MULTIPLE:
                taking.answer(number, ["a", "c"])
            case QuestionType.MATCH:
                taking.answer(number, {"a": "a", "b": "c", "c": "b"})
            case QuestionType.ORDER:
                taking.answer(number, ["a", "c", "b"])
            case QuestionType.GAP:
                assert isinstance(right, dict)
                taking.answer(number, {"g1": right["g1"]})
            case _:
                taking.answer(number, wrong_value(question))
    taking.hand_in()

    page = taking.browser.follow()

    assert SECRET not in str(page)
    assert "Đúng một phần" in page.text


def test_after_passing_they_are_told(taking: Learner) -> None:
    taking.answer_all(right=5)
    taking.hand_in()

    assert SECRET in str(taking.browser.follow())


def test_what_is_put_in_order_is_never_shown_in_the_right_order(taking: Learner) -> None:
    number = taking.number_of("q5")
    question = taking.drawn()[number - 1]

    page = taking.browser.get(taking.question(number))

    shown = [str(field["name"]).removeprefix("answer-") for field in page.select("select")]
    assert shown != right_value(question)
