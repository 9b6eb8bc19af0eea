"""Before handing in: what is answered, what is not."""

from lms.assessment.service import right_value
from tests.learning.learner import Learner, text_of


def test_it_says_what_is_missing_and_leads_back_to_it(an: Learner) -> None:
    an.finish_lessons()
    an.start()
    an.answer(1, right_value(an.drawn()[0]))

    page = an.browser.get(f"{an.quiz}/xem-lai")

    rows = [text_of(row) for row in page.select("ol.list li")]
    assert len(rows) == 6
    assert rows[0].endswith("Đã trả lời")
    assert all(row.endswith("Chưa trả lời") for row in rows[1:])
    assert "Còn 5 câu chưa trả lời" in text_of(page)
    links = [str(link["href"]) for link in page.select("ol.list a")]
    assert links == [an.question(number) for number in range(1, 7)]


def test_with_every_answer_given_nothing_is_missing(an: Learner) -> None:
    an.finish_lessons()
    an.start()
    an.answer_all()

    page = an.browser.get(f"{an.quiz}/xem-lai")

    assert "chưa trả lời" not in text_of(page).lower()
    (form,) = page.select("form[action$='/nop-bai']")
    assert [field["value"] for field in form.select("input[name=attempt]")] == ["1"]


def test_without_an_attempt_it_leads_to_the_quizs_first_page(an: Learner) -> None:
    an.browser.get(f"{an.quiz}/xem-lai", status=302)
    assert an.location == an.quiz
