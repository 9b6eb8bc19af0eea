"""The way to the slips from the page of the staff file."""

from sqlalchemy.orm import Session

from lms.core.permissions import Permission, Principal
from lms.roster.service import ChangeSet
from lms.slips import service
from lms.web.panels import Content, Panel


def on_change_set(session: Session, _principal: Principal, subject: ChangeSet) -> Content:
    """Offer to print the slips of the file's new people, or lead to those that were printed."""
    if not service.has_slips(subject):
        return None
    sheet = service.latest_sheet(session, subject)
    return "slips/_change_set.html", {"change_set": subject, "sheet": sheet}


PANELS = (Panel("change_set", 5, Permission.ACCOUNT_ACTIVATE, on_change_set),)
