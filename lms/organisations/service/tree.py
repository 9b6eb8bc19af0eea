"""The tree of units: add, rename, look around; its versions in time."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.clock import local_day
from lms.core.text import fold, nfc, one_spelling, short_date, sort_key
from lms.organisations.errors import NameBegan, NameToCome, UnitClosed
from lms.organisations.models import (
    Organisation,
    OrganisationKind,
    OrganisationVersion,
)


def get_root(session: Session) -> Organisation | None:
    """Return the root, or None while the database is empty."""
    return session.scalars(select(Organisation).where(Organisation.parent_id.is_(None))).first()


def get_organisation(session: Session, organisation_id: int) -> Organisation:
    """Return the unit with this id; it must exist."""
    return session.get_one(Organisation, organisation_id)


def add_organisation(
    session: Session,
    *,
    parent: Organisation | None,
    name: str,
    kind: OrganisationKind,
    valid_from: date,
    now: datetime,
    actor: UUID | None,
    short_name: str | None = None,
) -> Organisation:
    """Add a unit below `parent` (None only for the root, of which there is one)."""
    if parent is not None and parent.closed_on is not None:
        raise UnitClosed(name=parent.name)
    unit = Organisation(
        parent_id=parent.id if parent else None,
        path="",
        name=nfc(name),
        short_name=nfc(short_name) if short_name else None,
        kind=kind,
        fold_key=fold(name),
        sort_key=_name_key(name),
    )
    session.add(unit)
    session.flush()  # gives it its id, which the path contains
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    session.add(_version(unit, valid_from=valid_from, now=now))
    audit.record(
        session,
        at=now,
        actor=actor,
        action="organisation.added",
        subject=("organisation", unit.uuid),
        detail={"kind": kind.value, "valid_from": valid_from.isoformat()},
    )
    return unit


def rename_organisation(
    session: Session,
    *,
    organisation: Organisation,
    name: str,
    short_name: str | None,
    valid_from: date,
    now: datetime,
    actor: UUID | None,
) -> None:
    """Give the unit a new name from `valid_from` on; what was known before stays readable.

    Raises `NameToCome` for a day after today, `NameBegan` for one before the first day of the name
    now in force.
    """
    if valid_from > local_day(now):
        raise NameToCome(day=short_date(valid_from))
    current = _version_in_force(session, organisation)
    if valid_from < current.valid_from:
        raise NameBegan(day=short_date(current.valid_from))
    current.superseded_at = now
    if valid_from > current.valid_from:
        session.add(_version(organisation, current.valid_from, now, valid_to=valid_from))
    organisation.name, organisation.short_name = nfc(name), nfc(short_name) if short_name else None
    organisation.fold_key, organisation.sort_key = fold(name), _name_key(name)
    session.add(_version(organisation, valid_from=valid_from, now=now))
    audit.record(
        session,
        at=now,
        actor=actor,
        action="organisation.renamed",
        subject=("organisation", organisation.uuid),
        detail={"valid_from": valid_from.isoformat()},
    )


def _version_in_force(session: Session, organisation: Organisation) -> OrganisationVersion:
    """Return the version without an end; who changes a unit waits for who is at it."""
    one_at_a_time = select(Organisation.id).where(Organisation.id == organisation.id)
    session.execute(one_at_a_time.with_for_update(key_share=True))
    return session.scalars(
        select(OrganisationVersion).where(
            OrganisationVersion.organisation_id == organisation.id,
            OrganisationVersion.superseded_at.is_(None),
            OrganisationVersion.valid_to.is_(None),
        )
    ).one()


def ancestors(session: Session, organisation: Organisation) -> Sequence[Organisation]:
    """Return the units above, from the root down, then the unit itself."""
    ids = [int(part) for part in organisation.path.strip("/").split("/")]
    units = session.scalars(select(Organisation).where(Organisation.id.in_(ids))).all()
    return sorted(units, key=lambda unit: len(unit.path))


def children(session: Session, organisation: Organisation) -> Sequence[Organisation]:
    """Return the units right below, closed ones left out, by name."""
    below_it = select(Organisation).where(
        Organisation.parent_id == organisation.id, Organisation.closed_on.is_(None)
    )
    return session.scalars(below_it.order_by(Organisation.sort_key)).all()


def tops(session: Session, paths: Sequence[str]) -> Sequence[Organisation]:
    """Return the units at the head of a scope."""
    units = select(Organisation).where(Organisation.path.in_(paths))
    return session.scalars(units.order_by(Organisation.path)).all()


def top_level_id(path: str) -> int:
    """Return the id of the ministry or province (child of the root) that `path` lies in."""
    ids = path.strip("/").split("/")
    return int(ids[1] if len(ids) > 1 else ids[0])


def top_level(session: Session, organisation: Organisation) -> Organisation:
    """Return the ministry or province that the unit belongs to (the root for the root)."""
    return session.get_one(Organisation, top_level_id(organisation.path))


def versions_at(
    *, as_of: date, known_at: datetime
) -> Select[int, int | None, str, str, OrganisationKind]:
    """Select (organisation_id, parent_id, path, name, kind) as on `as_of`, known at `known_at`."""
    version = OrganisationVersion
    return select(
        version.organisation_id, version.parent_id, version.path, version.name, version.kind
    ).where(
        version.valid_from <= as_of,
        or_(version.valid_to.is_(None), version.valid_to > as_of),
        version.recorded_at <= known_at,
        or_(version.superseded_at.is_(None), version.superseded_at > known_at),
    )


def _name_key(name: str) -> str:
    """Units sort by the whole name from the left, unlike people."""
    words = one_spelling(name).split(" ")
    return " ".join(sort_key(word) for word in words)


def _version(
    unit: Organisation, valid_from: date, now: datetime, valid_to: date | None = None
) -> OrganisationVersion:
    return OrganisationVersion(
        organisation_id=unit.id,
        parent_id=unit.parent_id,
        path=unit.path,
        name=unit.name,
        short_name=unit.short_name,
        kind=unit.kind,
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_at=now,
    )
