"""Slips as files for a printer. Pure: values in, bytes out; nothing is fetched from anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import TypeVar
from zipfile import ZipFile

from jinja2 import Environment, PackageLoader, Template

from lms.core import documents
from lms.core.clock import local_day
from lms.core.i18n import msgid
from lms.core.text import short_date

ON_A_PAGE = 8
IN_A_FILE = 400  # keeps what is drawn at once within a few hundred megabytes
T = TypeVar("T")
TITLE = msgid("Phiếu kích hoạt")  # the sheet itself is in Vietnamese


@dataclass(frozen=True, slots=True)
class Slip:
    """What is handed to one person on paper."""

    name: str
    staff_code: str | None
    code: str


def slips_file(slips: Sequence[Slip], *, address: str, made_at: datetime) -> bytes:
    """Return the slips as a PDF, or from 401 slips on as a ZIP of several.

    `address` is that of the activation page; a slip's QR code has the code behind a `#`, which no
    server gets to see.
    """
    parts = [
        _part(part, address=address, made_at=made_at, total=len(slips))
        for part in _split(slips, IN_A_FILE)
    ]
    if len(parts) == 1:
        return parts[0]
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for number, part in enumerate(parts, start=1):
            archive.writestr(f"phieu-kich-hoat-{number:03}.pdf", part)
    return target.getvalue()


def _part(slips: Sequence[Slip], *, address: str, made_at: datetime, total: int) -> bytes:
    html = _template("sheet.html").render(
        title=TITLE,
        pages=_split(list(enumerate(slips)), ON_A_PAGE),
        address=address,
        total=total,
        day=short_date(local_day(made_at)),
    )
    codes = {
        f"qr-{number}.png": documents.qr_png(f"{address}#{slip.code}")
        for number, slip in enumerate(slips)
    }
    styles = _template("sheet.css").render()
    return documents.pdf(html, title=TITLE, made_at=made_at, styles=styles, images=codes)


def _split(things: Sequence[T], size: int) -> list[Sequence[T]]:
    return [things[start : start + size] for start in range(0, len(things), size)]


@cache
def _template(name: str) -> Template:
    loader = PackageLoader("lms.slips", "templates")
    return Environment(loader=loader, autoescape=True).get_template(f"slips/{name}")
