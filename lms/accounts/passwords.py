"""Hashing passwords, at a cost set on purpose."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

# 19 MiB, two passes, one lane: about 30 ms on one core (OWASP Password Storage Cheat Sheet).
HASHER = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)


def hash_password(password: str) -> str:
    """Return the argon2id hash of `password` (NFC: keyboards differ)."""
    return HASHER.hash(unicodedata.normalize("NFC", password))


def is_password(stored: str | None, password: str) -> bool:
    """Tell whether `password` is the stored one; takes as long when nothing is stored."""
    try:
        HASHER.verify(stored or _nobody(), unicodedata.normalize("NFC", password))
    except VerificationError:
        return False
    return stored is not None


@cache
def _nobody() -> str:
    """Return a hash of nobody's password, so that an unknown name costs the same time."""
    return HASHER.hash("not a password of anybody")
