"""Vietnamese text: one form in, one order out, one way to search; days and numbers."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.text import (
    administrative_date,
    fold,
    nfc,
    one_spelling,
    parse_date,
    percent,
    short_date,
    sort_key,
    whole_number,
)

GIVEN_NAMES = ["Nguyễn Văn An", "Lê Thị Ánh", "Trần Bình", "Đỗ Duy", "Phạm Đức", "Võ Ý Nhi"]
LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
NAMES = st.lists(st.text(LETTERS, min_size=1, max_size=5), min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("  Nguyễn \t Văn\u00a0An\n", "Nguyễn Văn An"),
        ("A\0n", "An"),
        ("", ""),
    ],
)
def test_text_is_composed_with_single_spaces(typed: str, kept: str) -> None:
    assert nfc(typed) == kept


@given(text=st.text())
def test_bringing_to_one_form_twice_changes_nothing(text: str) -> None:
    for bring in (nfc, fold, one_spelling):
        assert bring(bring(text)) == bring(text)


@given(text=NAMES)
def test_every_keyboard_gives_the_same(text: str) -> None:
    other = unicodedata.normalize("NFD", text)
    for bring in (nfc, fold, one_spelling, sort_key):
        assert bring(other) == bring(text)


@pytest.mark.parametrize(
    ("name", "searched"),
    [("Hoà", "hoa"), ("Hòa", "hoa"), ("Hoa", "hoa"), ("Hóa", "hoa"), ("Đắc", "dac")],
)
def test_searching_knows_no_marks(name: str, searched: str) -> None:
    assert fold(name) == searched


def test_searching_knows_one_apostrophe() -> None:
    assert fold("H’Hen  Niê") == "h'hen nie"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Hoà", "hòa"),
        ("KHOẺ", "khỏe"),
        ("Thuý", "thúy"),
        ("quý", "quý"),
        ("Hoàng", "hoàng"),
        ("Hoàn Kiếm", "hoàn kiếm"),
        ("Xã Hoà Bình", "xã hòa bình"),
        ("H’Hen", "h'hen"),
    ],
)
def test_a_tone_mark_has_one_place(old: str, new: str) -> None:
    assert one_spelling(old) == new


@pytest.mark.parametrize(("one", "other"), [("Hóa", "Hòa"), ("An", "Ân"), ("Dung", "Đung")])
def test_other_marks_are_another_name(one: str, other: str) -> None:
    assert one_spelling(one) != one_spelling(other)


def test_names_sort_by_given_name() -> None:
    assert sorted(GIVEN_NAMES, key=sort_key) == GIVEN_NAMES


@pytest.mark.parametrize(
    "ordered",
    [
        ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "h", "i", "k", "l", "m", "n", "o"],
        ["o", "ô", "ơ", "p", "q", "r", "s", "t", "u", "ư", "v", "x", "y"],
        ["ma", "mà", "mả", "mã", "má", "mạ"],
        ["an", "án", "ang", "anh", "ăn", "ân"],
        ["Lê Văn An", "Nguyễn Văn An", "Trần Bá An", "Trần Văn An"],
        ["Lê Án", "Bùi Anh"],
    ],
)
def test_letters_come_before_tone_marks(ordered: list[str]) -> None:
    keys = [sort_key(text) for text in ordered]
    assert keys == sorted(set(keys))


@given(name=NAMES)
def test_a_sort_key_compares_the_same_everywhere(name: str) -> None:
    key = sort_key(name)
    assert key.isascii()
    assert key == sort_key(name.upper())
    assert sort_key("") < key


@pytest.mark.parametrize(
    "text", ["05/02/2026", "5/2/2026", "5.2.2026", "05-02-2026", " 2026-02-05 ", "2026-02-05T00:00"]
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert parse_date(text) == date(2026, 2, 5)


@pytest.mark.parametrize("text", ["", "31/02/2026", "02/2026", "5/2/26", "hôm nay", "2026/02/05"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whoever asks says it in their own words
        parse_date(text)


@given(day=st.dates(date(1, 1, 1)))
def test_a_day_written_is_the_day_read(day: date) -> None:
    assert len(short_date(day).split("/")) == 3
    if day.year >= 1000:
        assert parse_date(short_date(day)) == day


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 15), "ngày 15 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_official_papers_write_a_day_their_way(day: date, written: str) -> None:
    assert administrative_date(day) == written


@pytest.mark.parametrize(
    ("part", "whole", "places", "written"),
    [
        (7, 10, 1, "70,0%"),
        (6996, 10000, 1, "69,9%"),
        (1, 3, 2, "33,33%"),
        (2, 3, 0, "66%"),
        (0, 5, 1, "0,0%"),
        (12345, 10, 1, "123.450,0%"),
    ],
)
def test_a_share_is_never_rounded_up(part: int, whole: int, places: int, written: str) -> None:
    assert percent(part, whole, places) == written


def test_thousands_have_dots() -> None:
    assert [whole_number(n) for n in (0, 999, 13465, 1234567)] == [
        "0",
        "999",
        "13.465",
        "1.234.567",
    ]
