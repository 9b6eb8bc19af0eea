"""Posts that follow a unit into what it has become, and staff codes that follow a move."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from lms.core import audit
from lms.core.columns import uuid7
from lms.organisations.service import Organisation, Succession, below
from lms.people.models import Person, Post, WorkingGroup


def people_from(session: Session, *, organisation_id: int, day: date) -> Sequence[Person]:
    """Return the people who hold a post in the unit itself on `day` or later, by given name."""
    held = select(Post.person_id).where(_from_day(organisation_id, day))
    people = select(Person).where(Person.id.in_(held), Person.withdrawn_at.is_(None))
    return session.scalars(people.order_by(Person.sort_key, Person.id)).all()


def groups_from(session: Session, *, organisation_id: int, day: date) -> dict[int, WorkingGroup]:
    """Return the working group of each of `people_from`; of two, that of the later post."""
    held = select(Post.person_id, Post.working_group).where(_from_day(organisation_id, day))
    rows = session.execute(held.order_by(Post.valid_from, Post.id))
    return {person_id: WorkingGroup(group) for person_id, group in rows}


def count_people(session: Session, *, path: str, today: date) -> int:
    """Return how many people hold a post today or to come at or below `path`."""
    counted = (
        select(func.count(func.distinct(Post.person_id)))
        .join(Organisation, Organisation.id == Post.organisation_id)
        .join(Person, Person.id == Post.person_id)
        .where(
            Post.superseded_at.is_(None),
            or_(Post.valid_to.is_(None), Post.valid_to > today),
            Person.withdrawn_at.is_(None),
            below(Organisation.path, [path]),
        )
    )
    return session.scalar(counted) or 0


def follow_succession(
    session: Session,
    *,
    succession: Succession,
    chosen: Mapping[int, int],
    others_stay: bool = False,
    actor: UUID | None,
    now: datetime,
) -> int:
    """Let the posts in a unit go on in its successor; return how many people.

    A post held on the day ends with the eve and begins anew in the successor, its last day kept;
    one that would have begun later begins there. `chosen` (person id → unit id) says who goes to
    another successor than that of `succession`; with `others_stay`, only they go.
    """
    day = succession.effective_on
    posts = session.scalars(select(Post).where(_from_day(succession.predecessor_id, day))).all()
    posts = [post for post in posts if not others_stay or post.person_id in chosen]
    rows: list[dict[str, Any]] = []
    for post in posts:
        unit = chosen.get(post.person_id, succession.successor_id)
        same = _row(post, source=f"succession:{succession.uuid}", now=now)
        if post.valid_from < day:
            rows.append({**same, "valid_to": day})
            rows.append({**same, "thread": uuid7(), "organisation_id": unit, "valid_from": day})
        else:
            rows.append({**same, "organisation_id": unit})
        post.superseded_at = now
    for row in rows:
        row["uuid"] = uuid7()
    if rows:
        session.execute(insert(Post), rows)
    people = {post.person_id for post in posts}
    _write_down(session, people, actor=actor, now=now)
    return len(people)


def follow_with_staff_codes(session: Session, *, old: int, new: Organisation, path: str) -> int:
    """Let staff codes unique within `old` be unique within `new` for the people below `path`.

    `old` and `new` are ministries or provinces. A code that somebody in `new` bears already stays
    where it is; returns how many do.
    """
    if old == new.id:
        return 0
    held = (
        select(Post.person_id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Post.superseded_at.is_(None), below(Organisation.path, [path]))
    )
    mine = (Person.staff_code_scope == old, Person.staff_code.is_not(None), Person.id.in_(held))
    other = aliased(Person)
    taken = select(other.id).where(
        other.staff_code_scope == new.id, other.staff_code == Person.staff_code
    )
    session.execute(
        update(Person).where(*mine, ~taken.exists()).values(staff_code_scope=new.id),
        execution_options={"synchronize_session": "fetch"},
    )
    return session.scalar(select(func.count()).select_from(Person).where(*mine)) or 0


def _from_day(organisation_id: int, day: date) -> Any:  # noqa: ANN401 - a condition
    return (
        (Post.organisation_id == organisation_id)
        & Post.superseded_at.is_(None)
        & or_(Post.valid_to.is_(None), Post.valid_to > day)
    )


def _row(post: Post, *, source: str, now: datetime) -> dict[str, Any]:
    """Return every column of the post but those that a new row has of its own."""
    kept = {column.key: getattr(post, column.key) for column in Post.__table__.columns}
    del kept["id"]
    return {**kept, "source": source, "recorded_at": now, "superseded_at": None}


def _write_down(
    session: Session, person_ids: set[int], *, actor: UUID | None, now: datetime
) -> None:
    ids, uuids = sorted(person_ids), list[UUID]()
    for start in range(0, len(ids), 500):
        some = select(Person.uuid).where(Person.id.in_(ids[start : start + 500]))
        uuids += session.scalars(some)
    audit.record_many(
        session, at=now, actor=actor, action="post.followed", kind="person", uuids=uuids
    )
