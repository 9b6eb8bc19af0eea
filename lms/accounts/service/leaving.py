"""What somebody may do ends with the work: roles, and for a merged record the way in."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import Account, RoleGrant
from lms.accounts.service.grants import not_over, refuse_last_administrator
from lms.accounts.service.opening import account_of, revoke_codes
from lms.core import audit
from lms.core.clock import local_day
from lms.core.permissions import Role
from lms.core.sessions import end_sessions_of
from lms.organisations.service import get_organisation


def end_roles(
    session: Session, *, person_id: int, day: date, actor: UUID | None, now: datetime
) -> list[UUID]:
    """End the person's roles on `day`, the first no longer held; return the grants that end.

    The account itself stays, for learning and certificates. A day that has come ends them at once.
    Raises `LastAdministrator` if nobody could hand out roles for the whole country then.
    """
    account = account_of(session, person_id)
    if account is None:
        return []
    today = local_day(now)
    running = select(RoleGrant).where(RoleGrant.account_id == account.id, not_over(today))
    ended = [
        grant
        for grant in session.scalars(running.order_by(RoleGrant.id))
        if grant.valid_to is None or grant.valid_to > day
    ]
    for grant in ended:
        unit = get_organisation(session, grant.organisation_id)
        if grant.role == Role.ADMIN and unit.parent_id is None:
            refuse_last_administrator(session, account_id=account.id, today=today)
    for grant in ended:
        _end(grant, day=day, today=today, actor=actor, now=now)
        audit.record(
            session,
            at=now,
            actor=actor,
            action="grant.ended",
            subject=("account", account.uuid),
            detail={"role": str(grant.role), "grant": str(grant.uuid), "day": day.isoformat()},
        )
    if ended:
        end_sessions_of(session, account_uuid=account.uuid)
    return [grant.uuid for grant in ended]


def close_account(session: Session, *, person_id: int, actor: UUID | None, now: datetime) -> None:
    """Take the way in of a record that was merged into another: roles, codes and sessions end."""
    account = account_of(session, person_id)
    if account is None:
        return
    end_roles(session, person_id=person_id, day=local_day(now), actor=actor, now=now)
    revoke_codes(session, [account.id], now)
    end_sessions_of(session, account_uuid=account.uuid)
    _record_closing(session, account, actor, now)


def _end(grant: RoleGrant, *, day: date, today: date, actor: UUID | None, now: datetime) -> None:
    if day > today and grant.valid_from < day:
        grant.valid_to = day
    else:
        grant.ended_at, grant.ended_by = now, actor


def _record_closing(session: Session, account: Account, actor: UUID | None, now: datetime) -> None:
    audit.record(
        session, at=now, actor=actor, action="account.closed", subject=("account", account.uuid)
    )
