"""What can be done with a unit, on its page."""

from sqlalchemy.orm import Session

from lms.core.clock import utc_now
from lms.core.permissions import Permission, Principal
from lms.organisations.service import EVENT_NAMES, Organisation
from lms.reorganisation import service
from lms.reorganisation.names import CHANGES
from lms.web.panels import Content, Panel


def on_organisation(session: Session, _principal: Principal, subject: Organisation) -> Content:
    """Offer the changes of a unit, and say how many people and units they would concern."""
    if subject.parent_id is None or subject.closed_on is not None:
        return None
    return "reorganisation/_organisation.html", {
        "unit": subject,
        "summary": service.summary(session, organisation=subject, now=utc_now()),
        "changes": [(name, EVENT_NAMES[kind]) for kind, name in CHANGES.items()],
    }


PANELS = (Panel("organisation", 10, Permission.ORGANISATION_WRITE, on_organisation),)
