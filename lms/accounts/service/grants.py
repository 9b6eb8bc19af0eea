"""Roles over a part of the tree: who holds what today, handing out, taking away."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from lms.accounts.errors import GrantHeld, GrantTooWide, GrantToSelf, LastAdministrator
from lms.accounts.models import Account, RoleGrant
from lms.accounts.rules import covers
from lms.core import audit
from lms.core.permissions import Grant, Permission, Principal, Role
from lms.core.sessions import end_sessions_of
from lms.core.text import nfc
from lms.organisations.service import Organisation, get_organisation
from lms.people.service import Person


def held_grants(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """Return the condition that a grant is in force on `today`."""
    return and_(
        RoleGrant.ended_at.is_(None),
        RoleGrant.valid_from <= today,
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > today),
    )


# Built once: every request of a signed-in person runs these two.
_ACCOUNT = (
    select(
        Account.id,
        Account.language,
        Account.large_text,
        Person.id.label("person_id"),
        Person.uuid.label("person_uuid"),
        Person.full_name,
    )
    .join(Person, Person.id == Account.person_id)
    .where(
        Account.uuid == bindparam("account"),
        Account.suspended_at.is_(None),
        Person.withdrawn_at.is_(None),
    )
)
_GRANTS = (
    select(RoleGrant.role, RoleGrant.organisation_id, Organisation.path)
    .join(Organisation, Organisation.id == RoleGrant.organisation_id)
    .where(
        RoleGrant.account_id == bindparam("account"), held_grants(bindparam("today", type_=Date))
    )
)


def principal_of(session: Session, *, account_uuid: UUID, today: date) -> Principal | None:
    """Return who the account is and what it may do today; None if suspended or withdrawn."""
    row = session.execute(_ACCOUNT, {"account": account_uuid}).one_or_none()
    if row is None:
        return None
    grants = session.execute(_GRANTS, {"account": row.id, "today": today})
    return Principal(
        account_id=row.id,
        account_uuid=account_uuid,
        person_id=row.person_id,
        person_uuid=row.person_uuid,
        name=row.full_name,
        language=row.language,
        large_text=row.large_text,
        grants=tuple(Grant(Role(role), unit, path) for role, unit, path in grants),
    )


def current_grants(session: Session, *, account_id: int, today: date) -> Sequence[RoleGrant]:
    """Return the grants in force today, the oldest first."""
    held = select(RoleGrant).where(RoleGrant.account_id == account_id, held_grants(today))
    return session.scalars(held.order_by(RoleGrant.valid_from, RoleGrant.id)).all()


def grant_role(
    session: Session,
    *,
    account: Account,
    role: Role,
    organisation: Organisation,
    valid_from: date,
    valid_to: date | None,
    reason: str,
    granter: Principal | None,
    now: datetime,
) -> RoleGrant:
    """Give `account` a role over `organisation` and all below it.

    An administrator hands out roles inside the part of the tree administered, never to oneself.
    `granter` None is the system's own set-up. Raises `GrantToSelf`, `GrantTooWide`, `GrantHeld`.
    """
    if granter is not None:
        _refuse_reaching_out(granter, account.id, organisation.path)
    held = current_grants(session, account_id=account.id, today=valid_from)
    if any((g.role, g.organisation_id) == (role, organisation.id) for g in held):
        raise GrantHeld
    grant = RoleGrant(
        account_id=account.id,
        role=role,
        organisation_id=organisation.id,
        valid_from=valid_from,
        valid_to=valid_to,
        granted_by=granter.account_uuid if granter else None,
        reason=nfc(reason),
        recorded_at=now,
    )
    session.add(grant)
    _after_change(
        session, account, "grant.given", role=role, unit=organisation, actor=granter, now=now
    )
    return grant


def end_grant(
    session: Session, *, grant: RoleGrant, granter: Principal, today: date, now: datetime
) -> None:
    """Take a role away at once; raises `LastAdministrator` if nobody could hand out roles then."""
    organisation = get_organisation(session, grant.organisation_id)
    _refuse_reaching_out(granter, grant.account_id, organisation.path)
    if grant.role == Role.ADMIN and organisation.parent_id is None:
        refuse_last_administrator(session, account_id=grant.account_id, today=today)
    grant.ended_at, grant.ended_by = now, granter.account_uuid
    account = session.get_one(Account, grant.account_id)
    _after_change(
        session, account, "grant.ended", role=grant.role, unit=organisation, actor=granter, now=now
    )


def end_grants_of(session: Session, *, account_id: int, actor: UUID | None, now: datetime) -> None:
    """End every role of somebody who has left; the account stays a learner's."""
    session.execute(
        update(RoleGrant)
        .where(RoleGrant.account_id == account_id, RoleGrant.ended_at.is_(None))
        .values(ended_at=now, ended_by=actor)
    )


def _refuse_reaching_out(granter: Principal, account_id: int, path: str) -> None:
    if granter.account_id == account_id:
        raise GrantToSelf
    if not any(covers(own, path) for own in granter.scope(Permission.GRANT_WRITE)):
        raise GrantTooWide


def refuse_last_administrator(session: Session, *, account_id: int, today: date) -> None:
    """Raise `LastAdministrator` if nobody but this account administers the whole country."""
    holders = set(
        session.scalars(
            select(RoleGrant.account_id)
            .join(Account, Account.id == RoleGrant.account_id)
            .join(Organisation, Organisation.id == RoleGrant.organisation_id)
            .where(
                RoleGrant.role == Role.ADMIN,
                Organisation.parent_id.is_(None),
                held_grants(today),
                Account.suspended_at.is_(None),
            )
        )
    )
    if holders == {account_id}:
        raise LastAdministrator


def _after_change(
    session: Session,
    account: Account,
    action: str,
    *,
    role: Role,
    unit: Organisation,
    actor: Principal | None,
    now: datetime,
) -> None:
    """End the account's sessions, so that the change holds at its next request; write it down."""
    end_sessions_of(session, account_uuid=account.uuid)
    audit.record(
        session,
        at=now,
        actor=actor.account_uuid if actor else None,
        action=action,
        subject=("account", account.uuid),
        detail={"role": role.value, "organisation": str(unit.uuid)},
    )
