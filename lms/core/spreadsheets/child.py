"""The reading process: a file on standard input, JSON lines on standard output, then death.

It limits itself before it looks at the file, and from then on may open nothing: no file, no
socket, no process. The first line names the sheets, then comes one line a row, and last either
`{"rows": n}` or `{"refused": name, "params": {…}}`.
"""

import encodings.cp437
import encodings.cp1258
import encodings.utf_8_sig
import encodings.utf_16
import encodings.utf_16_be
import encodings.utf_16_le  # noqa: F401 - all must be loaded before files are forbidden
import json
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

from lms.core.spreadsheets import delimited, workbook
from lms.core.spreadsheets.archive import open_archive
from lms.core.spreadsheets.limits import MIB, Limits
from lms.core.spreadsheets.old_fonts import is_old_font
from lms.core.spreadsheets.refusal import Refusal, Why
from lms.core.spreadsheets.sheet import Row

_FORBIDDEN = ("open", "socket.", "subprocess.", "os.", "ctypes.", "shutil.", "tempfile.")
_KINDS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"\x1f\x8b", "GZIP"),
    (b"{\\rtf", "RTF"),
    (b"<", "HTML / XML"),
    (b"MZ", "EXE"),
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx with a password
_PACK = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def main(arguments: list[str]) -> None:
    """Read the file on standard input under the limits in `arguments` (JSON)."""
    limits = Limits(**json.loads(arguments[0]))
    _limit_self(limits)
    sys.addaudithook(_forbid)
    try:
        _read(sys.stdin.buffer.read(limits.file_bytes + 1), limits)
    except Refusal as refusal:
        _write({"refused": refusal.why, "params": refusal.params})
    except MemoryError:
        _write({"refused": Why.TOO_HEAVY, "params": {}})
    except Exception:  # noqa: BLE001 - whatever a parser stumbles over is the file's fault
        _write({"refused": Why.FILE_BROKEN, "params": {}})
    sys.stdout.flush()


def _limit_self(limits: Limits) -> None:
    """Set the system's limits on this process, as far as the system knows them."""
    wanted = (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    )
    for kind, value in wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))


def _forbid(event: str, _: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)


def _read(content: bytes, limits: Limits) -> None:
    """Write everything about `content`, or raise."""
    if len(content) > limits.file_bytes:
        raise Refusal(Why.FILE_TOO_LARGE, megabytes=limits.file_bytes // MIB)
    _refuse_kinds(content)
    if content.startswith(b"PK"):
        book = workbook.open_workbook(open_archive(content, limits), limits)
        names = [name for name, _ in book.sheets]
        _write_rows(names, workbook.rows(book))
    else:
        _write_rows([""], delimited.rows(content, limits))


def _refuse_kinds(content: bytes) -> None:
    """Refuse what is neither XLSX nor text, by its first bytes: names and types can lie."""
    if not content.strip():
        raise Refusal(Why.FILE_EMPTY)
    if content.startswith(_COMPOUND):
        raise Refusal(Why.ENCRYPTED if _ENCRYPTED in content else Why.OLD_EXCEL)
    start = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, kind in _KINDS:
        if start.startswith(magic):
            raise Refusal(Why.OTHER_KIND, kind=kind)


def _write_rows(sheets: list[str], found: Iterator[Row]) -> None:
    first = next(found, None)
    if first is None:
        raise Refusal(Why.SHEET_EMPTY, sheet=sheets[0])
    if any(is_old_font(cell[1:]) for cell in first[1].values()):
        raise Refusal(Why.OLD_FONT)
    _write({"sheets": sheets})
    count = 0
    for row in chain([first], found):
        _write(row)
        count += 1
    _write({"rows": count})


def _write(line: object) -> None:
    sys.stdout.write(_PACK(line) + "\n")
