"""Style sheet, scripts and fonts: addresses carry a content hash and are kept for a year."""

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, request, url_for

from lms.core.errors import NotFound
from lms.web.guard import impersonal

FOLDER = Path(__file__).with_name("static")
bp = Blueprint("static", __name__)
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file in memory, plain and packed."""

    content: bytes
    packed: bytes
    digest: str
    mimetype: str


@cache
def asset(name: str) -> Asset:
    """Return the file, or raise `NotFound`; the style sheet names its fonts with their hashes."""
    path = FOLDER / name
    if "/" in name or not path.is_file():
        raise NotFound
    content = path.read_bytes()
    if name.endswith(".css"):
        for font in FOLDER.glob("*.woff2"):
            content = content.replace(
                f"url(fonts/{font.name})".encode(),
                f"url(/tinh/{asset(font.name).digest}/{font.name})".encode(),
            )
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    digest = sha256(content).hexdigest()[:16]
    return Asset(content, gzip.compress(content, mtime=0), digest, mimetype)


@bp.app_template_global()
def static_url(name: str) -> str:
    """Return the address of a static file, with its hash."""
    return url_for("static.show_file", digest=asset(name).digest, name=name)


@bp.get("/tinh/<string:digest>/<string:name>")
@impersonal
def show_file(digest: str, name: str) -> Response:
    """Send the file; another hash is another file and does not exist."""
    found = asset(name)
    if digest != found.digest:
        raise NotFound
    packs = len(found.packed) < len(found.content) and request.accept_encodings["gzip"] > 0
    response = Response(found.packed if packs else found.content, mimetype=found.mimetype)
    response.vary.add("Accept-Encoding")
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
