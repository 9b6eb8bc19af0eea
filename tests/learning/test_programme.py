"""The programme's map: how far one is, what is open, what the certificate takes."""

from lms.catalog.service import Programme
from tests.learning.learner import Learner, publish_next, send_to, text_of, with_second_module
from tests.support.factories import People


def steps(learner: Learner) -> list[str]:
    page = learner.browser.get(learner.programme)
    return [text_of(step) for step in page.select(".les li")]


def test_it_shows_the_way_and_what_is_locked(an: Learner) -> None:
    assert steps(an) == [
        "Bài đầu 12 phút",
        "Bài kiểm tra học phần (6 câu) – mở khi học xong các bài",
    ]
    words = text_of(an.browser.get(an.programme))
    assert "Học phần 1: học xong các bài, kiểm tra đạt từ 7/10 điểm" in words
    assert "Đây là phần 1 của chương trình" in words
    assert "Lý do cử đi học Kế hoạch năm" in words


def test_it_shows_what_is_done(an: Learner) -> None:
    an.finish_lessons()
    assert steps(an) == ["Bài đầu (đã xong) 12 phút", "Bài kiểm tra học phần (6 câu)"]

    an.take_quiz()

    words = text_of(an.browser.get(an.programme))
    assert "Đã hoàn thành chương trình" in words
    assert "2 trên 2 bài 100%" in words
    assert not an.browser.get(an.programme).select("a.btn.full")


def test_modules_without_a_quiz_are_done_with_their_lessons(
    an: Learner, people: People, programme: Programme
) -> None:
    publish_next(an.resources, with_second_module(programme))
    words = text_of(an.browser.get(an.programme))
    assert "Học phần 2: học xong các bài" in words
    assert "kiểm tra đạt từ 7/10 điểm" in words
    an.browser.post(f"{an.programme}/bai/t2/01-bai")
    assert an.location == an.programme
    assert "Học phần 2. Học phần hai 1 bài, 2 tiết Hoàn thành" in text_of(
        an.browser.get(an.programme)
    )
    assert send_to(an.resources, people.an, programme) == an.enrolment
