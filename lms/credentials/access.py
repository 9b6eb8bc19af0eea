"""The only way a view gets a certificate."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from lms.catalog.service import ProgrammeVersion
from lms.core.errors import NotFound
from lms.core.text import fold, nfc
from lms.credentials.models import Certificate, Waiting
from lms.learning.service import Completion, revocations
from lms.organisations.service import Organisation
from lms.people.service import Person, Post, belongs_to, visible_records


def own_certificate(session: Session, *, person_id: int, uuid: UUID) -> Certificate:
    """Return the person's own certificate, or raise `NotFound`."""
    own = select(Certificate).where(belongs_to(Certificate.person_id, person_id))
    return _one(session, own, uuid)


def visible_certificates(
    paths: Sequence[str], *, today: date, text: str = ""
) -> Select[Certificate]:
    """Select the certificates of the people at or below `paths`.

    With `text` only those whose number begins with it, or whose holder's name has it in it,
    with or without tone marks.
    """
    issued = select(Certificate).where(
        Certificate.person_id.in_(visible_records(paths, today=today))
    )
    text = nfc(text)
    if not text:
        return issued
    named = select(Person.id).where(Person.fold_key.contains(fold(text), autoescape=True))
    return issued.where(
        or_(
            Certificate.number.startswith(text, autoescape=True),
            Certificate.person_id.in_(named),
        )
    )


def visible_certificate(
    session: Session, *, paths: Sequence[str], uuid: UUID, today: date
) -> Certificate:
    """Return the certificate if its person is in scope, else raise `NotFound`."""
    return _one(session, visible_certificates(paths, today=today), uuid)


def visible_waiting(
    paths: Sequence[str], *, today: date
) -> Select[Waiting, Person, Completion, ProgrammeVersion, str]:
    """Select the completions in scope whose certificates cannot be printed yet, by given name.

    With each: the person, the completion, the programme, the name of the newest unit.
    """
    gone = revocations().subquery()
    unit = (
        select(Organisation.name)
        .join(Post, Post.organisation_id == Organisation.id)
        .where(Post.person_id == Person.id, Post.superseded_at.is_(None))
        .order_by(Post.valid_from.desc(), Post.id)
        .limit(1)
        .correlate(Person)
    )
    people = visible_records(paths, today=today)
    return (
        select(Waiting, Person, Completion, ProgrammeVersion, unit.scalar_subquery())
        .join(Person, Person.id == Waiting.person_id)
        .join(Completion, Completion.id == Waiting.completion_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Completion.version_id)
        .where(Person.id.in_(people), Completion.id.not_in(select(gone.c.completion_id)))
        .order_by(Person.sort_key, Waiting.id)
    )


def certificate_by_token(session: Session, token: str) -> Certificate:
    """Return the certificate of a public page, or raise `NotFound`."""
    if not token.isprintable():  # PostgreSQL takes no NUL
        raise NotFound
    found = session.scalars(select(Certificate).where(Certificate.token == token)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _one(session: Session, certificates: Select[Certificate], uuid: UUID) -> Certificate:
    found = session.scalars(certificates.where(Certificate.uuid == uuid)).one_or_none()
    if found is None:
        raise NotFound
    return found
