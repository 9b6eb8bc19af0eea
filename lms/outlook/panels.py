"""The way from a figure to its outlook."""

from sqlalchemy.orm import Session

from lms.core.permissions import Permission, Principal
from lms.figures.asking import Asked
from lms.web.panels import Content, Panel


def on_figure(_session: Session, _principal: Principal, subject: Asked) -> Content:
    """Lead to how far the target is and what lies ahead."""
    return "outlook/_figure.html", {"asked": subject}


PANELS = (Panel("figure", 10, Permission.TARGET_READ, on_figure),)
