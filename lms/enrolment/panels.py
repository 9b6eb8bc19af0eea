"""Why somebody is enrolled, on HR's page about them."""

from sqlalchemy.orm import Session

from lms.catalog.service import current_programmes
from lms.core.permissions import Permission, Principal
from lms.enrolment import service
from lms.people.service import Person
from lms.web.panels import Content, Panel


def on_person(session: Session, principal: Principal, subject: Person) -> Content:
    """List each enrolment with the rule, clause, officer and day, and what came after."""
    found = service.story_of(session, person_id=subject.id)
    if not found:
        return None
    titles = {version.programme_key: version.title for version in current_programmes(session)}
    values = {"stories": found, "titles": titles, "permissions": principal.permissions}
    return "enrolment/_person.html", values


PANELS = (Panel("person", 5, Permission.PERSON_READ, on_person),)
