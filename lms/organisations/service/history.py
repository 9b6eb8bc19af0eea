"""What units were on a day, as known at a moment, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, cast, null, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from lms.organisations.models import (
    Organisation,
    OrganisationKind,
    OrganisationVersion,
    Succession,
    SuccessionKind,
)

ENDS = (SuccessionKind.MERGE, SuccessionKind.SPLIT, SuccessionKind.CLOSE)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a unit, with the units it came from and went to."""

    kind: SuccessionKind
    effective_on: date
    basis: str
    predecessors: tuple[Organisation, ...]
    successors: tuple[Organisation, ...]


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


def versions_in_tree_of(*, day: date, known_at: datetime) -> Select[*tuple[Any, ...]]:
    """Select the same columns as `versions_at`, with units that ended by `day` put into that tree.

    A unit that ended stands at the place of what it has become (path, name and kind of that), and
    has no parent, so that nobody lists it as a unit.
    """
    version = versions_at(as_of=day, known_at=known_at).subquery()
    heir = (
        select(Succession.predecessor_id, Succession.successor_id)
        .where(
            Succession.is_main,
            Succession.kind.in_(ENDS),
            Succession.effective_on <= day,
            Succession.recorded_at <= known_at,
            or_(Succession.superseded_at.is_(None), Succession.superseded_at > known_at),
        )
        .subquery()
    )
    next_heir = heir.alias()
    walk = select(
        heir.c.predecessor_id.label("organisation_id"), heir.c.successor_id.label("now_id")
    ).cte(recursive=True)
    walk = walk.union(
        select(walk.c.organisation_id, next_heir.c.successor_id).join(
            next_heir, next_heir.c.predecessor_id == walk.c.now_id
        )
    )
    no_parent = cast(null(), Organisation.id.type).label("parent_id")
    gone = select(
        walk.c.organisation_id, no_parent, version.c.path, version.c.name, version.c.kind
    ).join(version, version.c.organisation_id == walk.c.now_id)
    both = union_all(select(*version.c), gone).subquery()
    return select(*both.c)


def versions_of(session: Session, organisation_id: int) -> Sequence[OrganisationVersion]:
    """Return what the unit was when, as known now, the oldest first."""
    version = OrganisationVersion
    known = select(version).where(
        version.organisation_id == organisation_id, version.superseded_at.is_(None)
    )
    return session.scalars(known.order_by(version.valid_from)).all()


def events_of(session: Session, organisation_id: int) -> list[Event]:
    """Return what happened to the unit, the latest first; a merge of several units is one event."""
    before, after = aliased(Organisation), aliased(Organisation)
    rows = session.execute(
        select(Succession, before, after)
        .join(before, before.id == Succession.predecessor_id)
        .join(after, after.id == Succession.successor_id)
        .where(
            or_(
                Succession.predecessor_id == organisation_id,
                Succession.successor_id == organisation_id,
            ),
            Succession.superseded_at.is_(None),
        )
        .order_by(Succession.effective_on.desc(), Succession.id)
    ).all()
    grouped: dict[tuple[object, ...], list[tuple[Succession, Organisation, Organisation]]] = {}
    for row, old, new in rows:
        key = (row.effective_on, row.kind, row.recorded_at)
        grouped.setdefault(key, []).append((row, old, new))
    return [
        Event(
            kind=SuccessionKind(group[0][0].kind),
            effective_on=group[0][0].effective_on,
            basis=group[0][0].basis,
            predecessors=tuple({old.id: old for _, old, _ in group}.values()),
            successors=tuple({new.id: new for _, _, new in group}.values()),
        )
        for group in grouped.values()
    ]


def successors_of(session: Session, organisation_id: int) -> Sequence[Organisation]:
    """Return what a unit that ended has become, the main successor first."""
    became = (
        select(Organisation)
        .join(Succession, Succession.successor_id == Organisation.id)
        .where(
            Succession.predecessor_id == organisation_id,
            Succession.kind.in_(ENDS),
            Succession.superseded_at.is_(None),
        )
    )
    return session.scalars(became.order_by(Succession.is_main.desc(), Succession.id)).all()


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit right below another in the tree of a day; `was` are the units it then was."""

    organisation: Organisation
    name: str
    kind: OrganisationKind
    was: tuple[str, ...] = ()


def branches_at(
    session: Session, *, organisation: Organisation, as_of: date, now: datetime
) -> list[Branch]:
    """Return the units right below as they were on a day, by name."""
    version = versions_at(as_of=as_of, known_at=now).subquery()
    rows = session.execute(
        select(Organisation, version.c.name, version.c.kind)
        .join(version, version.c.organisation_id == Organisation.id)
        .where(version.c.parent_id == organisation.id)
        .order_by(Organisation.sort_key, Organisation.id)
    )
    return [Branch(unit, name, OrganisationKind(kind)) for unit, name, kind in rows]


def branches_now(
    session: Session, *, organisation: Organisation, as_of: date, today: date, now: datetime
) -> list[Branch]:
    """Return the units right below today, each with the names of what it was on `as_of`."""
    then = versions_at(as_of=as_of, known_at=now).subquery()
    place = versions_in_tree_of(day=today, known_at=now).subquery()
    rows = session.execute(
        select(place.c.path, then.c.name)
        .join(then, then.c.organisation_id == place.c.organisation_id)
        .where(place.c.path.like(f"{organisation.path}%"))
        .order_by(then.c.name)
    )
    was: dict[str, list[str]] = {}
    for path, name in rows:
        was.setdefault(path, []).append(name)
    return [
        Branch(b.organisation, b.name, b.kind, tuple(was.get(b.organisation.path, ())))
        for b in branches_at(session, organisation=organisation, as_of=today, now=now)
    ]


def version_on(
    session: Session, *, organisation: Organisation, as_of: date, now: datetime
) -> OrganisationVersion | None:
    """Return what the unit was on a day as known now; None if there was no such unit."""
    version = OrganisationVersion
    return session.scalars(
        select(version).where(
            version.organisation_id == organisation.id,
            version.valid_from <= as_of,
            or_(version.valid_to.is_(None), version.valid_to > as_of),
            version.recorded_at <= now,
            version.superseded_at.is_(None),
        )
    ).one_or_none()
