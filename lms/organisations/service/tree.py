"""The tree of units as it is today: add a unit, look around."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.clock import local_day
from lms.core.i18n import gettext, msgid
from lms.core.text import fold, nfc, one_spelling, short_date, sort_key
from lms.organisations.errors import DayToCome, UnitBegan, UnitClosed
from lms.organisations.models import (
    Organisation,
    OrganisationKind,
    OrganisationVersion,
)

COUNTRY = msgid("Toàn quốc")
COUNTRY_SINCE = date(2000, 1, 1)  # earlier than any unit or post that a list will name


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
    """Add a unit below `parent` (None only for the root, of which there is one).

    Raises `DayToCome`, `UnitClosed`, or `UnitBegan` if `parent` was not where it is on that day.
    """
    if valid_from > local_day(now):
        raise DayToCome(day=short_date(valid_from))
    if parent is not None:
        require_place(session, parent, day=valid_from)
    unit = Organisation(
        parent_id=parent.id if parent else None,
        path="",
        kind=kind,
        **names(name, short_name),
    )
    session.add(unit)
    session.flush()  # gives it its id, which the path contains
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    session.add(version_of(unit, valid_from=valid_from, now=now))
    audit.record(
        session,
        at=now,
        actor=actor,
        action="organisation.added",
        subject=("organisation", unit.uuid),
        detail={"kind": kind, "valid_from": valid_from.isoformat()},
    )
    return unit


def ensure_root(session: Session, *, now: datetime) -> Organisation:
    """Return the root, made now if there is none."""
    return get_root(session) or add_organisation(
        session,
        parent=None,
        name=gettext(COUNTRY),
        kind=OrganisationKind.ROOT,
        valid_from=COUNTRY_SINCE,
        now=now,
        actor=None,
    )


def hold(session: Session, unit: Organisation) -> None:
    """Wait for whoever changes the unit just now, and read it anew."""
    own = select(Organisation).where(Organisation.id == unit.id)
    locked = own.with_for_update(key_share=True).execution_options(populate_existing=True)
    session.scalars(locked).one()


def require_place(session: Session, unit: Organisation, *, day: date) -> None:
    """See that other units can lie below `unit` from `day` on.

    Raises `UnitClosed`, or `UnitBegan` if it is where it is only since a later day.
    """
    hold(session, unit)
    if unit.closed_on is not None:
        raise UnitClosed(name=unit.name)
    version = OrganisationVersion
    since = session.scalar(
        select(func.min(version.valid_from)).where(
            version.organisation_id == unit.id,
            version.path == unit.path,
            version.superseded_at.is_(None),
        )
    )
    if since is not None and day < since:
        raise UnitBegan(name=unit.name, day=short_date(since))


def ancestors(session: Session, organisation: Organisation) -> Sequence[Organisation]:
    """Return the units above, from the root down, then the unit itself."""
    ids = [int(part) for part in organisation.path.strip("/").split("/")]
    units = session.scalars(select(Organisation).where(Organisation.id.in_(ids))).all()
    return sorted(units, key=lambda unit: len(unit.path))


def full_name(session: Session, organisation: Organisation) -> str:
    """Return the unit's name with those above it: "Phòng X (Sở Y, Tỉnh Z)"; the root left out."""
    above = [u.name for u in ancestors(session, organisation)[1:-1]]
    return f"{organisation.name} ({', '.join(reversed(above))})" if above else organisation.name


def children(session: Session, organisation: Organisation) -> Sequence[Organisation]:
    """Return the units right below, closed ones left out, by name."""
    below_it = select(Organisation).where(
        Organisation.parent_id == organisation.id, Organisation.closed_on.is_(None)
    )
    return session.scalars(below_it.order_by(Organisation.sort_key)).all()


def count_below(session: Session, organisation: Organisation) -> int:
    """Return how many open units lie below, at whatever depth."""
    below_it = Organisation.path.like(f"{organisation.path}%")
    counted = select(func.count()).where(
        below_it, Organisation.id != organisation.id, Organisation.closed_on.is_(None)
    )
    return session.scalar(counted) or 0


def tops(session: Session, paths: Sequence[str]) -> Sequence[Organisation]:
    """Return the units at the head of a scope."""
    units = select(Organisation).where(Organisation.path.in_(paths))
    return session.scalars(units.order_by(Organisation.path)).all()


@lru_cache(maxsize=10_000)  # a long list names few units, each many times
def top_level_id(path: str) -> int:
    """Return the id of the ministry or province (child of the root) that `path` lies in."""
    ids = path.strip("/").split("/")
    return int(ids[1] if len(ids) > 1 else ids[0])


def top_level(session: Session, organisation: Organisation) -> Organisation:
    """Return the ministry or province that the unit belongs to (the root for the root)."""
    return session.get_one(Organisation, top_level_id(organisation.path))


def names(name: str, short_name: str | None) -> dict[str, str | None]:
    """Return the columns of a unit that follow from its name."""
    return {
        "name": nfc(name),
        "short_name": nfc(short_name) if short_name else None,
        "fold_key": fold(name),
        "sort_key": _name_key(name),
    }


def version_of(unit: Organisation, *, valid_from: date, now: datetime) -> OrganisationVersion:
    """Return what is so of the unit from a day on, as a row of its history."""
    return OrganisationVersion(
        organisation_id=unit.id,
        parent_id=unit.parent_id,
        path=unit.path,
        name=unit.name,
        short_name=unit.short_name,
        kind=unit.kind,
        valid_from=valid_from,
        recorded_at=now,
    )


def _name_key(name: str) -> str:
    """Units sort by the whole name from the left, unlike people."""
    words = one_spelling(name).split(" ")
    return " ".join(sort_key(word) for word in words)
