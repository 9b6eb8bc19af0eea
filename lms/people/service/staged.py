"""Persons and posts written from rows that another room has staged: one statement each.

A `staged` selectable has the columns named in the docstring; it was compared with the register
before. Nothing here goes over rows one by one, so that the transaction stays short.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    Uuid,
    and_,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from lms.core.columns import UtcDateTime
from lms.people.models import EarlierIdentity, Person, Post
from lms.people.service.identities import OWN, write_name_parts

IDENTITY = (
    "full_name",
    "sort_key",
    "fold_key",
    "born_on",
    "sex",
    "id_number_cipher",
    "id_number_index",
    "id_number_tail",
    "email",
    "phone",
    "staff_code",
    "staff_code_scope",
)
TOLD_APART = ("full_name", "born_on", "sex", "id_number_index", "email", "phone", "staff_code")
TERMS = (
    "organisation_id",
    "working_group",
    "full_time",
    "category",
    "title",
    "valid_from",
    "valid_to",
)
_WHY = ("source", "reason", "recorded_by", "recorded_at")
_POST = ("uuid", "thread", "person_id", *TERMS, *_WHY)


def insert_people_from(session: Session, staged: FromClause, *, now: datetime) -> None:
    """Write new persons; `staged` has `uuid` and the columns of `IDENTITY`."""
    rows = select(staged.c.uuid, *(staged.c[name] for name in IDENTITY), _moment(now))
    session.execute(insert(Person).from_select(["uuid", *IDENTITY, "recorded_at"], rows))
    write_name_parts(session, _people_of(staged))


def rewrite_people_from(
    session: Session, staged: FromClause, *, reason: str, actor: UUID | None, now: datetime
) -> None:
    """Bring persons' own data to what `staged` says (`uuid` and the columns of `IDENTITY`).

    What was known before is kept.
    """
    was = select(
        Person.id,
        *(getattr(Person, name) for name in OWN),
        *_why(reason, actor),
        _moment(now),
    ).join(staged, and_(staged.c.uuid == Person.uuid, _has_other_data(staged)))
    names = ["person_id", *OWN, "reason", "superseded_by", "superseded_at"]
    session.execute(insert(EarlierIdentity).from_select(names, was))
    session.execute(
        update(Person)
        .where(Person.uuid == staged.c.uuid)
        .values({name: staged.c[name] for name in IDENTITY})
        .execution_options(synchronize_session=False)
    )
    write_name_parts(session, _people_of(staged))


def withdraw_people_from(session: Session, uuids: Select[Any], *, now: datetime) -> None:
    """Take persons out of every list: they never were on the register.

    Name and encrypted number stay for the audit; number and staff code may be used anew.
    """
    session.execute(
        update(Person)
        .where(Person.uuid.in_(uuids), Person.withdrawn_at.is_(None))
        .values(withdrawn_at=now, id_number_index=None, staff_code_scope=None)
        .execution_options(synchronize_session=False)
    )


def insert_posts_from(
    session: Session,
    staged: FromClause,
    *,
    source: str,
    reason: str,
    actor: UUID | None,
    now: datetime,
) -> None:
    """Write posts; `staged` has `uuid`, `thread`, `person_uuid` and the columns of `TERMS`."""
    rows = select(
        staged.c.uuid,
        staged.c.thread,
        Person.id,
        *(staged.c[name] for name in TERMS),
        literal(source),
        *_why(reason, actor),
        _moment(now),
    ).join(Person, Person.uuid == staged.c.person_uuid)
    session.execute(insert(Post).from_select(_POST, rows))


def supersede_posts_from(session: Session, ids: Select[Any], *, now: datetime) -> None:
    """End what was known of these posts now; whoever calls writes what is known instead."""
    session.execute(
        update(Post)
        .where(Post.id.in_(ids), Post.superseded_at.is_(None))
        .values(superseded_at=now)
        .execution_options(synchronize_session=False)
    )


def renew_posts_from(
    session: Session,
    staged: FromClause,
    *,
    source: str,
    reason: str,
    actor: UUID | None,
    now: datetime,
) -> None:
    """Record posts anew as they were; `staged` has `post_id` and the new row's `uuid`."""
    rows = select(
        staged.c.uuid,
        Post.thread,
        Post.person_id,
        *(getattr(Post, name) for name in TERMS),
        literal(source),
        *_why(reason, actor),
        _moment(now),
    ).join(Post, Post.id == staged.c.post_id)
    session.execute(insert(Post).from_select(_POST, rows))


