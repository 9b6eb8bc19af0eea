"""Home: what to go on with, what is left, by when."""

from datetime import timedelta

from flask import Flask

from lms.catalog.service import Programme
from lms.core.clock import local_day, utc_now
from lms.learning.service import Source, enrol
from tests.learning.learner import Learner, send_to, text_of
from tests.support.browser import Browser
from tests.support.factories import People


def due_in(learner: Learner, days: int) -> None:
    with learner.resources.database.transaction() as session:
        enrol(
            session,
            person_id=learner.person.id,
            programme_key="thu",
            source=Source.HR,
            reason="Gia hạn",
            due_on=local_day(utc_now()) + timedelta(days=days),
            actor=None,
            now=utc_now(),
        )


def test_one_click_leads_to_the_first_lesson(an: Learner) -> None:
    page = an.browser.get("/hoc-tap")

    assert "Xin chào Trần Thị An." in text_of(page)
    (button,) = page.select(".resume a.btn")
    assert (text_of(button), button["href"]) == ("Bắt đầu học", an.lesson)
    assert "Chưa bắt đầu" in text_of(page)


def test_it_goes_on_where_one_stopped(an: Learner) -> None:
    an.finish_lessons()

    page = an.browser.get("/hoc-tap")

    (button,) = page.select(".resume a.btn")
    assert (text_of(button), button["href"]) == ("Học tiếp", an.quiz)
    assert "Học tiếp – bài kiểm tra, 6 câu" in text_of(page)
    assert "Đã xong 1 trên 2 bài của chương trình 50%" in text_of(page)


def test_the_due_date_says_how_long_there_is(an: Learner) -> None:
    for days, sentence in (
        (20, "còn 20 ngày"),
        (0, "hôm nay là ngày cuối"),
        (-3, "đã quá hạn 3 ngày"),
    ):
        due_in(an, days)
        assert f"{sentence}, cần khoảng 12 phút đọc bài nữa" in text_of(an.browser.get("/hoc-tap"))
        assert sentence in text_of(an.browser.get(an.programme))


def test_a_completed_programme_moves_out_of_the_way(an: Learner) -> None:
    an.finish_lessons()
    an.take_quiz()

    page = an.browser.get("/hoc-tap")

    assert not page.select(".resume")
    day = f"{local_day(utc_now()):%d/%m/%Y}"
    assert f"Hoàn thành {day}" in text_of(page)


def test_each_sees_only_the_own_programmes(
    an: Learner, people: People, programme: Programme
) -> None:
    an.browser.sign_in(people.chi)
    page = an.browser.get("/hoc-tap")
    assert "Chưa có chương trình nào được giao" in text_of(page)
    assert str(an.enrolment) not in str(page)

    other = send_to(an.resources, people.chi, programme)

    page = an.browser.get("/hoc-tap")
    assert str(other) in str(page)
    assert str(an.enrolment) not in str(page)


def test_it_speaks_english(an: Learner, app: Flask) -> None:
    english = an.on_another_device(Browser(app, "en"))
    for path in ("/hoc-tap", an.programme, an.lesson, an.quiz):
        words = text_of(english.browser.get(path).select_one("main") or english.browser.get(path))
        assert "Chương trình thử" not in words
        assert "Học phần" not in words
    assert "Trial programme – part 1" in text_of(english.browser.get("/hoc-tap"))
