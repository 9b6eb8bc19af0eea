"""Headers on every response, whatever made it; and gzip."""

import gzip

from flask import Flask, Response, request

from lms.web.guard import visitor
from lms.web.tx import resources

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
SMALLEST = 500  # bytes worth packing
PACKED = ("text/", "application/json", "image/svg+xml")


def protect(response: Response) -> Response:
    """Add what tells browsers to trust nothing but this site."""
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if resources().settings.https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store" if _is_private() else "no-cache"
    return response


def _is_private() -> bool:
    try:
        return visitor() is not None
    except Exception:  # noqa: BLE001 - an error page must go out whatever is broken
        return True


def pack(response: Response) -> Response:
    """Gzip text answers.

    Pages mix a secret (the form token) with typed text, which an attacker could measure through
    the packed length; the token is signed anew with a time for each page, so it never repeats.
    """
    response.vary.add("Accept-Encoding")
    wanted = "gzip" in request.headers.get("Accept-Encoding", "")
    if (
        not wanted
        or response.direct_passthrough
        or response.is_streamed
        or "Content-Encoding" in response.headers
        or not (response.mimetype or "").startswith(PACKED)
    ):
        return response
    body = response.get_data()
    if len(body) >= SMALLEST:
        response.set_data(gzip.compress(body, compresslevel=5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def init_app(app: Flask) -> None:
    """Add both to every response of `app`."""
    app.after_request(pack)
    app.after_request(protect)
