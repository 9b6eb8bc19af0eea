"""Two languages: Vietnamese sentences in the code, English beside it."""

import threading

import pytest

from lms.core.errors import NotFound, TooMany
from lms.core.i18n import (
    gettext,
    in_language,
    language,
    msgid,
    ngettext,
    pick,
    raw_gettext,
    use_language,
)

SENTENCE = NotFound.message


def test_vietnamese_is_what_stands_in_the_code() -> None:
    assert language() == "vi"
    assert msgid(SENTENCE) == gettext(SENTENCE) == SENTENCE


def test_english_comes_from_the_catalogues_of_all_rooms() -> None:
    with in_language("en"):
        assert gettext(SENTENCE) != SENTENCE
        assert gettext("Tài khoản của tôi") == "My account"
        assert gettext("Đơn vị") != "Đơn vị"
        assert TooMany(minutes=3).sentence().count("3") == 1
    assert language() == "vi"


def test_what_has_no_english_stays() -> None:
    with in_language("en"):
        assert raw_gettext("chưa có trong danh mục") == "chưa có trong danh mục"
        assert raw_gettext("") == ""


@pytest.mark.parametrize("code", ["vi", "xx", "", "EN"])
def test_an_unknown_language_is_vietnamese(code: str) -> None:
    with in_language(code):
        assert language() == "vi"


def test_an_error_leaves_no_other_language_behind() -> None:
    with pytest.raises(RuntimeError), in_language("en"):
        raise RuntimeError
    assert language() == "vi"


def test_a_language_stays_in_its_thread() -> None:
    found = list[str]()
    with in_language("en"):
        thread = threading.Thread(target=lambda: found.append(language()))
        thread.start()
        thread.join()
        use_language("vi")
        assert language() == "vi"
    assert found == ["vi"]


def test_places_are_filled_in_and_a_percent_sign_is_doubled() -> None:
    assert gettext("Đạt %(part)s%% của %(whole)d", part="7", whole=10) == "Đạt 7% của 10"
    assert ngettext("%(num)d người", "%(num)d người", 3) == "3 người"


def test_a_text_in_two_languages_is_shown_in_the_readers() -> None:
    texts = {"vi": "Xin chào", "en": "Hello"}
    assert pick(texts) == "Xin chào"
    with in_language("en"):
        assert pick(texts) == "Hello"
        assert ngettext("%(num)d người", "%(num)d người", 2) == "2 người"
