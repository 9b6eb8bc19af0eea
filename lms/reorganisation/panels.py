"""What can be done with a unit, on its page."""

from sqlalchemy.orm import Session

from lms.core.clock import utc_now
from lms.core.permissions import Permission, Principal
from lms.organisations.service import EVENT_NAMES, KIND_NAMES, Organisation
from lms.reorganisation import service
from lms.reorganisation.names import CHANGES
from lms.web.panels import Content, Panel


def on_organisation(session: Session, principal: Principal, subject: Organisation) -> Content:
    """Show what is to come, offer changes, say how many people and units they would concern."""
    if subject.parent_id is None or subject.closed_on is not None:
        return None
    return "reorganisation/_organisation.html", {
        "unit": subject,
        "to_come": service.plans_of(session, subject),
        "scope": principal.scope(Permission.ORGANISATION_WRITE),
        "event_names": EVENT_NAMES,
        "kind_names": KIND_NAMES,
        "summary": service.summary(session, organisation=subject, now=utc_now()),
        "changes": [(name, EVENT_NAMES[kind]) for kind, name in CHANGES.items()],
    }


PANELS = (Panel("organisation", 10, Permission.ORGANISATION_WRITE, on_organisation),)
