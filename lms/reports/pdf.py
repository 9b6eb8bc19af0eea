"""A letter as PDF. Pure: a letter in, bytes out; nothing is fetched from anywhere."""

from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, Template

from lms.core import documents
from lms.reports.letter import Hint, Letter, Table


def letter_pdf(letter: Letter, *, title: str, address: str, made_at: datetime) -> bytes:
    """Return the letter, A4; `address` goes into the QR code. Equal input gives equal bytes."""
    return documents.pdf(
        _template("letter.html").render(letter=letter, title=title),
        title=title,
        made_at=made_at,
        styles=_template("letter.css").render(),
        images={"qr.png": documents.qr_png(address)},
    )


@cache
def _template(name: str) -> Template:
    environment = Environment(loader=PackageLoader("lms.reports", "templates"), autoescape=True)
    environment.tests["table"] = lambda block: isinstance(block, Table)
    environment.tests["hint"] = lambda block: isinstance(block, Hint)
    return environment.get_template(f"reports/{name}")
