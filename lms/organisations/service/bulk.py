"""Many new units in a few statements, for lists that were compared with the tree before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.columns import uuid7
from lms.organisations.models import (
    Organisation,
    OrganisationCode,
    OrganisationKind,
    OrganisationVersion,
)
from lms.organisations.service.tree import names

SCHEME = "internal"
_AT_A_TIME = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit to be added below `parent`, which is there from `valid_from` on at the latest."""

    parent: Organisation
    name: str
    short_name: str | None
    kind: OrganisationKind
    code: str | None
    valid_from: date


def insert_organisations(
    session: Session, units: Sequence[NewUnit], *, actor: UUID, now: datetime
) -> list[Organisation]:
    """Write the units and return them in the same order."""
    if not units:
        return []
    uuids = [uuid7() for _ in units]
    rows = [
        {
            **names(unit.name, unit.short_name),
            "uuid": uuid,
            "parent_id": unit.parent.id,
            "path": "",  # follows from the id
            "kind": unit.kind,
        }
        for unit, uuid in zip(units, uuids, strict=True)
    ]
    session.execute(insert(Organisation), rows)
    made = _by_uuid(session, uuids)
    paths = [
        {"id": new.id, "path": f"{unit.parent.path}{new.id}/"}
        for new, unit in zip(made, units, strict=True)
    ]
    session.execute(update(Organisation), paths)
    pairs = list(zip(made, units, strict=True))
    session.execute(insert(OrganisationVersion), [_version(*pair, now) for pair in pairs])
    codes = [_code(new, unit, now) for new, unit in pairs if unit.code]
    if codes:
        session.execute(insert(OrganisationCode), codes)
    audit.record_many(
        session,
        at=now,
        actor=actor,
        action="organisation.added",
        kind="organisation",
        uuids=[unit.uuid for unit in made],
    )
    return made


def _by_uuid(session: Session, uuids: Sequence[UUID]) -> list[Organisation]:
    found: dict[UUID, Organisation] = {}
    for start in range(0, len(uuids), _AT_A_TIME):
        some = select(Organisation).where(Organisation.uuid.in_(uuids[start : start + _AT_A_TIME]))
        found.update((unit.uuid, unit) for unit in session.scalars(some))
    return [found[uuid] for uuid in uuids]


def _version(new: Organisation, unit: NewUnit, now: datetime) -> dict[str, object]:
    return {
        "organisation_id": new.id,
        "parent_id": new.parent_id,
        "path": f"{unit.parent.path}{new.id}/",
        "name": new.name,
        "short_name": new.short_name,
        "kind": unit.kind,
        "valid_from": unit.valid_from,
        "recorded_at": now,
    }


def _code(new: Organisation, unit: NewUnit, now: datetime) -> dict[str, object]:
    return {
        "organisation_id": new.id,
        "scheme": SCHEME,
        "code": unit.code,
        "valid_from": unit.valid_from,
        "recorded_at": now,
    }
