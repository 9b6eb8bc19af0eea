"""Files that go out: named in Vietnamese, never shown inside the site."""

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar
from urllib.parse import quote
from uuid import UUID

from flask import Response

from lms.core import audit
from lms.core.clock import utc_now
from lms.core.text import fold
from lms.web.guard import principal
from lms.web.tx import forget, transaction

T = TypeVar("T")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"


def attachment(content: bytes | Iterable[bytes], filename: str, mimetype: str) -> Response:
    """Return `content` as a download; old browsers see the name without marks (RFC 6266)."""
    response = Response(content, content_type=mimetype)
    plain = "".join(c if c.isalnum() or c in ".-_" else "-" for c in fold(filename))
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename)}"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


class Counted(Generic[T]):
    """Rows on their way into a file; `count` says how many have passed."""

    def __init__(self, rows: Iterable[T]) -> None:
        self.count = 0
        self._rows = rows

    def __iter__(self) -> Iterator[T]:
        """Yield the rows as they are asked for."""
        for row in self._rows:
            self.count += 1
            yield row


def record_export(
    subject: tuple[str, UUID | None], *, file: str, rows: int, **parameters: str
) -> None:
    """Write down who takes which file: its kind, parameters and number of rows; no names.

    Called when the file is made, as the last thing done with the database: the request's session
    ends here, and the event has a transaction of its own, so that a large export does not keep
    other writers waiting. If it cannot be written down, there is no file.
    """
    actor = principal().account_uuid
    forget()
    with transaction() as session:
        audit.record(
            session,
            at=utc_now(),
            actor=actor,
            action="file.exported",
            subject=subject,
            detail={"file": file, "rows": rows, **parameters},
        )
