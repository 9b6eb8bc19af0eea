"""A sheet of a workbook that takes whole rows."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from html import escape

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

Cell = tuple[str | int | Decimal, Format]


class Page(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """XlsxWriter's sheet for `constant_memory`, with a short way for long lists.

    XlsxWriter makes an object of each cell and looks at it several times more; of 100,000 rows that
    is most of the time. It also takes a text from "<r>" to "</r>" for markup of its own.
    """

    def write_values(
        self, number: int, cells: Sequence[Cell | None], *, height: float | None = None
    ) -> None:
        """Write row `number` (from 0), below every row before; `height` in points.

        A text is written as it is, a number with all its digits; None leaves the cell empty.
        """
        self._write_single_row(number)  # what was written cell by cell goes before
        size = f' ht="{height:g}" customHeight="1"' if height else ""
        parts = [f'<row r="{number + 1}"{size}>']
        for column, cell in enumerate(cells):
            if cell is not None:
                value, style = cell
                place = f'r="{_letters(column)}{number + 1}" s="{style._get_xf_index()}"'  # noqa: SLF001 - only the row written by XlsxWriter asks
                if isinstance(value, str):
                    inside = f'<is><t xml:space="preserve">{_escaped(value)}</t></is>'
                    parts.append(f'<c {place} t="inlineStr">{inside}</c>')
                else:
                    parts.append(f"<c {place}><v>{value}</v></c>")
        self.fh.write("".join((*parts, "</row>")))
        self._check_dimensions(number, len(cells) - 1)


_letters = lru_cache(xl_col_to_name)


@lru_cache(maxsize=10_000)  # units, groups and reasons repeat from row to row
def _escaped(text: str) -> str:
    plain: str = Worksheet._escape_control_characters(text)  # noqa: SLF001 - as in its own cells
    return escape(plain, quote=False)
