"""Passwords, limits on guessing, and who may hand out what: values in, values out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lms.accounts.errors import PasswordTooLong, PasswordTooPlain, PasswordTooShort

SHORTEST = 14  # without a second factor; TCVN 14423:2026
LONGEST = 200
KINDS = 4
CODE_LIFE = timedelta(days=14)

WINDOW = timedelta(hours=1)
FREE_TRIES = 5  # wrong tries of one name before each further one costs time
NETWORK_TRIES = 100  # wrong tries from one address in the window: an office may share one
PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)


def check_password(password: str) -> None:
    """Raise a `PasswordToo…` unless the password fits the policy.

    At least 14 characters of four kinds: small letters, capitals, digits, others.
    """
    if len(password) < SHORTEST:
        raise PasswordTooShort(length=SHORTEST)
    if len(password) > LONGEST:
        raise PasswordTooLong(length=LONGEST)
    kinds = (
        any(char.islower() for char in password),
        any(char.isupper() for char in password),
        any(char.isdigit() for char in password),
        any(not char.isalnum() for char in password),
    )
    if sum(kinds) < KINDS:
        raise PasswordTooPlain


def wait_after(failures: Sequence[datetime], now: datetime) -> timedelta:
    """Return how long the owner of a name must still wait after these wrong tries (newest last).

    Nothing for the first five in an hour; then 1, 2, 4 … minutes after the latest, at most 15,
    so that a guesser gets few tries and the owner still gets in.
    """
    recent = [moment for moment in failures if now - moment < WINDOW]
    over = len(recent) - FREE_TRIES
    if over < 0:
        return timedelta(0)
    pause = min(PAUSE * (1 << min(over, 10)), LONGEST_PAUSE)
    return max(recent[-1] + pause - now, timedelta(0))


def covers(path: str, other: str) -> bool:
    """Tell whether the organisation at `other` is the one at `path` or lies below it."""
    return other.startswith(path)
