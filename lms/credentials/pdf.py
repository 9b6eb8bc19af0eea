"""A certificate as PDF. Pure: a snapshot in, bytes out; nothing is fetched from anywhere."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, Template

from lms.core import documents
from lms.credentials.page import lay_out


def certificate_pdf(snapshot: Mapping[str, object], *, address: str, issued_at: datetime) -> bytes:
    """Return the certificate, A4 landscape; `address` goes into the QR code.

    The same arguments give the same bytes.
    """
    html, styles = certificate_page(snapshot)
    return documents.pdf(
        html,
        styles=styles,
        title=f"{snapshot['title']} {snapshot['number']}",
        made_at=issued_at,
        images={"qr.png": documents.qr_png(address)},
    )


def certificate_page(snapshot: Mapping[str, object]) -> tuple[str, str]:
    """Return the page that is printed and its CSS; the QR code is the image `qr.png`."""
    page = lay_out(snapshot)
    html = _template("certificate.html").render(printed=snapshot, page=page)
    return html, _template("certificate.css").render(page=page)


@cache
def _template(name: str) -> Template:
    loader = PackageLoader("lms.credentials", "templates")
    return Environment(loader=loader, autoescape=True).get_template(f"credentials/{name}")
