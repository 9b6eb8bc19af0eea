"""The way from a figure to the year's results."""

from sqlalchemy.orm import Session

from lms.core.permissions import Permission, Principal
from lms.figures.asking import Asked
from lms.web.panels import Content, Panel


def on_figure(_session: Session, _principal: Principal, subject: Asked) -> Content:
    """Lead to the unit's results of the year."""
    return "annual/_figure.html", {"unit": subject.unit}


PANELS = (Panel("figure", 30, Permission.TARGET_READ, on_figure),)
