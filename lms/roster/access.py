"""The only way a view gets a change set: whoever uploaded the file."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.core.errors import NotFound
from lms.roster.models import Action, ChangeSet, Row


def own_change_set(
    session: Session, *, account_uuid: UUID, uuid: UUID, lock: bool = False
) -> ChangeSet:
    """Return the officer's own change set, or raise `NotFound`."""
    own = select(ChangeSet).where(ChangeSet.uuid == uuid, ChangeSet.made_by == account_uuid)
    found = session.scalars(own.with_for_update() if lock else own).one_or_none()
    if found is None:
        raise NotFound
    return found


def own_change_sets(account_uuid: UUID) -> Select[ChangeSet]:
    """Select the officer's own change sets, the newest first."""
    own = select(ChangeSet).where(ChangeSet.made_by == account_uuid)
    return own.order_by(ChangeSet.created_at.desc(), ChangeSet.id.desc())


def rows_of(change_set: ChangeSet, action: Action | None) -> Select[Row]:
    """Select the rows with this outcome, or all but the unchanged ones, in the file's order."""
    rows = select(Row).where(Row.change_set_id == change_set.id).order_by(Row.number)
    return rows.where(Row.action == action if action else Row.action != Action.UNCHANGED)


def drifted_rows(change_set: ChangeSet) -> Select[Row]:
    """Select the rows whose people the register has changed since the preview."""
    rows = select(Row).where(Row.change_set_id == change_set.id, Row.drift.is_not(None))
    return rows.order_by(Row.number)


def blocked_rows(change_set: ChangeSet) -> Select[Row]:
    """Select the rows that stand in the way of undoing."""
    rows = select(Row).where(Row.change_set_id == change_set.id, Row.obstacles.is_not(None))
    return rows.order_by(Row.number)
