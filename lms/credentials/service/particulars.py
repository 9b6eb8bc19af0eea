"""What a certificate says about its learner, and who issues it."""

from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from lms.catalog.service import Programme, programme_document, version_digest
from lms.credentials.models import Issuer
from lms.credentials.rules import NO_ISSUER, NO_POST, Learner, inside_a_line
from lms.credentials.service.issuers import issuer_for
from lms.learning.service import Completion
from lms.organisations.service import Organisation, ancestors, get_organisation
from lms.people.service import Post, posts_of, surviving_id, surviving_person

DEMO: Final = "demo"  # the source of posts that are made up


def learner_and_issuer(
    session: Session, completion: Completion, *, issued_on: date
) -> tuple[Learner, Issuer] | str:
    """Return what to print, or the msgid of what is missing."""
    programme = programme_document(session, completion.version_id)
    post = _post_on(session, completion, programme)
    if post is None:
        return NO_POST
    unit = get_organisation(session, post.organisation_id)
    issuer = issuer_for(session, organisation=unit, day=issued_on)
    if issuer is None:
        return NO_ISSUER
    person = surviving_person(session, completion.person_id)
    learner = Learner(
        full_name=person.full_name,
        born_on=person.born_on,
        unit=_unit_name(session, unit),
        programme_title=programme.title["vi"],
        programme_code=programme.code,
        version_digest=version_digest(session, completion.version_id),
        periods=programme.periods,
        started_on=completion.started_on,
        completed_on=completion.completed_on,
        sample=post.source == DEMO,
    )
    return learner, issuer


def _post_on(session: Session, completion: Completion, programme: Programme) -> Post | None:
    """Return the post held on the day of completion, first one the programme is made for."""
    day = completion.completed_on
    held = [
        post
        for post in posts_of(session, person_id=surviving_id(session, completion.person_id))
        if post.valid_from <= day and (post.valid_to is None or post.valid_to > day)
    ]
    held.sort(key=lambda post: (post.working_group not in programme.made_for, post.id))
    return held[0] if held else None


def _unit_name(session: Session, unit: Organisation) -> str:
    """Return the unit and what it belongs to, the root left out: "Sở A, tỉnh B"."""
    first, *above = [
        part.name for part in reversed(ancestors(session, unit)) if part.parent_id is not None
    ]
    return ", ".join([first, *(inside_a_line(name) for name in above)])
