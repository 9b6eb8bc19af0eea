"""Forms: tokens, messages in words, fields tied to their errors; what was typed survives."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from lms.web.charts import Point, bar, gauge, spark, trend
from tests.web.rooms import TrialForm
from tests.web.visitor import Visitor

GOOD = {"name": "An", "day": "5.2.1990", "group": "b", "why": "vì công việc"}


def test_a_post_without_the_forms_token_is_refused(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.get("/thu/")
    for token in ("", "made-up"):
        assert visitor.post("/thu/", {**GOOD, "csrf_token": token}).status_code == 400
    assert visitor.post("/dang-xuat", {"csrf_token": ""}).status_code == 400


def test_the_token_of_another_session_is_refused(visitor: Visitor, app: Flask) -> None:
    visitor.sign_in()
    visitor.get("/thu/")
    other = Visitor(app, visitor.resources)
    other.sign_in()
    assert other.post("/thu/", {**GOOD, "csrf_token": visitor.token}).status_code == 400


def test_a_good_form_is_saved(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.get("/thu/")
    assert visitor.post("/thu/", GOOD).status_code == 302
    assert "Đã lưu An." in visitor.get("/thu/").text


def test_what_was_typed_survives_a_session_that_ended(visitor: Visitor) -> None:
    """Sign in in another window, press the button here, press it once more: it is saved."""
    visitor.sign_in()
    visitor.get("/thu/")
    visitor.age_sessions(timedelta(hours=1))
    answer = visitor.post("/thu/", GOOD)
    assert answer.status_code == 401
    kept = _hidden(answer.text, "Đã đăng nhập, gửi lại")
    assert GOOD.items() <= kept.items()
    visitor.sign_in()
    answer = visitor.post("/thu/", kept)
    assert answer.status_code == 400
    kept = _hidden(answer.text, "Gửi lại")
    assert GOOD.items() <= kept.items()
    assert visitor.post("/thu/", kept).status_code == 302
    assert "Đã lưu An." in visitor.get("/thu/").text


@pytest.mark.parametrize("origin", ["https://evil.test", "null"])
def test_a_form_from_another_site_is_never_offered_again(visitor: Visitor, origin: str) -> None:
    visitor.sign_in()
    answer = visitor.post("/thu/", {**GOOD, "csrf_token": ""}, origin=origin, referer="")
    assert answer.status_code == 400
    assert "vì công việc" not in answer.text


def test_passwords_and_sign_in_forms_are_never_kept(visitor: Visitor) -> None:
    visitor.sign_in()
    for path, field in (("/thu/", "new_password"), ("/dang-nhap", "account")):
        answer = visitor.post(path, {"csrf_token": "", field: "Secret-words-1"})
        assert answer.status_code == 400
        assert "Secret-words-1" not in answer.text


def test_errors_stand_at_their_fields_and_in_a_list(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.get("/thu/")
    answer = visitor.post("/thu/", {"name": "  ", "day": "31/02/1990", "group": "a"})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    field = page.select_one("input[name=name]")
    assert field
    assert field["aria-invalid"] == "true"
    assert field["aria-required"] == "true"
    assert field["aria-describedby"] == "name-goi-y name-loi"
    error = page.select_one("#name-loi")
    assert error
    assert error.get_text(" ", strip=True) == "Lỗi: Hãy điền mục này."
    listed = [tag["href"] for tag in page.select("[role=alert] a")]
    assert listed == ["#name", "#day"]
    assert "31/02/1990" in answer.text


def test_too_long_is_said_in_words(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.get("/thu/")
    assert "nhiều nhất 20 ký tự" in visitor.post("/thu/", {**GOOD, "name": "n" * 21}).text


@pytest.mark.parametrize(
    ("typed", "day"),
    [("5/2/1990", date(1990, 2, 5)), ("05.02.1990", date(1990, 2, 5)), ("", None)],
)
def test_days_are_read_leniently(app: Flask, typed: str, day: date | None) -> None:
    with app.test_request_context(method="POST", data={**GOOD, "day": typed}):
        form = TrialForm()
        form.meta.csrf = False
        form.name.process_formdata(["  Nguyễn   An "])
        assert form.day.validate(form)
        assert form.day.day == day
        assert form.name.data == "Nguyễn An"


def test_an_upload_beyond_the_limit_is_refused_in_words(visitor: Visitor, app: Flask) -> None:
    visitor.sign_in()
    app.config["MAX_CONTENT_LENGTH"] = 1_000
    answer = visitor.post("/thu/", {"why": "x" * 2_000})
    assert answer.status_code == 413
    assert "Tệp lớn hơn giới hạn" in answer.text


def test_charts_have_a_name_or_are_hidden_and_no_style(app: Flask) -> None:
    points = [Point("01/2026", 41.2), Point("02/2026", 55), Point("03/2026", 63.9)]
    with app.test_request_context():
        drawn = [
            gauge(63.9, 70, 'Tỷ lệ <63,9%> "ước"'),
            trend(points, 70, "Tăng", [Point("04/2026", 66), Point("05/2026", 70.1)]),
            bar(100, 70),
            spark([10, 20, 30]),
        ]
    for chart in drawn:
        assert ('role="img" aria-label="' in chart) != ('aria-hidden="true"' in chart)
        assert "style=" not in chart
    assert "&lt;63,9%&gt; &#34;ước&#34;" in drawn[0]
    assert "Chỉ tiêu 70%" in drawn[1]
    assert 'class="dot hollow"' in drawn[1]
    assert "70,1%" in drawn[1]
    assert spark([50.0]) == ""


def _hidden(text: str, button: str) -> dict[str, str]:
    page = BeautifulSoup(text, "html.parser")
    form = next(f for f in page.select("main form") if f.button and f.button.text == button)
    return {str(tag["name"]): str(tag["value"]) for tag in form.select("input[type=hidden]")}
