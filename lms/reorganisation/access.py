"""The only way a view gets a change to come."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.errors import NotFound
from lms.organisations.service import Organisation, below
from lms.reorganisation.models import Plan


def visible_plan(session: Session, *, paths: Sequence[str], uuid: UUID) -> Plan:
    """Return the plan whose unit lies in `paths`, else raise `NotFound`."""
    found = session.scalars(
        select(Plan)
        .join(Organisation, Organisation.id == Plan.organisation_id)
        .where(Plan.uuid == uuid, below(Organisation.path, paths))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
