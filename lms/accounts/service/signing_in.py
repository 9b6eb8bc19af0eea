"""Signing in, passwords, sessions, and the limit on guessing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import ceil
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from lms.accounts.errors import GrantToSelf, WrongSecret
from lms.accounts.models import Account, SecretFailure
from lms.accounts.passwords import hash_password, is_password
from lms.accounts.rules import NETWORK_TRIES, WINDOW, check_password, wait_after
from lms.accounts.service.grants import current_grants, refuse_last_administrator
from lms.core import audit
from lms.core.errors import TooMany
from lms.core.permissions import Principal
from lms.core.secrets import Keyring
from lms.core.sessions import end_sessions_of, sweep_sessions
from lms.core.text import fold
from lms.organisations.service import Contact, Organisation, nearest_contact
from lms.people.service import Person

_CONTEXT = "accounts_secret_failure"


def sign_in(
    session: Session,
    keys: Keyring,
    *,
    name: str,
    password: str,
    address: str,
    now: datetime,
    agency: int | None = None,
) -> Account:
    """Return the account that staff code, phone or e-mail `name` and `password` open.

    `agency` (id of a ministry or province) settles a staff code used by several. Raises
    `TooMany` without looking, else `WrongSecret`; the caller then records the failure with
    `record_failure` in a transaction of its own.
    """
    refuse_guessing(session, keys, subject=name, address=address, now=now)
    accounts = _accounts_named(session, name, agency)
    account = accounts[0] if len(accounts) == 1 else None
    stored = account.password_hash if account and account.suspended_at is None else None
    if not is_password(stored, password) or account is None:
        raise WrongSecret
    return account


def refuse_guessing(
    session: Session, keys: Keyring, *, subject: str, address: str, now: datetime
) -> None:
    """Raise `TooMany` while this name or this network has been wrong too often."""
    since = SecretFailure.at > now - WINDOW
    own = SecretFailure.subject == _key(keys, subject)
    moments = session.scalars(
        select(SecretFailure.at).where(own, since).order_by(SecretFailure.at)
    ).all()
    wait = wait_after(moments, now)
    network = select(func.count()).where(SecretFailure.address == _key(keys, address), since)
    if (session.scalar(network) or 0) >= NETWORK_TRIES:
        wait = max(wait, timedelta(minutes=15))
    if wait:
        raise TooMany(minutes=ceil(wait.total_seconds() / 60))


def record_failure(
    session: Session, keys: Keyring, *, subject: str, address: str, now: datetime
) -> None:
    """Count a wrong password or code against the name typed and the network it came from."""
    row = SecretFailure(subject=_key(keys, subject), address=_key(keys, address), at=now)
    session.add(row)


def change_password(
    session: Session, *, account: Account, old: str, new: str, token: str | None, now: datetime
) -> None:
    """Set a new password and end all other sessions; raises `WrongSecret` or `PasswordToo…`."""
    if not is_password(account.password_hash, old):
        raise WrongSecret
    check_password(new)
    account.password_hash = hash_password(new)
    account.password_set_at = now
    end_sessions_of(session, account_uuid=account.uuid, except_token=token)
    audit.record(
        session,
        at=now,
        actor=account.uuid,
        action="password.changed",
        subject=("account", account.uuid),
    )


def end_other_sessions(
    session: Session, *, account_uuid: UUID, token: str | None, now: datetime
) -> int:
    """Sign the account out everywhere but here; return how many sessions ended."""
    ended = end_sessions_of(session, account_uuid=account_uuid, except_token=token)
    audit.record(
        session,
        at=now,
        actor=account_uuid,
        action="sessions.ended",
        subject=("account", account_uuid),
        detail={"count": ended},
    )
    return ended


def suspend(
    session: Session, *, account: Account, actor: Principal, today: date, now: datetime
) -> None:
    """Keep the account from signing in; the person stays on the register and in every figure.

    Raises `GrantToSelf` for one's own account, `LastAdministrator` for the last one of all.
    """
    if account.id == actor.account_id:
        raise GrantToSelf
    refuse_last_administrator(session, account_id=account.id, today=today)
    account.suspended_at = now
    end_sessions_of(session, account_uuid=account.uuid)
    audit.record(
        session,
        at=now,
        actor=actor.account_uuid,
        action="account.suspended",
        subject=("account", account.uuid),
    )


def unsuspend(
    session: Session, *, account: Account, actor: Principal, today: date, now: datetime
) -> None:
    """Let the account sign in again, with the roles it holds on `today`."""
    account.suspended_at = None
    audit.record(
        session,
        at=now,
        actor=actor.account_uuid,
        action="account.restored",
        subject=("account", account.uuid),
        detail={"roles": len(current_grants(session, account_id=account.id, today=today))},
    )


def sweep(session: Session, *, now: datetime) -> None:
    """Delete what is kept for a day only: old failures and ended sessions."""
    session.execute(delete(SecretFailure).where(SecretFailure.at < now - timedelta(days=1)))
    sweep_sessions(session, now=now)


def _key(keys: Keyring, text: str) -> str:
    return keys.fingerprint(text.strip().lower(), context=_CONTEXT)


def _accounts_named(session: Session, name: str, agency: int | None) -> Sequence[Account]:
    """Return the accounts that `name` may mean; phone and e-mail only count if unique."""
    text = name.strip()
    phone = "".join(char for char in text if char.isdigit())
    by_name = or_(
        Person.staff_code == text,
        Person.email == text.lower(),
        Person.phone == phone if phone else Person.phone == text,
    )
    found = select(Account).join(Person, Person.id == Account.person_id)
    found = found.where(by_name, Person.withdrawn_at.is_(None))
    if agency is not None:
        found = found.where(Person.staff_code_scope == agency)
    return session.scalars(found.limit(2)).all()


def agencies_of_code(session: Session, code: str) -> Sequence[Organisation]:
    """Return the ministries and provinces in which somebody bears this staff code."""
    holders = select(Person.staff_code_scope).where(Person.staff_code == code.strip())
    units = select(Organisation).where(Organisation.id.in_(holders))
    return session.scalars(units.order_by(Organisation.sort_key)).all()


def contacts_near(session: Session, text: str) -> list[tuple[Organisation, Contact | None]]:
    """Return up to ten units whose name contains `text` (marks do not count), and whom to call."""
    wanted = fold(text).replace("%", "").replace("_", "")
    units = session.scalars(
        select(Organisation)
        .where(Organisation.fold_key.like(f"%{wanted}%"), Organisation.parent_id.is_not(None))
        .order_by(func.length(Organisation.path), Organisation.sort_key)
        .limit(10)
    ).all()
    return [(unit, nearest_contact(session, unit)) for unit in units]
