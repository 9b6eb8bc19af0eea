"""The way from the account page to one's letters."""

from sqlalchemy.orm import Session

from lms.core.permissions import Permission, Principal
from lms.web.panels import Content, Panel


def on_account(_session: Session, _principal: Principal, _subject: object) -> Content:
    """Lead to the letters sent to oneself."""
    return "inbox/_account.html", {}


PANELS = (Panel("account", 10, Permission.ACCOUNT_OWN, on_account),)
