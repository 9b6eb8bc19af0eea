"""A made-up authenticator app: the code it shows now, an account that has one."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.accounts.service import own_account, set_password
from lms.core.secrets import Keyring
from lms.second_factor.rules import code_at, step_at
from lms.second_factor.service import begin_setup, confirm_setup
from tests.support.factories import PASSWORD

HERE = "203.0.113.1"
EARLIER = timedelta(minutes=10)


def code_now(secret_base32: str, now: datetime) -> str:
    """Return the six digits that the app shows at the moment `now`."""
    return code_at(secret_base32, step_at(now))


def add_second_factor(session: Session, keys: Keyring, account_id: int, now: datetime) -> str:
    """Give the account `PASSWORD` and an app, ten minutes before `now`; return its secret.

    The code of `now` is still unused then.
    """
    account, then = own_account(session, account_id), now - EARLIER
    set_password(session, account=account, password=PASSWORD, now=then)
    secret = begin_setup(session, keys, account=account, password=PASSWORD, address=HERE, now=then)
    confirm_setup(
        session, keys, account=account, code=code_now(secret, then), address=HERE, now=then
    )
    return secret
