"""Codes of an authenticator app, as RFC 6238 has them: SHA-1, six digits, thirty seconds.

Other lengths and hashes are in the RFC too, but not in all apps.
"""

from base64 import b32decode, b32encode
from datetime import datetime, timedelta
from hmac import compare_digest
from secrets import token_bytes

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS = 6
STEP = 30  # seconds
DRIFT = 1  # steps by which a telephone's clock may be early or late
SECRET_BYTES = 20  # as long as the hash: RFC 4226, 4
SETUP_LIFE = timedelta(hours=1)
RECOVERY_CODES = 10
ISSUER = "Lan Tỏa"


def new_secret() -> str:
    """Return a secret in base 32: 32 letters and digits."""
    return b32encode(token_bytes(SECRET_BYTES)).decode()


def step_at(now: datetime) -> int:
    """Return how many times thirty seconds have passed since 1970."""
    return int(now.timestamp()) // STEP


def code_at(secret: str, step: int) -> str:
    """Return the six digits that the app shows in that step."""
    return _totp(secret).generate(step * STEP).decode()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the step around `now` whose code this is, the latest; None: of none of them."""
    newest = step_at(now) + DRIFT
    steps = range(newest, newest - 2 * DRIFT - 1, -1)
    return next((step for step in steps if compare_digest(code_at(secret, step), code)), None)


def address_of(secret: str, name: str) -> str:
    """Return the `otpauth://` address that an app takes the secret from; it shows `name`."""
    return _totp(secret).get_provisioning_uri(name, ISSUER)


def in_groups(secret: str) -> str:
    """Return the secret in groups of four, for those who type it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _totp(secret: str) -> TOTP:
    return TOTP(b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303 - what the apps know
