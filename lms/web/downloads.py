"""Files that go out: named in Vietnamese, never shown inside the site."""

from collections.abc import Iterable
from urllib.parse import quote

from flask import Response

from lms.core.text import fold

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
