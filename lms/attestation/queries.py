"""The questions that an attestation asks of posts and units, as they were known at a moment."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import Session

from lms.attestation.models import Attestation
from lms.attestation.rules import Held
from lms.organisations.service import Organisation, below, top_level_id, versions_at
from lms.people.service import Person, WorkingGroup, posts_at

AT_A_TIME = 500


def path_at(session: Session, organisation_id: int, *, as_of: date, known_at: datetime) -> str:
    """Return where the unit stood in the tree on that day; "" if it did not exist."""
    version = versions_at(as_of=as_of, known_at=known_at).subquery()
    found = select(version.c.path).where(version.c.organisation_id == organisation_id)
    return session.scalar(found) or ""


def posts_below(session: Session, path: str, *, as_of: date, known_at: datetime) -> list[Held]:
    """Return the posts on that day of everybody who holds one at or below `path`."""
    if not path:
        return []
    version = versions_at(as_of=as_of, known_at=known_at).subquery()
    post = posts_at(as_of=as_of, known_at=known_at).subquery()
    standing = select(version.c.organisation_id)
    inside = select(version.c.organisation_id).where(below(version.c.path, [path]))
    gone = select(Organisation.id).where(
        below(Organisation.path, [path]), Organisation.id.not_in(standing)
    )
    here = post.c.organisation_id.in_(inside) | post.c.organisation_id.in_(gone)
    people = select(post.c.person_id).where(here)
    rows = session.execute(
        select(
            Person.uuid,
            Person.full_name,
            Person.fold_key,
            Person.born_on,
            post.c.organisation_id,
            Organisation.path,
            post.c.working_group,
            post.c.full_time,
            here.label("inside"),
            post.c.valid_from,
            post.c.valid_to,
            Organisation.closed_on,
        )
        .join(Person, Person.id == post.c.person_id)
        .join(Organisation, Organisation.id == post.c.organisation_id)
        .where(post.c.person_id.in_(people))
        .where(or_(Person.withdrawn_at.is_(None), Person.withdrawn_at > known_at))
        .order_by(Person.sort_key, Person.id, post.c.id)
    )
    return [_held(row, as_of) for row in rows]


def _held(row: Row[*tuple[Any, ...]], day: date) -> Held:
    return Held(
        person=row.uuid,
        name=row.full_name,
        fold_key=row.fold_key,
        born_on=row.born_on,
        unit=row.organisation_id,
        top=top_level_id(row.path),
        group=WorkingGroup(row.working_group),
        full_time=row.full_time,
        inside=bool(row.inside),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        unit_closed=row.closed_on is not None and row.closed_on <= day,
    )


def holding_on(
    session: Session, people: Collection[UUID], *, as_of: date, known_at: datetime
) -> set[UUID]:
    """Return who of `people` held any post on that day."""
    wanted, found = sorted(people), set[UUID]()
    post = posts_at(as_of=as_of, known_at=known_at).subquery()
    for start in range(0, len(wanted), AT_A_TIME):
        some = wanted[start : start + AT_A_TIME]
        held = select(Person.uuid).where(
            Person.uuid.in_(some), Person.id.in_(select(post.c.person_id))
        )
        found.update(session.scalars(held))
    return found


def names_of(session: Session, people: Collection[UUID]) -> dict[UUID, str]:
    """Return names for display."""
    named = select(Person.uuid, Person.full_name).where(Person.uuid.in_(sorted(people)))
    return dict(session.execute(named).all())


def in_force(*, as_of: date, known_at: datetime) -> Select[Attestation]:
    """Select the words for the period of `as_of`, as known at `known_at`."""
    return select(Attestation).where(
        Attestation.period_on <= as_of,
        Attestation.period_to > as_of,
        Attestation.recorded_at <= known_at,
        or_(Attestation.superseded_at.is_(None), Attestation.superseded_at > known_at),
    )


def current(organisation_id: int) -> Select[Attestation]:
    """Select the unit's attestations as known now, the newest period first."""
    own = select(Attestation).where(
        Attestation.organisation_id == organisation_id, Attestation.superseded_at.is_(None)
    )
    return own.order_by(Attestation.period_on.desc(), Attestation.id.desc())
