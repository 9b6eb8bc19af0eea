"""One question a page: shown, answered, saved; what comes late overwrites nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.assessment.models import Answer
from lms.assessment.service import right_value
from lms.catalog.service import Programme, QuestionType
from lms.core.clock import utc_now
from lms.core.sessions import WebSession
from tests.learning.learner import Learner, publish_next, text_of, with_quiz
from tests.support.browser import Browser

OF_TYPE = {
    QuestionType.SINGLE: "q1",
    QuestionType.MULTIPLE: "q2",
    QuestionType.TRUE_FALSE: "q3",
    QuestionType.MATCH: "q4",
    QuestionType.ORDER: "q5",
    QuestionType.GAP: "q6",
}


@pytest.fixture
def taking(an: Learner) -> Learner:
    """An has begun the quiz."""
    an.finish_lessons()
    an.start()
    return an


def saved(learner: Learner) -> list[tuple[str, Any]]:
    with learner.resources.database.reading() as session:
        rows = session.scalars(select(Answer).order_by(Answer.attempt_id, Answer.sequence))
        return [(row.question_key, row.value["value"]) for row in rows]


@pytest.mark.parametrize(("kind", "key"), OF_TYPE.items())
def test_each_type_of_question_is_shown_answered_and_shown_again(
    taking: Learner, kind: QuestionType, key: str
) -> None:
    number = taking.number_of(key)
    question = taking.drawn()[number - 1]
    assert question.type is kind
    page = taking.browser.get(taking.question(number))
    assert not page.select("[checked], option[selected], input.in[value]:not([value=''])")

    taking.answer(number, right_value(question))

    after = taking.question(number + 1) if number < 6 else f"{taking.quiz}/xem-lai"
    assert taking.location == after
    page = taking.browser.get(taking.question(number))
    sent = {
        **{str(f["name"]): str(f["value"]) for f in page.select("input.in[value]")},
        **{
            str(f["name"]): str(f.select("option[selected]")[0]["value"])
            for f in page.select("select.in")
        },
    }
    ticked = sorted(str(field["value"]) for field in page.select("[checked]"))
    expected = taking.fields(number, right_value(question))
    wanted = expected.pop("answer", [])
    assert ticked == (sorted(wanted) if isinstance(wanted, list) else [wanted])
    assert sent == {name: put for name, put in expected.items() if name.startswith("answer-")}
    assert page.select(".qnav .a, .qnav [aria-current]")
    assert "Đã lưu lúc" in text_of(page)


def test_the_parts_stand_in_the_order_drawn(taking: Learner) -> None:
    number = taking.number_of("q1")

    for _ in range(2):
        page = taking.browser.get(taking.question(number))
        shown = [str(field["value"]) for field in page.select("input[type=radio]")]
        assert shown == taking.order(number)["options"]


@pytest.mark.parametrize("key", OF_TYPE.values())
def test_no_answer_is_asked_for_and_nothing_is_saved(taking: Learner, key: str) -> None:
    number = taking.number_of(key)

    page = taking.browser.post(taking.question(number), {"attempt": 1}, status=422)

    assert "Chưa có câu trả lời đầy đủ" in text_of(page.select("#cau-loi")[0])
    assert saved(taking) == []


def test_half_an_order_is_kept_on_the_page_that_asks_for_the_rest(taking: Learner) -> None:
    number = taking.number_of("q5")
    half = {"attempt": 1, "answer-a": "3", "answer-b": "3", "answer-c": "9" * 5000}

    page = taking.browser.post(taking.question(number), half, status=422)

    chosen = {
        str(field["name"]): [str(option["value"]) for option in field.select("option[selected]")]
        for field in page.select("select")
    }
    assert chosen == {"answer-a": ["3"], "answer-b": ["3"], "answer-c": []}


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("q1", {"answer": "x"}),
        ("q2", {"answer": ["a", "x"]}),
        ("q3", {"answer": "1"}),
        ("q4", {"answer-a": "y"}),
        ("q6", {"answer-g1": "z"}),
        ("q6", {"answer-g2": "x" * 201}),
    ],
)
def test_what_the_question_does_not_offer_is_refused(
    taking: Learner, key: str, fields: dict[str, Any]
) -> None:
    path = taking.question(taking.number_of(key))

    page = taking.browser.post(path, {"attempt": 1, **fields}, status=422)

    assert "Câu trả lời chưa đúng dạng" in text_of(page)
    assert saved(taking) == []


def test_typed_words_are_kept_in_one_form_without_what_nobody_sees(taking: Learner) -> None:
    number = taking.number_of("q6")
    typed = "  so\u0302\u0301 \x00  lie\u0302\u0323u\u200b "

    taking.browser.post(taking.question(number), {"attempt": 1, "answer-g2": typed})

    assert saved(taking) == [("q6", {"g2": "số liệu"})]


def test_the_script_is_told_when_and_under_which_number_the_answer_was_saved(
    taking: Learner,
) -> None:
    number = taking.number_of("q1")

    first = taking.browser.ask(taking.question(number), taking.fields(number, "a"))
    second = taking.browser.ask(taking.question(number), taking.fields(number, "b", sequence=1))

    assert re.fullmatch(r"\d\d:\d\d", first["saved_at"])
    assert (first["sequence"], second["sequence"]) == (1, 2)
    assert saved(taking) == [("q1", "a"), ("q1", "b")]


def test_the_page_tells_the_script_all_it_needs(taking: Learner) -> None:
    number = taking.number_of("q1")
    taking.answer(number, "a")

    page = taking.browser.get(taking.question(number))

    (form,) = page.select("form[data-autosave]")
    assert form["data-autosave"] == form["action"] == taking.question(number)
    ((attempt, _),) = taking.attempts()
    assert form["data-autosave-key"] == f"{attempt.uuid}/q1"
    hidden = {str(f["name"]): str(f["value"]) for f in form.select("input[type=hidden]")}
    assert (hidden["sequence"], hidden["attempt"]) == ("1", "1")
    (status,) = page.select("[data-save-status]")
    states = ("saving", "saved", "offline", "conflict", "expired", "incomplete")
    assert all(status[f"data-{state}"] for state in states)
    assert "{time}" in str(status["data-saved"])


def test_the_script_is_told_that_an_answer_is_not_complete(taking: Learner) -> None:
    number = taking.number_of("q5")

    told = taking.browser.ask(taking.question(number), {"attempt": 1, "answer-a": "1"}, status=422)

    assert told == {"message": "Câu này chưa trả lời đủ nên chưa lưu."}


def test_the_same_answer_twice_is_saved_once(taking: Learner) -> None:
    number = taking.number_of("q3")
    fields = taking.fields(number, "true")

    first = taking.browser.ask(taking.question(number), fields)
    assert taking.browser.ask(taking.question(number), fields) == first
    taking.answer(number, "true")  # the button, after the script saved

    assert saved(taking) == [("q3", "true")]


def test_a_second_window_is_told_and_overwrites_nothing(taking: Learner) -> None:
    number = taking.number_of("q1")
    other = taking.in_another_window()
    path, fields = taking.question(number), taking.fields(number, "a")
    other.answer(number, "b")

    told = taking.browser.ask(path, fields, status=409)
    page = taking.browser.post(path, fields, status=409)

    assert "vừa được trả lời ở một cửa sổ hoặc thiết bị khác" in told["message"]
    assert told["message"] in text_of(page)
    assert saved(taking) == [("q1", "b")]


def test_a_page_of_an_earlier_attempt_answers_no_question_of_the_next(taking: Learner) -> None:
    old = taking.fields(1, right_value(taking.drawn()[0]))
    taking.hand_in()
    taking.start()

    told = taking.browser.ask(taking.question(1), old, status=409)
    taking.browser.post(taking.question(1), {**old, "attempt": "x"}, status=409)
    taking.browser.post(taking.question(1), {"answer": "a"}, status=409)

    assert "đã kết thúc" in told["message"]
    assert saved(taking) == []


def test_after_handing_in_the_back_button_saves_nothing(taking: Learner) -> None:
    fields = taking.fields(1, right_value(taking.drawn()[0]))
    taking.hand_in()

    taking.browser.post(taking.question(1), fields, status=409)
    taking.browser.get(taking.question(1), status=302)
    assert taking.location == taking.quiz
    taking.browser.get(f"{taking.quiz}/xem-lai", status=302)
    assert taking.location == taking.quiz
    assert saved(taking) == []


def test_after_the_time_nothing_is_saved_and_one_is_led_to_hand_in(taking: Learner) -> None:
    number = taking.number_of("q1")
    taking.answer(number, "a")
    fields = taking.fields(number, "b", sequence=1)
    taking.let_time_pass()

    told = taking.browser.ask(taking.question(number), fields, status=409)
    assert "đã kết thúc" in told["message"]
    taking.browser.post(taking.question(number), fields)
    assert taking.location == f"{taking.quiz}/xem-lai"
    taking.browser.get(taking.question(number), status=302)
    page = taking.browser.follow()
    assert "Đã hết giờ làm bài" in text_of(page)
    assert not page.select(f"a[href*='{taking.quiz}/cau']")
    assert saved(taking) == [("q1", "a")]


def test_an_expired_session_keeps_what_was_chosen(taking: Learner, app: Flask) -> None:
    number = taking.number_of("q1")
    path, fields = taking.question(number), taking.fields(number, "b")
    with taking.resources.database.transaction() as session:
        for row in session.scalars(select(WebSession)):
            row.seen_at = utc_now() - timedelta(hours=2)

    assert taking.browser.ask(path, fields, status=401)["message"]
    page = taking.browser.post(path, fields, status=401)

    kept = {str(f["name"]): str(f["value"]) for f in page.select(f"form[action='{path}'] input")}
    assert kept["answer"] == "b"
    again = taking.on_another_device(Browser(app))
    again.browser.post(path, {name: kept[name] for name in kept if name != "csrf_token"})
    assert saved(taking) == [("q1", "b")]


def test_without_the_forms_token_nothing_is_saved(taking: Learner) -> None:
    fields = taking.fields(1, right_value(taking.drawn()[0]))

    taking.browser.ask(taking.question(1), fields, status=400, token=False)
    taking.browser.post(taking.question(1), fields, status=400, token=False)

    assert saved(taking) == []


def test_without_an_attempt_there_is_no_question(an: Learner, programme: Programme) -> None:
    publish_next(an.resources, with_quiz(programme, attempts=1))
    an.finish_lessons()

    an.browser.get(an.question(1), status=302)

    assert an.location == an.quiz
    an.browser.post(an.question(1), {"attempt": 1, "answer": "a"}, status=409)
