"""Accounts of many persons at once: made for staged ones, closed with those who have gone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Select, insert, literal, select, update
from sqlalchemy.orm import Session

from lms.accounts.models import Account, ActivationCode, RoleGrant
from lms.core.columns import UtcDateTime
from lms.people.service import Person


def insert_accounts_from(session: Session, staged: FromClause, *, now: datetime) -> None:
    """Make an account without a password for whoever has none.

    `staged` has `person_uuid` and `account_uuid`.
    """
    has_one = select(Account.id).where(Account.person_id == Person.id).exists()
    rows = (
        select(
            staged.c.account_uuid,
            Person.id,
            literal("vi"),
            literal(False),  # noqa: FBT003 - a column's value
            literal(now, UtcDateTime()),
        )
        .join(Person, Person.uuid == staged.c.person_uuid)
        .where(~has_one)
    )
    names = ["uuid", "person_id", "language", "large_text", "created_at"]
    session.execute(insert(Account).from_select(names, rows))


def revoke_codes_of(session: Session, person_uuids: Select[Any], *, now: datetime) -> None:
    """Let every unused one-time code of these persons die."""
    accounts = (
        select(Account.id)
        .join(Person, Person.id == Account.person_id)
        .where(Person.uuid.in_(person_uuids))
    )
    session.execute(
        update(ActivationCode)
        .where(
            ActivationCode.account_id.in_(accounts),
            ActivationCode.used_at.is_(None),
            ActivationCode.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )


def opened_accounts(session: Session, person_uuids: Select[Any]) -> Sequence[UUID]:
    """Return those of the persons who have set a password."""
    return session.scalars(
        select(Person.uuid)
        .join(Account, Account.person_id == Person.id)
        .where(Person.uuid.in_(person_uuids), Account.password_set_at.is_not(None))
    ).all()


def people_with_roles(session: Session, person_uuids: Select[Any]) -> Sequence[UUID]:
    """Return those of the persons who hold a role, or will."""
    return session.scalars(
        select(Person.uuid)
        .join(Account, Account.person_id == Person.id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Person.uuid.in_(person_uuids), RoleGrant.ended_at.is_(None))
        .distinct()
    ).all()
