"""Between sheets and letters: the same rows, in each written as it writes numbers."""

from collections.abc import Container
from decimal import Decimal

from lms.core.spreadsheets.writing import Column, Kind, Sheet, Value
from lms.core.text import percent, short_date, whole_number
from lms.reports.letter import SEAL, SEAL_HEADS, Letter, Table

NARROWEST = 14  # as wide as "100,00%" needs, beside the others
_PLACES = 10**4  # of a ratio


def table_of(sheet: Sheet, title: str, *, skip: Container[int] = ()) -> Table:
    """Return the sheet as text, without the columns numbered in `skip`."""
    kept = [number for number in range(len(sheet.columns)) if number not in skip]
    columns = [sheet.columns[number] for number in kept]
    return Table(
        title=title,
        head=tuple(column.heading for column in columns),
        rows=tuple(tuple(_text(row[number]) for number in kept) for row in sheet.rows),
        widths=tuple(max(column.width, NARROWEST) for column in columns),
        numbers=frozenset(
            place for place, column in enumerate(columns) if column.kind is not Kind.TEXT
        ),
    )


def seal_sheet(letter: Letter) -> Sheet:
    """Return what the figure was sealed with, for the workbook."""
    first, second = SEAL_HEADS
    return Sheet(SEAL, (Column(first, width=36), Column(second, width=90)), letter.seal)


def _text(value: Value) -> str:
    match value:
        case None:
            return "–"
        case Decimal():  # a ratio: cut off, never rounded up
            return percent(int(value * _PLACES), _PLACES, 2)
        case int():
            return whole_number(value)
        case str():
            return value
        case _:
            return short_date(value)
