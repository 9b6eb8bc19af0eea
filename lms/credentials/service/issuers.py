"""Who issues, and what an issuer prints."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.credentials.models import DocumentType, Issuer
from lms.credentials.rules import is_complete
from lms.organisations.service import Organisation


def current_issuer(session: Session, *, organisation_id: int, day: date) -> Issuer | None:
    """Return what the organisation prints on `day`, or None if it is no issuer then."""
    settings = select(Issuer).where(
        Issuer.organisation_id == organisation_id, Issuer.valid_from <= day
    )
    newest = settings.order_by(Issuer.valid_from.desc(), Issuer.id.desc()).limit(1)
    return session.scalars(newest).first()


def issuer_for(session: Session, *, organisation: Organisation, day: date) -> Issuer | None:
    """Return the settings of the nearest issuer at or above `organisation` that are complete."""
    for part in reversed(organisation.path.strip("/").split("/")):
        found = current_issuer(session, organisation_id=int(part), day=day)
        if found is not None and is_complete(found):
            return found
    return None


def add_issuer(
    session: Session,
    *,
    organisation: Organisation,
    valid_from: date,
    fields: dict[str, str],
    prints_birth_date: bool,
    document_type: DocumentType,
    assignment: str | None,
    actor: UUID | None,
    now: datetime,
) -> None:
    """Record what the organisation prints from `valid_from` on.

    `fields`: printed_name, superior_name, place, signer_title, signer_name.
    """
    session.add(
        Issuer(
            organisation_id=organisation.id,
            valid_from=valid_from,
            prints_birth_date=prints_birth_date,
            document_type=document_type,
            assignment=assignment,
            recorded_at=now,
            recorded_by=actor,
            **fields,
        )
    )
    audit.record(
        session,
        at=now,
        actor=actor,
        action="issuer.saved",
        subject=("organisation", organisation.uuid),
        detail={"valid_from": valid_from.isoformat()},
    )
