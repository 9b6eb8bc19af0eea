"""Accounts as a whole: with a first role, many at once, whose they are."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.accounts.models import Account
from lms.accounts.passwords import hash_password
from lms.accounts.rules import check_password
from lms.accounts.service.grants import grant_role
from lms.accounts.service.opening import ensure_account, make_code
from lms.core import audit
from lms.core.clock import local_day
from lms.core.columns import uuid7
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Principal, Role
from lms.core.secrets import Keyring
from lms.organisations.service import Organisation, ensure_root
from lms.people.service import Identity, Person, add_person

BY_HAND = msgid("Lập từ dòng lệnh của máy chủ")


def own_account(session: Session, account_id: int) -> Account:
    """Return the account of whoever is signed in."""
    return session.get_one(Account, account_id)


def add_account(
    session: Session,
    keys: Keyring,
    *,
    identity: Identity,
    role: Role,
    organisation: Organisation,
    valid_to: date | None,
    reason: str,
    granter: Principal | None,
    now: datetime,
) -> str:
    """Make a person without a post, an account and its first role; return the one-time code.

    `granter` None is the system's own set-up. Raises `StaffCodeTaken` or what `grant_role`
    raises; then nothing is kept.
    """
    actor = granter.account_uuid if granter else None
    person = add_person(session, keys, identity=identity, actor=actor, now=now)
    account = ensure_account(session, person_id=person.id, now=now)
    grant_role(
        session,
        account=account,
        role=role,
        organisation=organisation,
        valid_from=local_day(now),
        valid_to=valid_to,
        reason=reason,
        granter=granter,
        now=now,
    )
    return make_code(session, keys, account=account, actor=actor, now=now)


def add_administrator(
    session: Session, keys: Keyring, *, name: str, staff_code: str, now: datetime
) -> str:
    """Make an administrator of the whole country; return the one-time code.

    For whoever runs the server: the first administrator, or one more when nobody else can sign
    in. Makes the root of the tree if there is none. Raises `StaffCodeTaken`.
    """
    root = ensure_root(session, now=now)
    return add_account(
        session,
        keys,
        identity=Identity(full_name=name, staff_code=staff_code, staff_code_scope=root.id),
        role=Role.ADMIN,
        organisation=root,
        valid_to=None,
        reason=gettext(BY_HAND),
        granter=None,
        now=now,
    )


def insert_accounts(session: Session, person_ids: Sequence[int], *, now: datetime) -> None:
    """Make accounts without a password for many new persons."""
    rows = [
        {
            "uuid": uuid7(),
            "person_id": person_id,
            "language": "vi",
            "large_text": False,
            "created_at": now,
        }
        for person_id in person_ids
    ]
    if rows:
        session.execute(insert(Account), rows)


def accounts_of(session: Session, person_uuids: Sequence[UUID]) -> list[tuple[Account, Person]]:
    """Return the accounts of these persons, in the order of their names."""
    found: list[tuple[Account, Person]] = []
    for start in range(0, len(person_uuids), 500):
        some = person_uuids[start : start + 500]
        rows = session.execute(
            select(Account, Person)
            .join(Person, Person.id == Account.person_id)
            .where(Person.uuid.in_(some))
        )
        found += [(account, person) for account, person in rows]
    return sorted(found, key=lambda pair: pair[1].sort_key)


def set_password(session: Session, *, account: Account, password: str, now: datetime) -> None:
    """Give the account a password without a code: for the first set-up and the demo only."""
    check_password(password)
    account.password_hash = hash_password(password)
    account.password_set_at = now
    audit.record(
        session, at=now, actor=None, action="password.set", subject=("account", account.uuid)
    )