def lock_people_from(session: Session, uuids: Select[Any]) -> None:
    """Make whoever else changes these persons wait; always in the same order."""
    one_by_one = select(Person.id).where(Person.uuid.in_(uuids)).order_by(Person.id)
    session.execute(select(func.count()).select_from(one_by_one.with_for_update().subquery()))


def changed_people(staged: Subquery) -> Select[int]:
    """Select `number` of each staged row whose person is no longer as it says.

    `staged` has `number`, `uuid`, the columns of `TOLD_APART`, and `post_count` and `post_sum`:
    how many posts were known and the sum of their ids. Ids only grow, and a change supersedes a
    post or adds one, so equal numbers mean the same posts.
    """
    uuids = select(Person.id).join(staged, staged.c.uuid == Person.uuid)
    posts = (
        select(Post.person_id, func.count().label("number"), func.sum(Post.id).label("total"))
        .where(Post.superseded_at.is_(None), Post.person_id.in_(uuids))
        .group_by(Post.person_id)
        .subquery()
    )
    return (
        select(staged.c.number)
        .outerjoin(Person, Person.uuid == staged.c.uuid)
        .outerjoin(posts, posts.c.person_id == Person.id)
        .where(
            or_(
                Person.id.is_(None),
                Person.withdrawn_at.is_not(None),
                _has_other_data(staged),
                func.coalesce(posts.c.number, 0) != staged.c.post_count,
                func.coalesce(posts.c.total, 0) != staged.c.post_sum,
            )
        )
        .order_by(staged.c.number)
    )


def other_people(staged: Subquery) -> Select[int]:
    """Select `number` of each staged person whose own data are no longer as it says."""
    return (
        select(staged.c.number)
        .join(Person, Person.uuid == staged.c.uuid)
        .where(or_(Person.withdrawn_at.is_not(None), _has_other_data(staged)))
    )


def later_posts(staged: Subquery, *, after: datetime) -> Select[int]:
    """Select `number` of each staged person of whose posts something was recorded later."""
    return (
        select(staged.c.number)
        .join(Person, Person.uuid == staged.c.uuid)
        .join(Post, Post.person_id == Person.id)
        .where(or_(Post.recorded_at > after, Post.superseded_at > after))
        .distinct()
    )


def taken_identities(staged: Subquery) -> Select[int]:
    """Select `number` of each staged person whose ID number or staff code somebody else bears."""
    same_number = Person.id_number_index == staged.c.id_number_index
    same_code = and_(
        Person.staff_code == staged.c.staff_code,
        Person.staff_code_scope == staged.c.staff_code_scope,
    )
    return (
        select(staged.c.number)
        .join(Person, or_(same_number, same_code))
        .where(Person.uuid != staged.c.uuid)
        .distinct()
    )


def _has_other_data(staged: FromClause) -> ColumnElement[bool]:
    """Return the condition that a person's own data are not those of `staged`."""
    return or_(*(getattr(Person, name).is_distinct_from(staged.c[name]) for name in TOLD_APART))


def _people_of(staged: FromClause) -> Select[int]:
    """Select the ids of the staged persons."""
    return select(Person.id).where(Person.uuid.in_(select(staged.c.uuid)))


def _why(reason: str, actor: UUID | None) -> tuple[ColumnElement[str], ColumnElement[UUID | None]]:
    return literal(reason), literal(actor, Uuid())


def _moment(now: datetime) -> ColumnElement[datetime]:
    return literal(now, UtcDateTime())
