"""Whom staff call when they cannot sign in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.text import nfc
from lms.organisations.models import Contact, Organisation


def set_contact(
    session: Session,
    *,
    organisation: Organisation,
    name: str,
    phone: str,
    actor: UUID | None,
    now: datetime,
) -> None:
    """Set whom the unit's staff call when they cannot sign in."""
    values = {"name": nfc(name), "phone": nfc(phone), "updated_at": now}
    known = session.execute(
        update(Contact)
        .where(Contact.organisation_id == organisation.id)
        .values(**values)
        .returning(Contact.id)
    ).first()
    if known is None:
        session.add(Contact(organisation_id=organisation.id, **values))
    audit.record(
        session,
        at=now,
        actor=actor,
        action="organisation.contact_set",
        subject=("organisation", organisation.uuid),
    )


def nearest_contact(session: Session, organisation: Organisation) -> Contact | None:
    """Return the contact of the unit or of the nearest one above that has set one."""
    ids = [int(part) for part in organisation.path.strip("/").split("/")]
    nearest_first = (
        select(Contact)
        .join(Organisation, Organisation.id == Contact.organisation_id)
        .where(Contact.organisation_id.in_(ids))
        .order_by(func.length(Organisation.path).desc())
    )
    return session.scalars(nearest_first.limit(1)).first()


def own_contact(session: Session, organisation: Organisation) -> Contact | None:
    """Return the contact that the unit itself has set."""
    own = select(Contact).where(Contact.organisation_id == organisation.id)
    return session.scalars(own).one_or_none()
