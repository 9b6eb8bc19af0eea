"""Error pages: in words, in the reader's language, and without the database."""

import logging
import re

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from lms.web.static_files import asset
from tests.web.visitor import Visitor


def test_a_crash_has_a_code_to_read_out_and_no_details(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    visitor.sign_in()
    with caplog.at_level(logging.ERROR):
        answer = visitor.get("/thu/hong")
    assert answer.status_code == 500
    found = re.search(r'class="code">([0-9A-F]{6})<', answer.text)
    assert found
    assert f"code {found[1]}" in caplog.text
    assert "secret words" not in answer.text
    assert "Nguyễn Văn An" not in answer.text


@pytest.mark.parametrize(
    ("why", "status"), [("no connection", 503), ("database or disk is full", 507)]
)
def test_the_page_of_a_lost_database_asks_it_nothing(
    visitor: Visitor, why: str, status: int
) -> None:
    visitor.get("/dang-nhap")
    visitor.client.delete_cookie("__Host-lantoa", domain="lantoa.test")
    asked: list[str] = []
    engine = visitor.resources.database.bind.engine

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        answer = visitor.get(f"/thu/mat-co-so-du-lieu?vi-sao={why}")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code == status
    assert asked == []
    assert "Set-Cookie" not in answer.headers


def test_with_a_session_the_lost_database_is_said_too(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.sign_in()

    error = _lost("gone")

    def down(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("lms.core.sessions.find_session", down)
    for path in ("/thu/", "/", "/khong-co"):
        answer = visitor.get(path)
        assert answer.status_code == 503
        assert "Chưa kết nối được cơ sở dữ liệu" in answer.text
    css = visitor.get(f"/tinh/{asset('app.css').digest}/app.css")
    assert css.status_code == 200


def test_a_commit_that_fails_is_an_error_page(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.sign_in()
    visitor.get("/thu/")

    error = _lost("database or disk is full")

    def full(_self: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("sqlalchemy.orm.Session.commit", full)
        answer = visitor.post("/thu/ghi/well")
    assert answer.status_code == 507
    assert "Máy chủ hết chỗ lưu" in answer.text


def test_what_was_written_stays_only_if_the_answer_is_good(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.get("/thu/")
    before = visitor.sessions()
    assert visitor.post("/thu/ghi/badly").status_code == 409
    assert visitor.sessions() == before
    assert visitor.post("/thu/ghi/well").status_code == 302
    assert visitor.sessions() == before + 1
    assert visitor.post("/thu/ghi/own").status_code == 409
    assert visitor.sessions() == before + 2
    assert visitor.get("/thu/ghi-khi-xem").status_code == 200
    assert visitor.sessions() == before + 3


def test_unknown_addresses_and_methods_are_said_in_words(visitor: Visitor) -> None:
    assert "Không tìm thấy trang" in visitor.get("/khong-co").text
    answer = visitor.client.put("/huong-dan", base_url=visitor.base)
    assert answer.status_code == 405
    assert "Yêu cầu chưa đúng" in answer.text


@pytest.mark.parametrize("path", ["/khong-co%00", "/khong-co?x=%00", "/%07%1b"])
def test_control_characters_in_an_address_do_not_reach_the_page(
    visitor: Visitor, path: str
) -> None:
    """Signed in, the page has forms that lead back to where they stand."""
    visitor.sign_in()
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert all(char.isprintable() or char == "\n" for char in answer.text)


def test_errors_speak_english_to_who_chose_it(visitor: Visitor) -> None:
    visitor.client.set_cookie("ngon-ngu", "en", domain="lantoa.test", secure=True)
    assert "Page not found" in visitor.get("/khong-co").text
    assert "The database cannot be reached" in visitor.get("/thu/mat-co-so-du-lieu").text
    visitor.client.delete_cookie("ngon-ngu", domain="lantoa.test")
    assert "Không tìm thấy trang" in visitor.get("/khong-co").text


def _lost(why: str) -> OperationalError:
    return OperationalError(None, {}, Exception(why))
