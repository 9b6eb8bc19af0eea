"""The way from the account page to the keys of the API."""

from sqlalchemy.orm import Session

from lms.core.permissions import Permission, Principal
from lms.web.panels import Content, Panel


def on_account(_session: Session, _principal: Principal, _subject: object) -> Content:
    """Lead to the keys that other systems read with."""
    return "interop/_account.html", {}


PANELS = (Panel("account", 20, Permission.API_KEY_WRITE, on_account),)
