"""What a spreadsheet stores, as the text a person sees. Pure functions.

A cell leaves the reading process as one letter for its kind and its text: `t` text, `n` number,
`d` day (yyyy-mm-dd), `b` truth value, `e` error value; a capital letter says that the cell is a
formula and the text its last stored result.
"""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from lms.core.text import nfc

_UNSEEN = dict.fromkeys(  # soft hyphen, zero widths, byte-order mark, changes of direction
    [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)
_ODD = re.compile(f"[\0-\x1f\x7f-\x9f{''.join(map(chr, _UNSEEN))}]")  # those, and all controls
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_BUILT_IN_DAYS = frozenset([*range(14, 18), 22, *range(27, 37), *range(50, 59)])
_BUILT_IN_TIMES = frozenset([*range(18, 22), *range(45, 48)])
_LAST_SERIAL = 2_958_465  # 31/12/9999
_LEAP_BUG = 60  # Excel counts a 29/02/1900 that never was
_EXACT = 1e15  # above this a spreadsheet keeps no exact whole numbers


def clean(text: str) -> str:
    """Return `text` composed, without invisible characters, controls and spare white space."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    if not _ODD.search(text):
        return nfc(text)
    seen = text.translate(_UNSEEN)
    return nfc("".join(c if unicodedata.category(c) != "Cc" or c.isspace() else "" for c in seen))


def unescape(text: str) -> str:
    """Undo the `_x000D_` writing of characters that XML cannot hold."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)


def is_day_format(number: int, code: str | None) -> bool:
    """Say whether number format `number` (with its own `code`, or built in) shows a date."""
    if code is None:
        return number in _BUILT_IN_DAYS
    bare = _QUOTED.sub("", code.partition(";")[0]).lower()
    return "d" in bare or "y" in bare


def is_time_format(number: int, code: str | None) -> bool:
    """Say whether the format shows hours or seconds and no date."""
    if code is None:
        return number in _BUILT_IN_TIMES
    bare = _QUOTED.sub("", code.partition(";")[0]).lower()
    return not is_day_format(number, code) and ("h" in bare or "s" in bare) and "0" not in bare


def padding(code: str | None) -> int:
    """Return how many digits a format like "000000000000" always shows, else 0."""
    return len(code) if code and set(code) == {"0"} else 0


def number_text(raw: str, digits: int = 0) -> str:
    """Write a stored number as people see it: all digits, no exponent, no .0, at most 15 digits.

    "7.9201000123E+10" gives "79201000123"; "0.1000000000000001" gives "0.1". With `digits` whole
    numbers are padded with zeros in front. Raises `ValueError` for what is no finite number.
    """
    try:
        value = float(Decimal(raw.strip()))
    except (InvalidOperation, OverflowError) as error:
        raise ValueError(raw) from error
    if value != value or abs(value) > 1e300:  # noqa: PLR0124, PLR2004 - not a number, or infinite
        raise ValueError(raw)
    if value.is_integer() and abs(value) < _EXACT:
        return f"{int(value):0{digits}d}"
    text = format(value, ".15g")
    return text if "e" not in text else format(Decimal(text), "f")


def day_text(raw: str, *, since_1904: bool) -> str:
    """Return the calendar day of serial number `raw` as yyyy-mm-dd; raise `ValueError`."""
    serial = int(float(raw)) + (1462 if since_1904 else 0)
    if not 0 < serial <= _LAST_SERIAL or serial == _LEAP_BUG:
        raise ValueError(raw)
    start = date(1899, 12, 31) if serial < _LEAP_BUG else date(1899, 12, 30)
    return (start + timedelta(days=serial)).isoformat()


def time_text(raw: str) -> str:
    """Return the time of day in the fraction of `raw` as hh:mm."""
    minutes = round(float(raw) % 1 * 24 * 60)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def column_letters(number: int) -> str:
    """Return the letters of column `number`, counted from 1: 28 gives "AB"."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of the column called `letters`: "AB" gives 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
