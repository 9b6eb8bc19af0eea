"""The rows of one worksheet, built from expat's events."""

from dataclasses import dataclass, field

from lms.core.spreadsheets.cells import (
    clean,
    column_letters,
    column_number,
    day_text,
    number_text,
    time_text,
    unescape,
)
from lms.core.spreadsheets.limits import Limits
from lms.core.spreadsheets.refusal import Refusal, Why

Row = tuple[int, dict[str, str]]
_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_NAMES = ("row", "c", "v", "t", "f", "is", "rPh")


@dataclass
class Formats:
    """What the cell styles of a workbook say about numbers, by style number."""

    days: list[bool] = field(default_factory=list)
    times: list[bool] = field(default_factory=list)
    paddings: list[int] = field(default_factory=list)
    since_1904: bool = False


class SheetParser:
    """Collects rows; `take` hands over those that are complete."""

    def __init__(self, strings: list[str], formats: Formats, limits: Limits) -> None:
        self._strings = strings
        self._formats = formats
        self._limits = limits
        self._ready: list[Row] = []
        self._count = 0
        self._row = 0
        self._column = 0
        self._cells: dict[str, str] = {}
        self._kind = "n"
        self._style = 0
        self._formula = False
        self._collect = False
        self._phonetic = False
        self._pieces: list[str] = []
        self._length = 0
        self._letters: dict[int, str] = {}
        self._numbers: dict[str, int] = {}

    def take(self) -> list[Row]:
        """Return the rows completed since the last call."""
        ready, self._ready = self._ready, []
        return ready

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Expat's start of an element."""
        if name not in _NAMES:
            name = name.rpartition(":")[2]
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t"):
            self._collect = not self._phonetic
        elif name == "row":
            self._begin_row(attributes)
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic = True

    def text(self, data: str) -> None:
        """Expat's characters."""
        if self._collect:
            self._length += len(data)
            if self._length > self._limits.cell_chars:
                self._too_long()
            self._pieces.append(data)

    def end(self, name: str) -> None:
        """Expat's end of an element."""
        if name not in _NAMES:
            name = name.rpartition(":")[2]
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self._collect = False
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._phonetic = False

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r") or self._row + 1)
        if not self._row < number <= _LAST_ROW:
            raise Refusal(Why.FILE_BROKEN)
        self._row, self._column, self._cells = number, 0, {}

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        letters = attributes.get("r", "").rstrip("0123456789")
        column = self._number_of(letters) if letters else self._column + 1
        if not self._column < column <= _LAST_COLUMN:
            raise Refusal(Why.FILE_BROKEN)
        self._column = column
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", "0"))
        self._formula = False
        self._pieces.clear()
        self._length = 0

    def _end_cell(self) -> None:
        if not self._pieces:
            return
        value = self._value("".join(self._pieces))
        if len(value) == 1:
            return
        if self._column > self._limits.columns:
            raise Refusal(
                Why.TOO_MANY_COLUMNS, row=self._row, column=self._name(), limit=self._limits.columns
            )
        if len(value) - 1 > self._limits.cell_chars:
            self._too_long()
        self._cells[self._name()] = value[0].upper() + value[1:] if self._formula else value

    def _end_row(self) -> None:
        if self._cells:
            self._count += 1
            if self._count > self._limits.rows:
                raise Refusal(Why.TOO_MANY_ROWS, limit=self._limits.rows)
            self._ready.append((self._row, self._cells))

    def _value(self, raw: str) -> str:
        """Return kind letter and text; only the letter for a cell that shows nothing."""
        match self._kind:
            case "s":
                return "t" + clean(self._strings[int(raw)])
            case "inlineStr" | "str":
                return "t" + clean(unescape(raw))
            case "b":
                return "b" + ("1" if raw.strip() in ("1", "true") else "0")
            case "e":
                return "e" + clean(raw)
            case "d":
                return "d" + clean(raw)[:10]
            case _:
                return self._number(raw)

    def _number(self, raw: str) -> str:
        formats, style = self._formats, self._style
        known = style < len(formats.days)
        try:
            if known and formats.days[style]:
                return "d" + day_text(raw, since_1904=formats.since_1904)
            if known and formats.times[style]:
                return "t" + time_text(raw)
            return "n" + number_text(raw, formats.paddings[style] if known else 0)
        except (ValueError, OverflowError):
            return "e" + clean(raw)

    def _number_of(self, letters: str) -> int:
        """Return the number of the column called `letters`; refuse what is no name of one."""
        known = self._numbers.get(letters)
        if known is None:
            if not (letters.isascii() and letters.isalpha() and letters.isupper()):
                raise Refusal(Why.FILE_BROKEN)
            known = column_number(letters)
            if known <= _LAST_COLUMN:
                self._numbers[letters] = known
        return known

    def _name(self) -> str:
        """Return the letters of the current column."""
        letters = self._letters.get(self._column)
        if letters is None:
            letters = self._letters[self._column] = column_letters(self._column)
        return letters

    def _too_long(self) -> None:
        raise Refusal(
            Why.CELL_TOO_LONG, row=self._row, column=self._name(), limit=self._limits.cell_chars
        )
