"""The file itself, line by line: nothing of it is kept anywhere."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from lms.core.clock import local_time
from lms.core.secrets import Keyring
from lms.core.spreadsheets.writing import Column, Sheet, Value, csv_lines
from lms.dossier.columns import FIELDS, LAYOUT, Row
from lms.dossier.models import Export, Format
from lms.dossier.service import rows_of


def file_lines(session: Session, keys: Keyring, *, export: Export) -> Iterator[bytes]:
    """Yield the file that was recorded as `export`."""
    rows = rows_of(session, keys, export=export)
    match Format(export.format):
        case Format.CSV:
            columns = [Column(name) for name in FIELDS.values()]
            yield from csv_lines(Sheet(LAYOUT, columns, (_cells(row) for row in rows)))
        case Format.JSON:
            yield from _json_lines(export, rows)


def _cells(row: Row) -> list[Value]:
    return [*(getattr(row, name) for name in FIELDS if name != "uuid"), str(row.uuid)]


def _json_lines(export: Export, rows: Iterator[Row]) -> Iterator[bytes]:
    """Yield one object: what file this is, then a line for each result."""
    head = {
        "bo_cuc": LAYOUT,
        "ma_lan_xuat": str(export.uuid),
        "xuat_luc": local_time(export.made_at).isoformat(timespec="seconds"),
        "so_dong": export.row_count,
    }
    yield json.dumps(head).removesuffix("}").encode() + b', "ket_qua": ['
    before = b"\n"
    for row in rows:
        yield before + json.dumps(_document(row), ensure_ascii=False).encode()
        before = b",\n"
    yield b"\n]}\n"


def _document(row: Row) -> dict[str, Any]:
    values = zip(FIELDS.values(), _cells(row), strict=True)
    return {name: v.isoformat() if isinstance(v, date) else v for name, v in values}
