"""The way from a figure to its sealed reports."""

from sqlalchemy.orm import Session

from lms.core.permissions import Permission, Principal
from lms.figures.asking import Asked
from lms.web.panels import Content, Panel


def on_figure(_session: Session, principal: Principal, subject: Asked) -> Content:
    """Offer to seal the figure, and lead to what was sealed."""
    paths = principal.scope(Permission.REPORT_SEAL)
    may_seal = any(subject.unit.path.startswith(path) for path in paths)
    return "reports/_figure.html", {"asked": subject, "may_seal": may_seal}


PANELS = (Panel("figure", 5, Permission.TARGET_READ, on_figure),)
