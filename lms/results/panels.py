"""A person's results on the pages of lower rooms."""

from sqlalchemy.orm import Session

from lms.catalog.service import current_version, get_version
from lms.core.permissions import Permission, Principal
from lms.learning.service import (
    CompletionKind,
    completion_history,
    completions_of,
    enrolments_of,
)
from lms.people.service import Person
from lms.recognition.service import claims_of
from lms.web.panels import Content, Panel


def on_person(session: Session, principal: Principal, subject: Person) -> Content:
    """Show a person's results and what was filed about them, with what HR may do."""
    history = completion_history(session, person_id=subject.id)
    pending = [
        claim
        for claim in claims_of(session, person_id=subject.id)
        if claim.completion_uuid is None and claim.withdrawn_at is None
    ]
    open_ones = [e for e in enrolments_of(session, person_id=subject.id) if e.completed_at is None]
    versions = {c.version_id for c, _ in history} | {claim.version_id for claim in pending}
    values = {
        "person": subject,
        "history": history,
        "claims": pending,
        "titles": {v: get_version(session, v).title for v in versions},
        "open_enrolments": open_ones,
        "names": {
            e.programme_key: current_version(session, e.programme_key).title for e in open_ones
        },
        "may": principal.permissions,
        "is_self": subject.id == principal.person_id,
    }
    return "results/_person.html", values


def on_home(session: Session, principal: Principal, _subject: object) -> Content:
    """List one's own recognised training on the learner's home."""
    own = [
        (completion, get_version(session, completion.version_id).title)
        for completion in completions_of(session, person_id=principal.person_id)
        if completion.kind == CompletionKind.RECOGNISED
    ]
    return ("results/_home.html", {"recognised": own}) if own else None


PANELS = (
    Panel("home", 20, Permission.ENROLMENT_LEARN, on_home),
    Panel("person", 5, Permission.PERSON_READ, on_person),
)
