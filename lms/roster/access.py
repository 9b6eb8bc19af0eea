"""The only way a view gets a change set: whoever uploaded the file."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.errors import NotFound
from lms.roster.models import ChangeSet


def own_change_set(
    session: Session, *, account_uuid: UUID, uuid: UUID, lock: bool = False
) -> ChangeSet:
    """Return the officer's own change set, or raise `NotFound`."""
    own = select(ChangeSet).where(ChangeSet.uuid == uuid, ChangeSet.made_by == account_uuid)
    found = session.scalars(own.with_for_update() if lock else own).one_or_none()
    if found is None:
        raise NotFound
    return found
