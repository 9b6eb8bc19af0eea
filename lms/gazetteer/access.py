"""The only way a view gets a list of units: whoever uploaded it."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.core.errors import NotFound
from lms.gazetteer.models import Action, UnitFile, UnitRow


def own_unit_file(
    session: Session, *, account_uuid: UUID, uuid: UUID, lock: bool = False
) -> UnitFile:
    """Return the administrator's own list, or raise `NotFound`."""
    own = select(UnitFile).where(UnitFile.uuid == uuid, UnitFile.made_by == account_uuid)
    found = session.scalars(own.with_for_update() if lock else own).one_or_none()
    if found is None:
        raise NotFound
    return found


def own_unit_files(account_uuid: UUID) -> Select[UnitFile]:
    """Select the administrator's own lists, the newest first."""
    own = select(UnitFile).where(UnitFile.made_by == account_uuid)
    return own.order_by(UnitFile.created_at.desc(), UnitFile.id.desc())


def rows_of(unit_file: UnitFile, action: Action | None) -> Select[UnitRow]:
    """Select the rows with this outcome, or all but the unchanged ones, in the file's order."""
    rows = select(UnitRow).where(UnitRow.file_id == unit_file.id).order_by(UnitRow.number)
    return rows.where(UnitRow.action == action if action else UnitRow.action != Action.UNCHANGED)
