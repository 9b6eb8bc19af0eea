"""Signing in, passwords, sessions, suspension."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms.accounts.errors import (
    AgencyNeeded,
    GrantToSelf,
    RecordMerged,
    WrongOldPassword,
    WrongSecret,
)
from lms.accounts.models import Account
from lms.accounts.passwords import hash_password, is_password
from lms.accounts.rules import check_password
from lms.accounts.service.grants import (
    current_grants,
    refuse_last_administrator,
    refuse_reaching_up,
)
from lms.accounts.service.guessing import record_success, refuse_guessing, sweep_failures
from lms.core import audit
from lms.core.clock import local_day
from lms.core.i18n import gettext
from lms.core.permissions import Principal
from lms.core.secrets import Keyring
from lms.core.sessions import end_sessions_of, sweep_sessions
from lms.core.text import fold, nfc
from lms.organisations.service import (
    Contact,
    Organisation,
    full_name,
    get_organisation,
    nearest_contact,
)
from lms.people.service import Person, current_posts, one_phone, surviving_id


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

    `agency` (id of a ministry or province) settles a staff code used by several, else
    `AgencyNeeded` is raised. Raises `TooMany` without looking, else `WrongSecret`; the caller then
    records the failure with `record_failure` in a transaction of its own.
    """
    refuse_guessing(session, keys, subject=name, address=address, now=now)
    account = _account_named(session, name, agency)
    stored = account.password_hash if account and account.suspended_at is None else None
    if not is_password(stored, password) or account is None:
        raise WrongSecret
    if surviving_id(session, account.person_id) != account.person_id:
        raise RecordMerged(ask=_whom_to_ask(session, account, local_day(now)))
    return account


def _whom_to_ask(session: Session, account: Account, today: date) -> str:
    """Return the officer nearest to the person whose record the account's was merged into."""
    person_id = surviving_id(session, account.person_id)
    for post in current_posts(session, person_id=person_id, today=today):
        contact = nearest_contact(session, get_organisation(session, post.organisation_id))
        if contact is not None:
            return f"{contact.name}, {contact.phone}"
    return gettext("cán bộ tổ chức của đơn vị")


def change_password(
    session: Session,
    keys: Keyring,
    *,
    account: Account,
    old: str,
    new: str,
    token: str | None,
    address: str,
    now: datetime,
) -> None:
    """Set a new password and end all other sessions.

    Raises `TooMany` without looking, `PasswordToo…` or `WrongOldPassword`; the caller then records
    the failure, whose subject is the account's uuid, in a transaction of its own.
    """
    subject = str(account.uuid)
    refuse_guessing(session, keys, subject=subject, address=address, now=now)
    if not is_password(account.password_hash, old):
        raise WrongOldPassword
    check_password(new)
    record_success(session, keys, subject=subject, address=address, now=now)
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

    Raises `GrantToSelf` for one's own account, `HoldsElsewhere` for one with a role out of reach,
    `LastAdministrator` for the last one of all. A suspended one stays as it is.
    """
    if account.id == actor.account_id:
        raise GrantToSelf
    refuse_reaching_up(session, granter=actor, account=account, today=today)
    if account.suspended_at is not None:
        return
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
    """Let the account sign in again, with the roles it holds on `today`.

    Raises `HoldsElsewhere` for one with a role out of reach.
    """
    refuse_reaching_up(session, granter=actor, account=account, today=today)
    if account.suspended_at is None:
        return
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
    """Delete what is kept for a time only: old failures and ended sessions."""
    sweep_failures(session, now=now)
    sweep_sessions(session, now=now)


def _account_named(session: Session, name: str, agency: int | None) -> Account | None:
    """Return the account that `name` means: a staff code, else a unique phone or e-mail.

    Raises `AgencyNeeded` for a staff code that several agencies use.
    """
    text = nfc(name)
    living = (
        select(Account)
        .join(Person, Person.id == Account.person_id)
        .where(Person.withdrawn_at.is_(None))
        .limit(2)
    )
    by_code = living.where(Person.staff_code == text)
    if agency is not None:
        by_code = by_code.where(Person.staff_code_scope == agency)
    found = session.scalars(by_code).all()
    if len(found) > 1:
        raise AgencyNeeded
    if not found:
        phone = one_phone(text) or text
        found = session.scalars(
            living.where(or_(Person.email == text.lower(), Person.phone == phone))
        ).all()
    if len(found) > 1:  # a merged record's number is the other one's now
        found = [one for one in found if surviving_id(session, one.person_id) == one.person_id]
    return found[0] if len(found) == 1 else None


def agencies_of_code(session: Session, code: str) -> Sequence[Organisation]:
    """Return the ministries and provinces in which an account's owner bears this staff code."""
    holders = (
        select(Person.staff_code_scope)
        .join(Account, Account.person_id == Person.id)
        .where(Person.staff_code == nfc(code), Person.withdrawn_at.is_(None))
    )
    units = select(Organisation).where(Organisation.id.in_(holders))
    return session.scalars(units.order_by(Organisation.sort_key)).all()


def contacts_near(session: Session, text: str, *, today: date) -> list[tuple[str, Contact | None]]:
    """Return up to ten open units whose name contains `text`, and whom to call; marks do not count.

    Each with the names of those above: a commune's name occurs in many provinces.
    """
    wanted = fold(text).replace("%", "").replace("_", "")
    units = session.scalars(
        select(Organisation)
        .where(
            Organisation.fold_key.like(f"%{wanted}%"),
            Organisation.parent_id.is_not(None),
            or_(Organisation.closed_on.is_(None), Organisation.closed_on > today),
        )
        .order_by(func.length(Organisation.path), Organisation.sort_key)
        .limit(10)
    ).all()
    return [(full_name(session, unit), nearest_contact(session, unit)) for unit in units]
