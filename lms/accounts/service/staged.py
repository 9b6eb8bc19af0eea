"""Accounts of many persons at once: made for staged ones, closed with those who have gone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Select, insert, literal, select, update
from sqlalchemy.orm import Session

from lms.accounts.models import Account, ActivationCode, RoleGrant
from lms.accounts.service.grants import not_over, refuse_last_administrator
from lms.core import audit
from lms.core.clock import local_day
from lms.core.columns import UtcDateTime, uuid7
from lms.core.permissions import Role
from lms.core.sessions import end_sessions_of
from lms.organisations.service import Organisation
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


def end_roles_from(
    session: Session, person_uuids: Select[Any], *, actor: UUID | None, now: datetime
) -> None:
    """Take away at once every role of these persons; their accounts stay, for learning.

    Raises `LastAdministrator` if nobody could hand out roles for the whole country then.
    """
    today = local_day(now)
    running = _grants_of(person_uuids).where(not_over(today)).order_by(RoleGrant.id)
    for grant, account, unit in session.execute(running).all():
        if grant.role == Role.ADMIN and unit.parent_id is None:
            refuse_last_administrator(session, account_id=account.id, today=today)
        grant.ended_at, grant.ended_by = now, actor
        end_sessions_of(session, account_uuid=account.uuid)
        _record(session, grant, account, "grant.ended", actor=actor, now=now)


def give_roles_back(
    session: Session, person_uuids: Select[Any], *, ended_at: datetime, actor: UUID, now: datetime
) -> None:
    """Give these persons anew what was taken away at the moment `ended_at`, as it was."""
    ended = _grants_of(person_uuids).where(RoleGrant.ended_at == ended_at).order_by(RoleGrant.id)
    for grant, account, _unit in session.execute(ended).all():
        again = RoleGrant(
            uuid=uuid7(),
            account_id=account.id,
            role=grant.role,
            organisation_id=grant.organisation_id,
            valid_from=grant.valid_from,
            valid_to=grant.valid_to,
            granted_by=grant.granted_by,
            reason=grant.reason,
            recorded_at=now,
        )
        session.add(again)
        _record(session, again, account, "grant.given", actor=actor, now=now)


def _grants_of(person_uuids: Select[Any]) -> Select[RoleGrant, Account, Organisation]:
    return (
        select(RoleGrant, Account, Organisation)
        .join(Account, Account.id == RoleGrant.account_id)
        .join(Person, Person.id == Account.person_id)
        .join(Organisation, Organisation.id == RoleGrant.organisation_id)
        .where(Person.uuid.in_(person_uuids))
    )


def _record(
    session: Session,
    grant: RoleGrant,
    account: Account,
    action: str,
    *,
    actor: UUID | None,
    now: datetime,
) -> None:
    audit.record(
        session,
        at=now,
        actor=actor,
        action=action,
        subject=("account", account.uuid),
        detail={"role": str(grant.role), "grant": str(grant.uuid)},
    )
