"""Vietnamese text: one Unicode form in, one alphabetical order out, one way to search."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_RANK = {letter: chr(ord("A") + rank) for rank, letter in enumerate(ALPHABET)}
_OLD_TONE = re.compile(r"(?<!q)(o[aàáảãạ]|o[eèéẻẽẹ]|u[yỳýỷỹỵ])(?![a-zà-ỹ])", re.IGNORECASE)
_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_COMBINING = re.compile("[\u0300-\u036f]+")
_ID_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){11}")


def nfc(value: str) -> str:
    """Return `value` composed (NFC) with outer and repeated white space removed.

    Keyboards differ: "ễ" arrives as one code point or as three. Without this, equal names
    compare unequal and unique constraints let twins in. NUL, which not every database can keep,
    is left out. Source: Unicode UAX #15.
    """
    return " ".join(unicodedata.normalize("NFC", value.replace("\0", "")).split())


@lru_cache(maxsize=5_000)  # whoever compares rows of a file folds the same name several times
def fold(value: str) -> str:
    """Return `value` for searching: no tone or vowel marks, đ as d, small letters, one apostrophe.

    "hoa" then finds Hoà, Hòa and Hoa; "dac" finds Đắc.
    """
    plain = unicodedata.normalize("NFD", value.lower().replace("đ", "d"))
    plain = _COMBINING.sub("", plain)
    return " ".join(plain.replace("’", "'").split())


def one_spelling(value: str) -> str:
    """Return `value` with tone marks placed the new way (Hoà → Hòa) and one kind of apostrophe.

    For comparing names that were typed by different hands; tone marks are kept, case is not.
    """
    text = nfc(value).replace("’", "'").lower()
    return _OLD_TONE.sub(_move_tone, text)


def _move_tone(match: re.Match[str]) -> str:
    first, second = match.group(0)[0], match.group(0)[1]
    parts = unicodedata.normalize("NFD", second)
    marks = "".join(c for c in parts if c in _MARKS)
    rest = "".join(c for c in parts if c not in _MARKS)
    return unicodedata.normalize("NFC", first + marks) + unicodedata.normalize("NFC", rest)


def holds_id_number(text: str) -> bool:
    """Tell whether `text` holds twelve digits in a row, however they are set apart."""
    return _ID_NUMBER.search(text) is not None


def sort_key(full_name: str) -> str:
    """Return an ASCII key that puts names in Vietnamese order: given name, then family, middle.

    The given name is the last word. Letters compare before tone marks, tone marks in the order
    none, huyền, hỏi, ngã, sắc, nặng. Compared byte by byte, the key gives the same order on
    every database.
    """
    words = one_spelling(full_name).split(" ")
    keys = [_word_key(word) for word in [words[-1], *words[:-1]]]
    return " ".join(keys)


@lru_cache(maxsize=20_000)  # the same few thousand syllables make up all names
def _word_key(word: str) -> str:
    letters, tones = [], []
    for char in unicodedata.normalize("NFC", word):
        parts = unicodedata.normalize("NFD", char)
        tone = next((TONES[c] for c in parts if c in TONES), "0")
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES))
        if base.isascii() and base.isdigit():
            letters.append(base)
        elif base in _RANK:
            letters.append(_RANK[base])
        else:
            continue
        tones.append(tone)
    return "".join(letters) + "!" + "".join(tones).rstrip("0")


@lru_cache(maxsize=2_000)  # a long list names few days, each many times
def short_date(day: date) -> str:
    """Write `day` as 05/02/2026."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def parse_date(value: str) -> date:
    """Read a day written dd/mm/yyyy, d.m.yyyy, d-m-yyyy or yyyy-mm-dd; raise `ValueError`."""
    text = value.strip()
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, match.groups())
        return date(year, month, day)
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, match.groups())
        return date(year, month, day)
    raise ValueError(value)


def administrative_date(day: date) -> str:
    """Write `day` as official papers do: 2026-02-05 gives "ngày 05 tháng 02 năm 2026".

    Days below 10 and the months 1 and 2 take a leading zero; other months do not.
    Source: Nghị định 30/2020/NĐ-CP, Phụ lục I, place and date of issue.
    """
    month = f"{day.month:02d}" if day.month in (1, 2) else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def whole_number(value: int) -> str:
    """Write `value` with dots between thousands: 13465 gives "13.465"."""
    return f"{value:,}".replace(",", ".")


def percent(part: int, whole: int, places: int = 1) -> str:
    """Write part ÷ whole as a percentage with a decimal comma, never rounded up to a limit.

    Digits beyond `places` are cut off, not rounded, so that 69,96 % is never shown as 70,0 %.
    `whole` must be positive.
    """
    scaled = part * 100 * 10**places // whole
    integer, fraction = divmod(scaled, 10**places)
    return f"{whole_number(integer)},{fraction:0{places}d}%" if places else f"{integer}%"
