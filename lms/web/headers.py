"""Headers on every response, whatever made it; and gzip."""

import gzip

from flask import Flask, Response, g, request

from lms.web.tx import resources

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SMALLEST = 500  # bytes worth packing
LEVEL = 5
ERROR = 400
PACKED = ("text/", "application/json", "image/svg+xml")


def protect(response: Response) -> Response:
    """Add what tells browsers to trust nothing but this site, and to keep nothing personal.

    Where nobody can say whose page it is (the database did not answer), it may be somebody's.
    """
    for name, value in FIXED.items():
        response.headers[name] = value
    if resources().settings.https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in response.headers:
        kept = response.status_code < ERROR and g.get("visitor", "unknown") is None
        response.headers["Cache-Control"] = "private, no-cache" if kept else "no-store"
        response.vary.add("Cookie")
    return response


def pack(response: Response) -> Response:
    """Gzip text answers: see docs/decisions/0007-gzip-and-form-tokens.md for why this is safe."""
    if (
        response.direct_passthrough
        or response.is_streamed
        or "Content-Encoding" in response.headers
        or not (response.mimetype or "").startswith(PACKED)
    ):
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if len(body) >= SMALLEST and request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(body, compresslevel=LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def init_app(app: Flask) -> None:
    """Add both to every response of `app`."""
    app.after_request(pack)
    app.after_request(protect)
