"""The ways to requests: from the register, and from a staff file's refused rows."""

from sqlalchemy.orm import Session

from lms.core.clock import local_day, utc_now
from lms.core.permissions import Permission, Principal
from lms.roster.service import ChangeSet
from lms.transfers import service
from lms.transfers.forms import RowsForm
from lms.web.panels import Content, Panel


def on_register(session: Session, principal: Principal, _subject: object) -> Content:
    """Lead to the requests, with how many wait."""
    waiting = service.count_waiting(session, officer=principal, today=local_day(utc_now()))
    return "transfers/_register.html", {"waiting": waiting}


def on_refused_rows(session: Session, _principal: Principal, subject: ChangeSet) -> Content:
    """Offer to ask for those of the file whom another unit keeps."""
    count = service.count_kept_elsewhere(session, subject)
    if not count:
        return None
    form = RowsForm(formdata=None)
    return "transfers/_refused_rows.html", {"change_set": subject, "count": count, "form": form}


PANELS = (
    Panel("register", 10, Permission.PERSON_WRITE, on_register),
    Panel("refused_rows", 10, Permission.PERSON_WRITE, on_refused_rows),
)
