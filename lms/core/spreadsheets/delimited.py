"""Read CSV: UTF-8 with or without its mark, UTF-16 with one; separator ; or , or a tab."""

import codecs
import csv
import re
from collections.abc import Iterator
from io import StringIO

from lms.core.spreadsheets.cells import clean, column_letters
from lms.core.spreadsheets.limits import Limits
from lms.core.spreadsheets.refusal import Refusal, Why
from lms.core.spreadsheets.sheet import Row

_INERT = re.compile(r"'(?=[=+\-@\t\r\n＝＋－＠\d])")  # noqa: RUF001 - what `writing` puts in front


def decode(content: bytes) -> str:
    """Return the text in `content`; raise `Refusal` if its encoding is not Unicode."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(Why.WRONG_ENCODING) from error
    if "\0" in text:
        raise Refusal(Why.UNKNOWN_KIND)
    return text


def rows(content: bytes, limits: Limits) -> Iterator[Row]:
    """Yield the rows with content. A row's number counts records, as a spreadsheet would."""
    text = decode(content)
    first = text[:10_000].partition("\n")[0]
    separator = max(";,\t", key=first.count)
    csv.field_size_limit(limits.cell_chars * 4)
    count = 0
    for number, record in enumerate(csv.reader(StringIO(text, newline=""), delimiter=separator), 1):
        cells = dict(_cells(number, record, limits))
        if cells:
            count += 1
            if count > limits.rows:
                raise Refusal(Why.TOO_MANY_ROWS, limit=limits.rows)
            yield number, cells


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
