"""Write tables as XLSX and CSV. Nothing that a person typed can become a formula.

XLSX is what people get: text stays text, numbers and days are real ones. CSV is for programs and
follows what Excel with Vietnamese settings reads at a double click: UTF-8 with its mark, `;`
between cells, decimal comma, dd/mm/yyyy, CRLF. A CSV cell that a spreadsheet would compute or
change (it begins with = + - @ or a control character, or is a number with a leading zero or
more than 11 digits) gets one apostrophe in front; `reading` takes it off again.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from io import StringIO
from itertools import chain, count, islice
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from lms.core.i18n import gettext, msgid
from lms.core.spreadsheets.page import Cell, Page
from lms.core.text import short_date

Value = str | int | Decimal | date | None
_MOST_ROWS, _NAME = 1_048_576, 31  # rows of a sheet, characters of its name: Excel's limits
_LONGEST = 32_767  # characters in a cell, and one more is silently lost
_DAY_ZERO = date(1899, 12, 30)  # as Excel counts days
_LINE, _HIGHEST = 15, 409  # points; Excel allows no more
_BLANK_ROWS = 1_000  # rows below a template's headings that offer its choices
_COMPUTED = re.compile(r"[=+\-@\t\r\n＝＋－＠]|0\d|\d{12}")  # noqa: RUF001 - Excel takes the wide ones too
_PLACES = Decimal("0.0001")
_PAGE = msgid("Trang %(page)s / %(pages)s")


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"  # int or Decimal
    RATIO = "ratio"  # Decimal 0–1, shown as 69,96 %; cut off after that, never rounded up
    DAY = "day"  # date


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what it holds, its width in characters.

    `choices` makes a list to pick from and `hint` a note shown at the cell, both for templates.
    """

    heading: str
    kind: Kind = Kind.TEXT
    width: int = 16
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: `notes` are lines above the headings, `rows` may be a generator."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]] = ()
    notes: Sequence[str] = field(default=())


def write_xlsx(
    target: Path | BinaryIO,
    sheets: Iterable[Sheet],
    *,
    title: str,
    made_at: datetime,
    author: str = "Lan Tỏa",
    most_rows: int = _MOST_ROWS,
) -> None:
    """Write `sheets` to `target`, row by row; memory does not grow with the rows.

    Headings are frozen and filtered; each prints on A4 landscape, headings on every page. Sheet
    names are cut to the 31 characters that Excel allows; what is longer than `most_rows` goes on in
    a sheet of the same name with a number. `made_at` (aware) goes into the file's properties.
    Raises `ValueError` for a text longer than 32,767 characters.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, {**options, "strings_to_numbers": False})
    try:
        created = made_at.replace(tzinfo=None)
        book.set_properties({"title": title, "author": author, "created": created})
        styles = _Styles(book)
        for sheet in chain.from_iterable(_parts(sheet, most_rows) for sheet in sheets):
            _write_sheet(book.add_worksheet(_sheet_name(sheet.name), Page), sheet, styles)
    finally:
        book.close()


def _parts(sheet: Sheet, most_rows: int) -> Iterator[Sheet]:
    """Yield the sheet, or what fits into one and then the rest; each is written before the next."""
    rows, room = iter(sheet.rows), most_rows - len(sheet.notes) - 1
    yield replace(sheet, rows=islice(rows, room))
    for number in count(2):
        if (row := next(rows, None)) is None:
            return
        name = f"{sheet.name[: _NAME - 5]} {number}"
        yield replace(sheet, name=name, rows=chain([row], islice(rows, room - 1)))


def write_csv(target: BinaryIO, sheet: Sheet) -> None:
    """Write `sheet` to `target` as CSV, as the module's first lines say."""
    target.writelines(csv_lines(sheet))


