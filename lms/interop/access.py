"""The only way a view gets a key, or what a key opens."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.core.errors import NotFound
from lms.interop.models import ApiKey
from lms.organisations.service import Organisation, below


def visible_keys(paths: Sequence[str]) -> Select[ApiKey, Organisation]:
    """Select the keys of units in `paths` with their unit, the newest first."""
    found = select(ApiKey, Organisation).join(
        Organisation, Organisation.id == ApiKey.organisation_id
    )
    return found.where(below(Organisation.path, paths)).order_by(ApiKey.id.desc())


def visible_key(session: Session, *, paths: Sequence[str], uuid: UUID) -> ApiKey:
    """Return the key if its unit is in scope, else raise `NotFound`."""
    found = session.execute(visible_keys(paths).where(ApiKey.uuid == uuid)).one_or_none()
    if found is None:
        raise NotFound
    return found[0]
