"""Whether an account has a second factor, and whether a code is the right one now, once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lms.accounts.service import (
    Account,
    own_account,
    record_failure,
    record_success,
    refuse_guessing,
)
from lms.core import audit
from lms.core.secrets import Keyring, normalise_code
from lms.second_factor.errors import NoSecondFactor, WrongSecondFactor
from lms.second_factor.models import AuthenticatorApp, RecoveryCode
from lms.second_factor.rules import DIGITS, SETUP_LIFE, step_of

SECRET_CONTEXT = "second_factor_app.secret"  # noqa: S105 - a table's column
CODE_CONTEXT = "second_factor_recovery_code"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands: since when it has a second factor, how many recovery codes are left.

    `waits`: an app was shown the secret and is still to be confirmed.
    """

    confirmed_at: datetime | None
    codes_left: int
    waits: bool


def has_second_factor(session: Session, *, account_id: int) -> bool:
    """Tell whether the account has a second factor that was confirmed."""
    return confirmed_app(session, account_id) is not None


def standing_of(session: Session, *, account_id: int, now: datetime) -> Standing:
    """Return how the account stands."""
    app = app_of(session, account_id)
    if app is None:
        return Standing(None, 0, waits=False)
    left = select(func.count()).where(RecoveryCode.app_id == app.id, RecoveryCode.used_at.is_(None))
    waits = app.confirmed_at is None and now - app.made_at < SETUP_LIFE
    return Standing(app.confirmed_at, session.scalar(left) or 0, waits=waits)


def check_second_factor(
    session: Session, keys: Keyring, *, account_id: int, code: str, address: str, now: datetime
) -> None:
    """Use up a code of the account's app, or a recovery code, in the caller's transaction.

    Raises `NoSecondFactor`, `TooMany` without looking, or `WrongSecondFactor`; the caller then
    records the failure with `record_wrong_code` in a transaction of its own. A code passes once,
    and with it all that the app showed before.
    """
    app = confirmed_app(session, account_id)
    if app is None:
        raise NoSecondFactor
    account = own_account(session, account_id)
    subject = subject_of(account)
    refuse_guessing(session, keys, subject=subject, address=address, now=now)
    typed = normalise_code(code)
    if len(typed) == DIGITS:
        _use_step(session, app, step_of(secret_of(keys, app), typed, now))
    else:
        _use_recovery_code(session, app, keys.fingerprint(typed, context=CODE_CONTEXT), now)
        record(session, account, "second_factor.code_used", now)
    record_success(session, keys, subject=subject, address=address, now=now)


def record_wrong_code(
    session: Session, keys: Keyring, *, account_id: int, address: str, now: datetime
) -> None:
    """Count a wrong code of the account."""
    subject = subject_of(own_account(session, account_id))
    record_failure(session, keys, subject=subject, address=address, now=now)


def subject_of(account: Account) -> str:
    """Return under what wrong codes are counted: apart from the account's wrong passwords."""
    return f"second factor {account.uuid}"


def app_of(session: Session, account_id: int) -> AuthenticatorApp | None:
    """Return the account's app, confirmed or not."""
    own = select(AuthenticatorApp).where(AuthenticatorApp.account_id == account_id)
    return session.scalars(own).one_or_none()


def confirmed_app(session: Session, account_id: int) -> AuthenticatorApp | None:
    """Return the account's app if a code has confirmed it."""
    app = app_of(session, account_id)
    return app if app is not None and app.confirmed_at is not None else None


def secret_of(keys: Keyring, app: AuthenticatorApp) -> str:
    """Return the app's secret in base 32."""
    return keys.decrypt(app.secret, context=SECRET_CONTEXT)


def record(session: Session, account: Account, action: str, now: datetime) -> None:
    """Write down what the account's owner did."""
    subject = ("account", account.uuid)
    audit.record(session, at=now, actor=account.uuid, action=action, subject=subject)


def _use_step(session: Session, app: AuthenticatorApp, step: int | None) -> None:
    """Move on to `step`; of two who do so at once, one is refused."""
    if step is None:
        raise WrongSecondFactor
    moved = session.execute(
        update(AuthenticatorApp)
        .where(AuthenticatorApp.id == app.id, AuthenticatorApp.last_step < step)
        .values(last_step=step)
        .returning(AuthenticatorApp.id)
    ).first()
    if moved is None:
        raise WrongSecondFactor


def _use_recovery_code(
    session: Session, app: AuthenticatorApp, code_hmac: str, now: datetime
) -> None:
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.app_id == app.id,
            RecoveryCode.code_hmac == code_hmac,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    ).first()
    if used is None:
        raise WrongSecondFactor
