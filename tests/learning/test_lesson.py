"""A lesson: opened, read, finished; inline checks that count for nothing."""

import pytest
from sqlalchemy import select

from lms.catalog.service import Programme, QuestionType, current_version
from lms.learning.models import LessonProgress
from tests.learning.learner import (
    SECRET,
    Learner,
    marked,
    publish_next,
    text_of,
    with_lesson,
    with_second_module,
)


def progress(learner: Learner) -> list[LessonProgress]:
    with learner.resources.database.reading() as session:
        return list(session.scalars(select(LessonProgress)))


def with_check(programme: Programme, kind: QuestionType) -> Programme:
    """Put a quiz question of this type into the lesson as its check k1."""
    quiz = programme.modules[0].quiz
    assert quiz is not None
    question = next(q for q in quiz.questions if q.type is kind)
    lesson = programme.modules[0].lessons[0]
    blocks = {
        language: tuple(
            type(block)("check", question=question) if block.kind == "check" else block
            for block in blocks
        )
        for language, blocks in lesson.blocks.items()
    }
    return with_lesson(programme, blocks=blocks)


def test_opening_a_lesson_settles_the_version_and_the_place(an: Learner) -> None:
    assert an.record().version_id is None

    page = an.browser.get(an.lesson)

    assert page.select("h1")[0].text == "Bài đầu"
    assert "Học phần một – bài 1 trên 1, khoảng 12 phút" in text_of(page)
    with an.resources.database.reading() as session:
        assert an.record().version_id == current_version(session, "thu").id
    assert an.record().last_step == "t1/01-bai"


def test_opening_twice_notes_the_first_time(an: Learner) -> None:
    an.browser.get(an.lesson)
    (first,) = progress(an)
    an.browser.get(an.lesson)
    (again,) = progress(an)

    assert again.opened_at == first.opened_at
    assert again.done_at is None


def test_finishing_leads_on_and_twice_changes_nothing(an: Learner) -> None:
    page = an.browser.get(an.lesson)
    assert text_of(page.select("form.pager button")[0]) == "Đã học xong, sang bài kiểm tra"
    an.finish_lessons()
    assert an.location == an.quiz
    (first,) = progress(an)
    assert first.done_at is not None

    an.finish_lessons()

    (again,) = progress(an)
    assert again.done_at == first.done_at
    assert "Sang bài tiếp theo" in text_of(an.browser.get(an.lesson))


def test_lessons_and_quizzes_stand_in_one_flat_order(an: Learner, programme: Programme) -> None:
    publish_next(an.resources, with_second_module(programme))

    page = an.browser.get(f"{an.programme}/bai/t2/01-bai")

    (before,) = page.select("form.pager a")
    assert before["href"] == an.quiz
    assert text_of(page.select("form.pager button")[0]) == "Đã học xong"


def test_a_right_answer_to_a_check_is_explained_and_counts_for_nothing(an: Learner) -> None:
    page = an.browser.post(f"{an.lesson}/k1", {"answer": "b"}, status=200)

    assert text_of(page.select("#phan-hoi")[0]) == "Đúng rồi Đúng."
    assert page.select("input[value=b][checked]")
    assert [row.done_at for row in progress(an)] == [None]


def test_a_wrong_answer_says_why_and_not_what_is_right(an: Learner, programme: Programme) -> None:
    publish_next(an.resources, marked(programme))
    assert SECRET not in str(an.browser.get(an.lesson))

    page = an.browser.post(f"{an.lesson}/k1", {"answer": "a"}, status=200)

    assert text_of(page.select("#phan-hoi")[0]) == "Chưa đúng, hãy thử lại Chưa."
    assert SECRET not in str(page)
    page = an.browser.post(f"{an.lesson}/k1", {"answer": "b"}, status=200)
    assert SECRET in str(page)


@pytest.mark.parametrize("answer", [{}, {"answer": "x"}, {"answer": "\x00"}])
def test_no_answer_or_a_strange_one_is_asked_for_again(an: Learner, answer: dict[str, str]) -> None:
    page = an.browser.post(f"{an.lesson}/k1", answer, status=422)

    assert "Chưa chọn câu trả lời" in text_of(page.select("#phan-hoi")[0])


def test_a_strange_answer_to_true_or_false_is_asked_for_again(
    an: Learner, programme: Programme
) -> None:
    publish_next(an.resources, with_check(programme, QuestionType.TRUE_FALSE))

    an.browser.post(f"{an.lesson}/q3", {"answer": "maybe"}, status=422)


def test_a_check_to_put_in_order_is_not_shown_in_order_and_keeps_half_an_answer(
    an: Learner, programme: Programme
) -> None:
    publish_next(an.resources, with_check(programme, QuestionType.ORDER))
    page = an.browser.get(an.lesson)
    shown = [str(field["name"]) for field in page.select(".check select")]
    assert sorted(shown) == ["answer-a", "answer-b", "answer-c"]
    assert shown != sorted(shown)
    again = [str(field["name"]) for field in an.browser.get(an.lesson).select(".check select")]
    assert again == shown

    half = {"answer-a": "1", "answer-b": "1", "answer-c": ""}
    page = an.browser.post(f"{an.lesson}/q5", half, status=422)

    chosen = {
        str(field["name"]): [str(o["value"]) for o in field.select("option[selected]")]
        for field in page.select(".check select")
    }
    assert chosen == {"answer-a": ["1"], "answer-b": ["1"], "answer-c": []}
    right = {"answer-a": "1", "answer-b": "2", "answer-c": "3"}
    page = an.browser.post(f"{an.lesson}/q5", right, status=200)
    assert "Vì thế" in text_of(page.select("#phan-hoi")[0])
