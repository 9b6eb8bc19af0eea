"""Roles over a unit that ends: nobody inherits them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import Account, RoleGrant
from lms.accounts.service.grants import not_over
from lms.core import audit
from lms.core.sessions import end_sessions_of
from lms.organisations.service import Organisation
from lms.people.service import Person


def grants_over(
    session: Session, *, organisation_id: int, today: date
) -> Sequence[tuple[RoleGrant, Person]]:
    """Return (grant, holder) of the roles over the unit itself, today and to come, by name."""
    held = (
        select(RoleGrant, Person)
        .join(Account, Account.id == RoleGrant.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(RoleGrant.organisation_id == organisation_id, not_over(today))
    )
    found = session.execute(held.order_by(Person.sort_key, RoleGrant.id))
    return [(grant, person) for grant, person in found]


def end_grants_over(
    session: Session, *, organisation: Organisation, actor: UUID | None, now: datetime, today: date
) -> int:
    """End every role over a unit that has ended; return how many.

    Who held one signs in anew; who ends the unit goes on.
    """
    grants = [
        grant for grant, _ in grants_over(session, organisation_id=organisation.id, today=today)
    ]
    for grant in grants:
        grant.ended_at, grant.ended_by = now, actor
        account = session.get_one(Account, grant.account_id)
        if account.uuid != actor:
            end_sessions_of(session, account_uuid=account.uuid)
        audit.record(
            session,
            at=now,
            actor=actor,
            action="grant.ended",
            subject=("account", account.uuid),
            detail={"role": str(grant.role), "organisation": str(organisation.uuid)},
        )
    return len(grants)
