"""Opening an account: a one-time code, then a password of one's own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.accounts.errors import OwnCode, WrongCode
from lms.accounts.models import Account, ActivationCode
from lms.accounts.passwords import hash_password
from lms.accounts.rules import CODE_LIFE, check_password
from lms.accounts.service.grants import refuse_reaching_up
from lms.core import audit
from lms.core.clock import local_day
from lms.core.permissions import Principal
from lms.core.secrets import Keyring, normalise_code, one_time_code
from lms.core.sessions import end_sessions_of
from lms.people.service import Person, get_person, is_merged

_CONTEXT = "accounts_activation_code"


def account_of(session: Session, person_id: int) -> Account | None:
    """Return the person's account, or None."""
    return session.scalars(select(Account).where(Account.person_id == person_id)).one_or_none()


def ensure_account(session: Session, *, person_id: int, now: datetime) -> Account:
    """Return the person's account, made now if there is none; it has no password yet.

    Made twice at the same moment, it is one.
    """
    known = account_of(session, person_id)
    if known is not None:
        return known
    account = Account(person_id=person_id, language="vi", created_at=now)
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        return session.scalars(select(Account).where(Account.person_id == person_id)).one()
    return account


def make_code(
    session: Session, keys: Keyring, *, account: Account, actor: UUID | None, now: datetime
) -> str:
    """Return a new one-time code, good for 14 days; earlier ones of the account die.

    The code is shown this once; the database keeps its keyed hash. Raises `OwnCode` for one's own
    account: a code would set a password without the old one.
    """
    if account.uuid == actor:
        raise OwnCode
    _revoke_codes(session, [account.id], now)
    code = one_time_code()
    session.add(ActivationCode(**_code_row(keys, account.id, code, actor, now)))
    audit.record(
        session, at=now, actor=actor, action="code.made", subject=("account", account.uuid)
    )
    return code


def renew_code(
    session: Session, keys: Keyring, *, account: Account, granter: Principal, now: datetime
) -> str:
    """Return a new one-time code for an account administered by `granter`.

    Raises `OwnCode` for one's own account, `HoldsElsewhere` for one with a role out of reach.
    """
    refuse_reaching_up(session, granter=granter, account=account, today=local_day(now))
    return make_code(session, keys, account=account, actor=granter.account_uuid, now=now)


def person_of_code(session: Session, keys: Keyring, *, code: str, now: datetime) -> Person:
    """Return whose account the code opens, or raise `WrongCode`."""
    _, account = _living(session, keys, code, now)
    return get_person(session, account.person_id)


def open_account(
    session: Session, keys: Keyring, *, code: str, password: str, now: datetime
) -> Account:
    """Use the code up and set the password; sessions that were open end.

    Raises `WrongCode` or a `PasswordToo…`; the code stays good when the password is refused.
    """
    living, account = _living(session, keys, code, now)
    check_password(password)
    used = session.execute(
        update(ActivationCode)
        .where(ActivationCode.id == living.id, ActivationCode.used_at.is_(None))
        .values(used_at=now)
        .returning(ActivationCode.id)
    ).first()
    if used is None:
        raise WrongCode
    account.password_hash = hash_password(password)
    account.password_set_at = now
    end_sessions_of(session, account_uuid=account.uuid)
    audit.record(
        session,
        at=now,
        actor=account.uuid,
        action="account.opened",
        subject=("account", account.uuid),
    )
    return account


def _hash(keys: Keyring, code: str) -> str:
    return keys.fingerprint(normalise_code(code), context=_CONTEXT)


def _living(
    session: Session, keys: Keyring, code: str, now: datetime
) -> tuple[ActivationCode, Account]:
    found = session.execute(
        select(ActivationCode, Account)
        .join(Account, Account.id == ActivationCode.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            ActivationCode.code_hmac == _hash(keys, code),
            ActivationCode.used_at.is_(None),
            ActivationCode.revoked_at.is_(None),
            ActivationCode.expires_at > now,
            Account.suspended_at.is_(None),
            Person.withdrawn_at.is_(None),
            ~is_merged(Person.id),
        )
    ).one_or_none()
    if found is None:
        raise WrongCode
    return found[0], found[1]


def make_codes(
    session: Session,
    keys: Keyring,
    *,
    accounts: Sequence[Account],
    actor: UUID,
    now: datetime,
) -> dict[int, str]:
    """Return a code for each account without a password but the actor's own, by account id."""
    waiting = [a for a in accounts if a.password_hash is None and a.uuid != actor]
    for start in range(0, len(waiting), 500):
        _revoke_codes(session, [account.id for account in waiting[start : start + 500]], now)
    codes = {account.id: one_time_code() for account in waiting}
    if codes:
        session.execute(
            insert(ActivationCode),
            [_code_row(keys, id_, code, actor, now) for id_, code in codes.items()],
        )
    uuids = [account.uuid for account in waiting]
    audit.record_many(session, at=now, actor=actor, action="code.made", kind="account", uuids=uuids)
    return codes


def _revoke_codes(session: Session, account_ids: Sequence[int], now: datetime) -> None:
    session.execute(
        update(ActivationCode)
        .where(
            ActivationCode.account_id.in_(account_ids),
            ActivationCode.used_at.is_(None),
            ActivationCode.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def _code_row(
    keys: Keyring, account_id: int, code: str, actor: UUID | None, now: datetime
) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "code_hmac": _hash(keys, code),
        "made_by": actor,
        "made_at": now,
        "expires_at": now + CODE_LIFE,
    }
