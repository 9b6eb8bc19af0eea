"""Roles over a part of the tree: who holds what today, handing out, taking away."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from lms.accounts.errors import (
    GrantDates,
    GrantHeld,
    GrantOutlasts,
    GrantTooWide,
    GrantToSelf,
    HoldsElsewhere,
    LastAdministrator,
)
from lms.accounts.models import Account, RoleGrant
from lms.accounts.rules import covers
from lms.core import audit
from lms.core.errors import Conflict
from lms.core.permissions import Grant, Permission, Principal, Role
from lms.core.sessions import end_sessions_of
from lms.core.text import nfc, short_date
from lms.organisations.service import Organisation, get_organisation
from lms.people.service import Person, is_merged


def held_grants(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """Return the condition that a grant is in force on `today`."""
    return and_(
        RoleGrant.ended_at.is_(None),
        RoleGrant.valid_from <= today,
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > today),
    )


def not_over(today: date) -> ColumnElement[bool]:
    """Return the condition that a grant is in force on `today` or will be."""
    return and_(
        RoleGrant.ended_at.is_(None),
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
        ~is_merged(Person.id),
    )
)
_GRANTS = (
    select(RoleGrant.role, RoleGrant.organisation_id, Organisation.path, RoleGrant.valid_to)
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
        grants=tuple(Grant(Role(role), unit, path, end) for role, unit, path, end in grants),
    )


def current_grants(session: Session, *, account_id: int, today: date) -> Sequence[RoleGrant]:
    """Return the grants in force today, the oldest first."""
    held = select(RoleGrant).where(RoleGrant.account_id == account_id, held_grants(today))
    return session.scalars(held.order_by(RoleGrant.valid_from, RoleGrant.id)).all()


def grants_to_come(session: Session, *, account_id: int, today: date) -> Sequence[RoleGrant]:
    """Return the grants in force today or later, the oldest first."""
    held = select(RoleGrant).where(RoleGrant.account_id == account_id, not_over(today))
    return session.scalars(held.order_by(RoleGrant.valid_from, RoleGrant.id)).all()


def accounts_with_roles(session: Session, account_ids: Sequence[int]) -> set[int]:
    """Return those of the accounts that hold a role, or will."""
    found: set[int] = set()
    for start in range(0, len(account_ids), 500):
        some = account_ids[start : start + 500]
        held = select(RoleGrant.account_id).where(
            RoleGrant.account_id.in_(some), RoleGrant.ended_at.is_(None)
        )
        found.update(session.scalars(held))
    return found


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
    `granter` None is the system's own set-up. Raises `GrantToSelf`, `GrantTooWide`, `GrantHeld`,
    `GrantOutlasts`, or `GrantDates` if `valid_to`, the first day no longer held, is too early.
    """
    if valid_to is not None and valid_to <= valid_from:
        raise GrantDates(last=short_date(valid_to - timedelta(days=1)))
    if granter is not None:
        _refuse_giving(granter, account.id, organisation.path, valid_to)
    _refuse_twice(session, account, role, organisation, valid_from)
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
    """Take a role away at once.

    Raises `GrantToSelf`, `GrantTooWide`, `Conflict` if it has been taken away already, or
    `LastAdministrator` if nobody could hand out roles for the whole country then.
    """
    organisation = get_organisation(session, grant.organisation_id)
    _refuse_reaching_out(granter, grant.account_id, organisation.path)
    if grant.ended_at is not None:
        raise Conflict
    if grant.role == Role.ADMIN and organisation.parent_id is None:
        refuse_last_administrator(session, account_id=grant.account_id, today=today)
    grant.ended_at, grant.ended_by = now, granter.account_uuid
    account = session.get_one(Account, grant.account_id)
    _after_change(
        session, account, "grant.ended", role=grant.role, unit=organisation, actor=granter, now=now
    )


def _refuse_twice(
    session: Session, account: Account, role: Role, organisation: Organisation, day: date
) -> None:
    """Raise `GrantHeld` if the role is held already; given twice at one moment, it is once."""
    session.scalars(select(Account.id).where(Account.id == account.id).with_for_update()).one()
    held = current_grants(session, account_id=account.id, today=day)
    if any((g.role, g.organisation_id) == (role, organisation.id) for g in held):
        raise GrantHeld


def _refuse_reaching_out(granter: Principal, account_id: int, path: str) -> None:
    if granter.account_id == account_id:
        raise GrantToSelf
    if not covers(granter.scope(Permission.GRANT_WRITE), path):
        raise GrantTooWide


def _refuse_giving(granter: Principal, account_id: int, path: str, valid_to: date | None) -> None:
    """Refuse what reaches out, or would last longer than the right to give it."""
    _refuse_reaching_out(granter, account_id, path)
    own_end = granter.held_until(Permission.GRANT_WRITE, path)
    if own_end is not None and (valid_to is None or valid_to > own_end):
        raise GrantOutlasts(last=short_date(own_end - timedelta(days=1)))


def refuse_reaching_up(
    session: Session, *, granter: Principal, account: Account, today: date
) -> None:
    """Raise `HoldsElsewhere` if the account holds a role, or will, that `granter` cannot give.

    Whoever suspends an account, or makes a code for it, has power over all it may do.
    """
    held = (
        select(Organisation.path)
        .join(RoleGrant, RoleGrant.organisation_id == Organisation.id)
        .where(RoleGrant.account_id == account.id, not_over(today))
    )
    own = granter.scope(Permission.GRANT_WRITE)
    if not all(covers(own, path) for path in session.scalars(held)):
        raise HoldsElsewhere


def refuse_last_administrator(session: Session, *, account_id: int, today: date) -> None:
    """Raise `LastAdministrator` if nobody but this account administers the whole country for good.

    Two administrators who remove each other at the same moment wait for one another here.
    """
    rows = session.execute(
        select(RoleGrant.account_id, RoleGrant.valid_to)
        .join(Account, Account.id == RoleGrant.account_id)
        .join(Person, Person.id == Account.person_id)
        .join(Organisation, Organisation.id == RoleGrant.organisation_id)
        .where(
            RoleGrant.role == Role.ADMIN,
            Organisation.parent_id.is_(None),
            held_grants(today),
            Account.suspended_at.is_(None),
            Person.withdrawn_at.is_(None),
        )
        .order_by(RoleGrant.id)
        .with_for_update(of=(RoleGrant, Account), key_share=True)
    ).all()
    lasting = {holder for holder, valid_to in rows if valid_to is None}
    holders = lasting or {holder for holder, _ in rows}
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
        detail={"role": str(role), "organisation": str(unit.uuid)},
    )
