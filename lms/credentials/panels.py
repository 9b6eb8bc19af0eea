"""Certificates on the pages of lower rooms."""

from sqlalchemy.orm import Session

from lms.core.permissions import Permission, Principal
from lms.credentials import service
from lms.learning.service import Enrolment, completion_of
from lms.people.service import Person
from lms.web.panels import Content, Panel


def on_home(session: Session, principal: Principal, _subject: object) -> Content:
    """List one's own certificates on the learner's home."""
    found = service.certificates_of(session, person_id=principal.person_id)
    return ("credentials/_home.html", {"certificates": found}) if found else None


def on_result(session: Session, principal: Principal, subject: Enrolment) -> Content:
    """Lead from a finished programme to its certificate, or say what it waits for."""
    completion = completion_of(session, subject)
    if completion is None:
        return None
    own = service.certificates_of(session, person_id=principal.person_id)
    mine = [certificate for certificate in own if certificate.completion_id == completion.id]
    if not mine and not service.is_to_come(session, completion):
        return None
    values = {"certificate": mine[0] if mine else None, "waits": service.waits(session, completion)}
    return "credentials/_result.html", values


def on_person(session: Session, _principal: Principal, subject: Person) -> Content:
    """List a person's certificates on HR's page about them."""
    found = service.certificates_of(session, person_id=subject.id)
    return ("credentials/_person.html", {"certificates": found}) if found else None


PANELS = (
    Panel("home", 10, Permission.CERTIFICATE_OWN, on_home),
    Panel("result", 10, Permission.CERTIFICATE_OWN, on_result),
    Panel("person", 10, Permission.CERTIFICATE_READ, on_person),
)
