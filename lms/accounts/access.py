"""Who may see which accounts."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from lms.accounts.models import Account, RoleGrant
from lms.core.errors import NotFound
from lms.core.text import fold
from lms.organisations.service import Organisation, below
from lms.people.service import Person, visible_people


def visible_accounts(paths: Sequence[str], *, today: date) -> Select[Account, Person]:
    """Select (account, person) of the people with a post or a role at or below `paths`.

    Today's, and those to come.
    """
    granted = (
        select(RoleGrant.account_id)
        .join(Organisation, Organisation.id == RoleGrant.organisation_id)
        .where(
            below(Organisation.path, paths),
            RoleGrant.ended_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > today),
        )
    )
    people = visible_people(paths, today=today).with_only_columns(Person.id)
    return (
        select(Account, Person)
        .join(Person, Person.id == Account.person_id)
        .where(or_(Account.id.in_(granted), Person.id.in_(people)))
    )


def search_accounts(paths: Sequence[str], *, text: str, today: date) -> Select[Account, Person]:
    """Select the accounts in scope whose person's name or staff code contains `text`."""
    found = visible_accounts(paths, today=today).order_by(Person.sort_key, Person.id)
    if not text:
        return found
    wanted = fold(text).replace("%", "").replace("_", "")
    return found.where(or_(Person.fold_key.like(f"%{wanted}%"), Person.staff_code == text))


def visible_account(
    session: Session, *, paths: Sequence[str], uuid: UUID, today: date
) -> tuple[Account, Person]:
    """Return the account and its person if they are in scope, else raise `NotFound`."""
    found = session.execute(
        visible_accounts(paths, today=today).where(Account.uuid == uuid)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def visible_grant(
    session: Session, *, paths: Sequence[str], account: Account, uuid: UUID
) -> RoleGrant:
    """Return the account's grant if its organisation is in scope, else raise `NotFound`."""
    found = session.scalars(
        select(RoleGrant)
        .join(Organisation, Organisation.id == RoleGrant.organisation_id)
        .where(
            below(Organisation.path, paths),
            RoleGrant.account_id == account.id,
            RoleGrant.uuid == uuid,
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
