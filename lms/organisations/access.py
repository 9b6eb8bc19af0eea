"""The one place where a scope (an organisation and all below it) becomes a condition."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.core.errors import NotFound
from lms.organisations.models import Organisation, OrganisationVersion


def below(
    column: InstrumentedAttribute[str] | ColumnElement[str], paths: Sequence[str]
) -> ColumnElement[bool]:
    """Return the condition that the path in `column` is one of `paths` or lies below one."""
    return or_(false(), *(column.like(f"{path}%") for path in paths))


def lay_below(paths: Sequence[str], at: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
    """Return the condition that an `Organisation` lies in `paths`, or did until the moment `at`.

    Whoever answers for `paths` is concerned by what took the unit from there.
    """
    version = OrganisationVersion
    left = select(version.id).where(
        version.organisation_id == Organisation.id,
        version.valid_to.is_(None),
        version.recorded_at < at,
        version.superseded_at >= at,
        below(version.path, paths),
    )
    return or_(below(Organisation.path, paths), left.exists())


def visible_organisations(paths: Sequence[str]) -> Select[Organisation]:
    """Select the units at or below `paths`, closed ones too."""
    return select(Organisation).where(below(Organisation.path, paths))


def visible_organisation(session: Session, *, paths: Sequence[str], uuid: UUID) -> Organisation:
    """Return the unit if it lies in `paths`, else raise `NotFound`."""
    found = session.scalars(
        visible_organisations(paths).where(Organisation.uuid == uuid)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
