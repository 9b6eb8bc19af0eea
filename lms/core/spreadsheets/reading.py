"""Read an uploaded table: the file is opened in a process of its own that can do no harm."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import IO, Self

from lms.core.spreadsheets.errors import REFUSALS, FileBroken, FileRefused, FileTooLarge, TooHeavy
from lms.core.spreadsheets.limits import MIB, Limits

_ROOT = Path(__file__).resolve().parents[3]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from lms.core.spreadsheets.child import main; main(sys.argv[2:])"
)


class CellKind(StrEnum):
    """What a cell holds. The value is the letter used between the two processes."""

    TEXT = "t"
    NUMBER = "n"
    DAY = "d"
    TRUTH = "b"
    ERROR = "e"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with content.

    `text` is NFC and trimmed, without invisible characters. A number is written with all its
    digits, no exponent and no ".0"; a day is yyyy-mm-dd; a truth value "1" or "0"; an error as the
    sheet shows it (#N/A). `formula` says that it is the last stored result of a formula.
    """

    text: str
    kind: CellKind = CellKind.TEXT
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Row:
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

    def __init__(self, lines: IO[bytes]) -> None:
        self._lines = lines
        lines.seek(0)
        self.sheets: list[str] = json.loads(lines.readline())["sheets"]
        self._start = lines.tell()

    @property
    def sheet(self) -> str:
        """The name of the sheet that was read; "" for CSV."""
        return self.sheets[0]

    @cached_property
    def row_count(self) -> int:
        """How many rows with content there are, headings included."""
        return sum(1 for _ in self._raw())

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows from the top."""
        for line in self._raw():
            number, cells = json.loads(line)
            yield Row(number, {column: _cell(packed) for column, packed in cells.items()})

    def _raw(self) -> Iterator[bytes]:
        self._lines.seek(self._start)
        for line in self._lines:
            if line.startswith(b"["):
                yield line

    def close(self) -> None:
        """Give the memory back."""
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
    lines = _scratch()
    try:
        _run(content, lines, limits)
        _raise_if_refused(lines)
        return Table(lines)
    except BaseException:
        lines.close()
        raise


def _read_file(path: Path, limits: Limits) -> bytes:
    if path.stat().st_size > limits.file_bytes:
        raise FileTooLarge(megabytes=limits.file_bytes // MIB)
    return path.read_bytes()


def _scratch() -> IO[bytes]:
    """Return a file that has no name: in memory where the system can, so that nothing is left."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("table"), "w+b")
    return tempfile.TemporaryFile()


def _run(content: bytes, lines: IO[bytes], limits: Limits) -> None:
    """Let the child read `content` and write to `lines`; it has ended afterwards, whatever came."""
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", _START]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            [*command, str(_ROOT), json.dumps(asdict(limits))],
            input=content,
            stdout=lines,
            stderr=subprocess.DEVNULL,
            timeout=limits.wall_seconds,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TooHeavy from error
    if done.returncode < 0:
        raise TooHeavy
    if done.returncode > 0:
        raise FileBroken


def _raise_if_refused(lines: IO[bytes]) -> None:
    """Read the last line: a count, or a refusal."""
    size = lines.seek(0, os.SEEK_END)
    lines.seek(max(0, size - 4096))
    last = lines.read().rstrip(b"\n").rpartition(b"\n")[2]
    answer = json.loads(last) if last.startswith(b"{") else None
    if answer is None:
        raise FileBroken
    if refused := answer.get("refused"):
        kind: type[FileRefused] = REFUSALS[refused]
        raise kind(**answer["params"])


def _cell(packed: str) -> Cell:
    letter = packed[0]
    return Cell(packed[1:], CellKind(letter.lower()), letter.isupper())
