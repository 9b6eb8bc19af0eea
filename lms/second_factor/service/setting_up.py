"""Setting a second factor up, its recovery codes, and doing without it again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.accounts.errors import WrongOldPassword
from lms.accounts.service import (
    Account,
    is_password,
    record_success,
    refuse_guessing,
    refuse_reaching_up,
)
from lms.core import audit
from lms.core.clock import local_day
from lms.core.errors import Conflict
from lms.core.permissions import Principal
from lms.core.secrets import Keyring, normalise_code, one_time_code
from lms.core.sessions import end_sessions_of
from lms.core.text import nfc
from lms.second_factor.errors import (
    AlreadySetUp,
    NothingToConfirm,
    OwnReset,
    WrongFirstCode,
)
from lms.second_factor.models import AuthenticatorApp, RecoveryCode
from lms.second_factor.rules import RECOVERY_CODES, SETUP_LIFE, new_secret, step_of
from lms.second_factor.service.checking import (
    CODE_CONTEXT,
    SECRET_CONTEXT,
    app_of,
    check_second_factor,
    confirmed_app,
    record,
    secret_of,
    subject_of,
)


def begin_setup(
    session: Session, keys: Keyring, *, account: Account, password: str, address: str, now: datetime
) -> str:
    """Return a new secret (base 32) for an app, which a code must confirm within the hour.

    Raises `AlreadySetUp`, `TooMany`, or `WrongOldPassword`; the caller then records the failure,
    whose subject is the account's uuid, in a transaction of its own.
    """
    _check_password(session, keys, account=account, password=password, address=address, now=now)
    waiting = delete(AuthenticatorApp).where(
        AuthenticatorApp.account_id == account.id, AuthenticatorApp.confirmed_at.is_(None)
    )
    session.execute(waiting)
    secret = new_secret()
    cipher = keys.encrypt(secret, context=SECRET_CONTEXT)
    try:
        with session.begin_nested():
            session.add(AuthenticatorApp(account_id=account.id, secret=cipher, made_at=now))
    except IntegrityError as error:
        raise AlreadySetUp from error
    return secret


def confirm_setup(
    session: Session, keys: Keyring, *, account: Account, code: str, address: str, now: datetime
) -> Sequence[str]:
    """Make the app that waits the account's second factor; return its recovery codes.

    Raises `AlreadySetUp`, `NothingToConfirm`, `TooMany` or `WrongFirstCode`; the caller then
    records the failure with `record_wrong_code`.
    """
    app = app_of(session, account.id)
    if app is not None and app.confirmed_at is not None:
        raise AlreadySetUp
    if app is None or now - app.made_at >= SETUP_LIFE:
        raise NothingToConfirm
    refuse_guessing(session, keys, subject=subject_of(account), address=address, now=now)
    step = step_of(secret_of(keys, app), normalise_code(code), now)
    if step is None:
        raise WrongFirstCode
    confirmed = session.execute(
        update(AuthenticatorApp)
        .where(AuthenticatorApp.id == app.id, AuthenticatorApp.confirmed_at.is_(None))
        .values(confirmed_at=now, last_step=step)
        .returning(AuthenticatorApp.id)
    ).first()
    if confirmed is None:
        raise AlreadySetUp
    record(session, account, "second_factor.set_up", now)
    return _make_codes(session, keys, account, now)


def renew_recovery_codes(
    session: Session, keys: Keyring, *, account: Account, code: str, address: str, now: datetime
) -> Sequence[str]:
    """Return new recovery codes; those before no longer count.

    Raises what `check_second_factor` raises.
    """
    check_second_factor(session, keys, account_id=account.id, code=code, address=address, now=now)
    _delete_codes(session, account)
    return _make_codes(session, keys, account, now)


def remove_second_factor(
    session: Session,
    keys: Keyring,
    *,
    account: Account,
    password: str,
    code: str,
    address: str,
    now: datetime,
) -> None:
    """Let the account go on without a second factor.

    Raises what `begin_setup` and `check_second_factor` raise.
    """
    _check_password(session, keys, account=account, password=password, address=address, now=now)
    check_second_factor(session, keys, account_id=account.id, code=code, address=address, now=now)
    _delete(session, account)
    record(session, account, "second_factor.removed", now)


def reset_second_factor(
    session: Session, *, account: Account, actor: Principal, reason: str, now: datetime
) -> None:
    """Take the second factor from somebody who has neither app nor recovery codes any more.

    The account's sessions end. Raises `OwnReset` for one's own, `HoldsElsewhere` for an account
    with a role out of reach, `Conflict` if there is none.
    """
    if account.id == actor.account_id:
        raise OwnReset
    refuse_reaching_up(session, granter=actor, account=account, today=local_day(now))
    if confirmed_app(session, account.id) is None:
        raise Conflict
    _delete(session, account)
    end_sessions_of(session, account_uuid=account.uuid)
    audit.record(
        session,
        at=now,
        actor=actor.account_uuid,
        action="second_factor.reset",
        subject=("account", account.uuid),
        detail={"reason": nfc(reason)},
    )


def _check_password(
    session: Session, keys: Keyring, *, account: Account, password: str, address: str, now: datetime
) -> None:
    subject = str(account.uuid)
    refuse_guessing(session, keys, subject=subject, address=address, now=now)
    if not is_password(account.password_hash, password):
        raise WrongOldPassword
    record_success(session, keys, subject=subject, address=address, now=now)


def _make_codes(session: Session, keys: Keyring, account: Account, now: datetime) -> Sequence[str]:
    own = select(AuthenticatorApp.id).where(AuthenticatorApp.account_id == account.id)
    app_id = session.scalars(own).one()
    codes = [one_time_code() for _ in range(RECOVERY_CODES)]
    prints = [keys.fingerprint(normalise_code(code), context=CODE_CONTEXT) for code in codes]
    session.execute(
        insert(RecoveryCode), [{"app_id": app_id, "code_hmac": print_} for print_ in prints]
    )
    record(session, account, "second_factor.codes_made", now)
    return codes


def _delete_codes(session: Session, account: Account) -> None:
    own = select(AuthenticatorApp.id).where(AuthenticatorApp.account_id == account.id)
    session.execute(delete(RecoveryCode).where(RecoveryCode.app_id.in_(own)))


def _delete(session: Session, account: Account) -> None:
    _delete_codes(session, account)
    session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.account_id == account.id))
