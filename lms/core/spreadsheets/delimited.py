"""Read CSV as it comes from offices: Unicode or Windows-1258, cells between ; , | or tabs."""

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from lms.core.spreadsheets.cells import clean, column_letters
from lms.core.spreadsheets.limits import Limits
from lms.core.spreadsheets.old_fonts import is_old_font
from lms.core.spreadsheets.refusal import Refusal, Why
from lms.core.spreadsheets.sheet import Row
from lms.core.text import ALPHABET, TONES

_INERT = re.compile(r"'(?=[=+\-@\t\r\n＝＋－＠\d])")  # noqa: RUF001 - what `writing` puts in front
_SEPARATORS = ";,\t|"
_SAID = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)  # how Excel is told the separator
_LOOK = 10_000  # characters, or bytes, that are looked at to tell what a file is


def decode(content: bytes) -> str:
    """Return the text in `content`; raise `Refusal` if its encoding cannot be told.

    UTF-8 and UTF-16 with their marks or without; else Windows-1258, whose tone marks stand behind
    their letters and are put together. Text for TCVN3 and VNI fonts is recognised and refused.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode(content, "utf-16")
    wide = _wide(content[:_LOOK])
    if wide is not None:
        return _decode(content, wide)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _windows_1258(content)
    if "\0" in text:
        raise Refusal(Why.UNKNOWN_KIND)
    return text


def _decode(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refusal(Why.WRONG_ENCODING) from error
    if "\0" in text:
        raise Refusal(Why.UNKNOWN_KIND)
    return text


def _wide(start: bytes) -> str | None:
    """Return which UTF-16 without a mark this is: every other byte of its ASCII is zero."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if not half or (b"\n\0" not in start and b"\0\n" not in start):
        return None
    if odd > half // 3 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > half // 3 and odd == 0 else None


def _windows_1258(content: bytes) -> str:
    try:
        text = unicodedata.normalize("NFC", content.decode("cp1258"))
    except UnicodeDecodeError as error:
        raise Refusal(Why.WRONG_ENCODING) from error
    if is_old_font(text):
        raise Refusal(Why.OLD_FONT)
    if "\0" in text or not all(map(_is_vietnamese, set(text))):
        raise Refusal(Why.WRONG_ENCODING)
    return text


def _is_vietnamese(char: str) -> bool:
    """Tell whether a letter is one of the Vietnamese alphabet, with or without its tone mark."""
    if char.isascii():
        return True
    if not char.isalpha():
        return not unicodedata.combining(char)
    parts = [c for c in unicodedata.normalize("NFD", char.lower()) if c not in TONES]
    return unicodedata.normalize("NFC", "".join(parts)) in ALPHABET


def rows(content: bytes, limits: Limits) -> Iterator[Row]:
    """Yield the rows with content. A row's number counts records, as a spreadsheet would."""
    text = decode(content)
    csv.field_size_limit(limits.cell_chars * 4)
    said = _SAID.match(text)
    separator = said.group(1) if said else _separator(text)
    count = 0
    records = csv.reader(StringIO(text, newline=""), delimiter=separator)
    for number, record in enumerate(records, 1):
        if said and number == 1:
            continue
        cells = dict(_cells(number, record, limits))
        if cells:
            count += 1
            if count > limits.rows:
                raise Refusal(Why.TOO_MANY_ROWS, limit=limits.rows)
            yield number, cells


def _separator(text: str) -> str:
    """Return what parts the first line into most cells; quoted ones may hold the others."""
    first = text[:_LOOK].lstrip("\r\n")

    def cells(separator: str) -> int:
        lines = csv.reader(StringIO(first, newline=""), delimiter=separator)
        return max((len(line) for line in islice(lines, 1)), default=0)

    return max(_SEPARATORS, key=cells)


def _cells(number: int, record: list[str], limits: Limits) -> Iterator[tuple[str, str]]:
    for position, raw in enumerate(record, 1):
        text = clean(raw[1:] if _INERT.match(raw) else raw)
        if not text:
            continue
        column = column_letters(position)
        if position > limits.columns:
            raise Refusal(Why.TOO_MANY_COLUMNS, row=number, column=column, limit=limits.columns)
        if len(text) > limits.cell_chars:
            raise Refusal(Why.CELL_TOO_LONG, row=number, column=column, limit=limits.cell_chars)
        yield column, "t" + text