def csv_lines(sheet: Sheet) -> Iterator[bytes]:
    """Yield `sheet` as CSV line by line, for a download that streams; `notes` are left out."""
    line = StringIO(newline="")
    writer = csv.writer(line, delimiter=";", lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    headings = [_inert(column.heading) for column in sheet.columns]
    written = ([_csv_text(value) for value in row] for row in sheet.rows)
    for cells in (cells for part in ([headings], written) for cells in part):
        line.seek(0)
        line.truncate()
        writer.writerow(cells)
        yield line.getvalue().encode()


class _Styles:
    """The formats of a workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        cell = {"valign": "top", "text_wrap": True}
        codes = {Kind.TEXT: "@", Kind.NUMBER: "#,##0", Kind.RATIO: "0.00%"}
        codes[Kind.DAY] = "dd/mm/yyyy"
        self.cells = {kind: book.add_format(cell | {"num_format": codes[kind]}) for kind in Kind}
        self.fraction = book.add_format(cell | {"num_format": "#,##0.0###"})
        self.heading = book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "vcenter",
                "bg_color": "#E3ECF5",
                "border": 1,
            }
        )
        self.note = book.add_format({"bold": True})


def _sheet_name(name: str) -> str:
    """Return `name` without the characters and length that Excel refuses."""
    return re.sub(r"[\[\]:*?/\\]", "-", name).strip("'")[:_NAME]


def _write_sheet(page: Page, sheet: Sheet, styles: _Styles) -> None:
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width, styles.cells[column.kind])
    for number, note in enumerate(sheet.notes):
        page.write_string(number, 0, note, styles.note)
    top = len(sheet.notes)
    headings = [column.heading for column in sheet.columns]
    page.set_row(top, _height(sheet.columns, headings))
    for number, column in enumerate(sheet.columns):
        page.write_string(top, number, column.heading, styles.heading)
    last = top
    for last, row in enumerate(sheet.rows, top + 1):
        cells = [
            _cell(value, column.kind, styles)
            for column, value in zip(sheet.columns, row, strict=True)
        ]
        page.write_values(last, cells, height=_height(sheet.columns, row))
    page.freeze_panes(top + 1, 0)
    page.autofilter(top, 0, max(last, top + 1), len(sheet.columns) - 1)
    _add_choices(page, sheet, top, max(last, top + _BLANK_ROWS))
    _set_up_print(page, top)


def _height(columns: Sequence[Column], row: Sequence[Value]) -> int | None:
    """Return points for the longest text: not every program makes room when it opens the file."""
    lines = max(
        (
            -(-len(value) // column.width)
            for column, value in zip(columns, row, strict=True)
            if isinstance(value, str)
        ),
        default=1,
    )
    return min(lines * _LINE, _HIGHEST) if lines > 1 else None


def _cell(value: Value, kind: Kind, styles: _Styles) -> Cell | None:
    match value:
        case None:
            return None
        case str():
            if len(value) > _LONGEST:
                msg = f"a cell holds {_LONGEST} characters, got {len(value)}"
                raise ValueError(msg)
            return value, styles.cells[Kind.TEXT]
        case datetime():
            msg = "a cell holds a day, not a moment: convert it to local time first"
            raise ValueError(msg)
        case date():
            return (value - _DAY_ZERO).days, styles.cells[kind]
        case Decimal() if kind is Kind.RATIO:
            return value.quantize(_PLACES, ROUND_DOWN), styles.cells[kind]
        case Decimal():
            return value, styles.fraction
        case int():
            return value, styles.cells[kind]


def _add_choices(page: Page, sheet: Sheet, top: int, last: int) -> None:
    """Let the cells of a template offer their choices and hints."""
    for number, column in enumerate(sheet.columns):
        if column.choices or column.hint:
            rule: dict[str, object] = {"validate": "any"}
            if column.choices:
                rule = {"validate": "list", "source": list(column.choices), "ignore_blank": True}
            if column.hint:
                rule |= {"input_title": column.heading[:32], "input_message": column.hint[:255]}
            page.data_validation(top + 1, number, last, number, rule)


def _set_up_print(page: Page, top: int) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    page.set_footer("&C" + gettext(_PAGE, page="&P", pages="&N"))


def _csv_text(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return _inert(value)
        case date():
            return short_date(value)
        case Decimal():
            return format(value, "f").replace(".", ",")
        case int():
            return str(value)


def _inert(text: str) -> str:
    """Return `text` with an apostrophe if a spreadsheet would compute or change it."""
    return "'" + text if _COMPUTED.match(text.lstrip(" ")) else text
