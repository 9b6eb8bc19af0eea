"""Read an uploaded table: the file is opened in a process of its own that can do no harm."""

import json
import os
import tempfile
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import IO, NamedTuple, Self

from lms.core.spreadsheets.errors import REFUSALS, FileBroken, FileRefused, FileTooLarge
from lms.core.spreadsheets.limits import MIB, Limits
from lms.core.spreadsheets.reader import Reader

_LONGEST_END = 4096  # bytes that hold the last line


class CellKind(StrEnum):
    """What a cell holds. The value is the letter used between the two processes."""

    TEXT = "t"
    NUMBER = "n"
    DAY = "d"
    TRUTH = "b"
    ERROR = "e"


class Cell(NamedTuple):
    """One cell with content.

    `text` is NFC and trimmed, without invisible characters. A number is written with all its
    digits, no exponent and no ".0"; a day is yyyy-mm-dd; a truth value "1" or "0"; an error as the
    sheet shows it (#N/A). `formula` says that it is the last stored result of a formula.
    """

    text: str
    kind: CellKind = CellKind.TEXT
    formula: bool = False


_LETTERS = {
    **{kind.value: (kind, False) for kind in CellKind},
    **{kind.value.upper(): (kind, True) for kind in CellKind},
}


class Row(NamedTuple):
    """One row with content: its number as the sheet shows it, and its cells by column letters."""

    number: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        """Return the text in `column` ("A", "AB"), "" if it is empty."""
        cell = self.cells.get(column)
        return cell.text if cell else ""


class Table:
    """The rows with content of a file's first visible sheet. Iterate as often as needed.

    The rows wait in memory outside Python, packed; `close` (or `with`) gives it back.
    """

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._lines = _scratch()
        self._reader = Reader(content, self._lines, limits)

    @property
    def has_ended(self) -> bool:
        """Tell whether the whole file has been read, well or not."""
        return self._reader.has_ended

    def wait(self) -> None:
        """Wait until the whole file has been read; raise a `FileRefused` if it cannot be."""
        self._reader.wait()
        _ = self._last

    @cached_property
    def sheets(self) -> list[str]:
        """The names of the visible sheets."""
        self.wait()
        names: list[str] = json.loads(next(self._reader.lines()))["sheets"]
        return names

    @property
    def sheet(self) -> str:
        """The name of the sheet that was read; "" for CSV."""
        return self.sheets[0]

    @property
    def row_count(self) -> int:
        """How many rows with content there are, headings included."""
        self.wait()
        return self._last["rows"]

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows from the top, as they are read; raise a `FileRefused` at the end."""
        for line in self._reader.lines():
            if line.startswith(b"["):
                number, cells = json.loads(line)
                yield Row(number, {column: _cell(packed) for column, packed in cells.items()})
        self.wait()

    @cached_property
    def _last(self) -> dict[str, int]:
        """The last line once the process has ended: a count. Raises what a refusal says."""
        size = os.fstat(self._lines.fileno()).st_size
        end = os.pread(self._lines.fileno(), _LONGEST_END, max(0, size - _LONGEST_END))
        last = end.rstrip(b"\n").rpartition(b"\n")[2]
        answer = json.loads(last) if last.startswith(b"{") else None
        if answer is None:
            raise FileBroken
        if refused := answer.get("refused"):
            kind: type[FileRefused] = REFUSALS[refused]
            raise kind(**answer["params"])
        count: dict[str, int] = answer
        return count

    def close(self) -> None:
        """Give the memory back; end the process if it still reads."""
        self._reader.stop()
        self._lines.close()

    def __enter__(self) -> Self:
        """Return the table."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the table."""
        self.close()


def read_table(source: bytes | Path, *, limits: Limits | None = None) -> Table:
    """Read an XLSX or CSV file; raise a `FileRefused` that says what is wrong and how to mend it.

    The kind is told from the content, not from a name. A process of its own reads the file under
    `limits` (see `Limits`) and has ended when this returns. No request should wait for it: a
    large file takes seconds.
    """
    limits = limits or Limits()
    content = source if isinstance(source, bytes) else _read_file(source, limits)
    table = Table(content, limits)
    try:
        table.wait()
    except BaseException:
        table.close()
        raise
    return table


def follow_table(content: bytes) -> Table:
    """Read as `read_table` does, without waiting: the rows can be used while the file is read.

    What is wrong with the file shows in the midst of iterating, after rows that seemed good:
    whoever has kept any of them must throw them away.
    """
    return Table(content, Limits())


def _read_file(path: Path, limits: Limits) -> bytes:
    if path.stat().st_size > limits.file_bytes:
        raise FileTooLarge(megabytes=limits.file_bytes // MIB)
    return path.read_bytes()


def _scratch() -> IO[bytes]:
    """Return a file that has no name: in memory where the system can, so that nothing is left."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("table"), "w+b")
    return tempfile.TemporaryFile()


def _cell(packed: str) -> Cell:
    kind, formula = _LETTERS[packed[0]]
    return Cell(packed[1:], kind, formula)
