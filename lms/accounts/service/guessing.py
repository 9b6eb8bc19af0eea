"""The limit on guessing: of a name, of a network, of all of them together; only failures count.

Whoever guesses one try for each name from one network each is stopped by the limit over all. So
that this stops neither the owner nor an office, it does not hold in networks where somebody signed
in lately (there the network's own limit holds), a wrong try that the right one followed does not
count for it, and passwords and one-time codes have one each: a code opens the way in while
passwords are being guessed.
"""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from lms.accounts.models import KnownNetwork, SecretFailure
from lms.accounts.rules import KNOWN_FOR, WINDOW, Failure, network_of, wait_before
from lms.core.errors import TooMany
from lms.core.secrets import Keyring
from lms.core.text import nfc

_CONTEXT = "accounts_secret_failure"
_DAY = timedelta(days=1)


def refuse_guessing(
    session: Session, keys: Keyring, *, subject: str | None, address: str, now: datetime
) -> None:
    """Raise `TooMany` while this name, this network or all together were wrong too often.

    `subject` None: what is typed names nobody (a one-time code).
    """
    network = _key(keys, network_of(address))
    name = _key(keys, subject) if subject is not None else None
    budget = None if _is_known(session, network, now) else _budget(subject)
    counted: list[ColumnElement[bool]] = [SecretFailure.address == network]
    if name is not None:
        counted.append(SecretFailure.subject == name)
    if budget is not None:
        counted.append(SecretFailure.budget == budget)
    rows = session.execute(
        select(SecretFailure.at, SecretFailure.subject, SecretFailure.address, SecretFailure.budget)
        .where(or_(*counted), SecretFailure.at > now - WINDOW)
        .order_by(SecretFailure.at)
    )
    failures = [
        Failure(at, whose == name, where == network, budget is not None and of == budget)
        for at, whose, where, of in rows
    ]
    wait = wait_before(failures, now)
    if wait:
        raise TooMany(minutes=ceil(wait.total_seconds() / 60))


def record_failure(
    session: Session, keys: Keyring, *, subject: str | None, address: str, now: datetime
) -> None:
    """Count a wrong password or code: for the name typed, its network, and over all."""
    network = _key(keys, network_of(address))
    session.add(
        SecretFailure(
            subject=_key(keys, subject or ""),
            address=network,
            budget=None if _is_known(session, network, now) else _budget(subject),
            at=now,
        )
    )


def record_success(
    session: Session, keys: Keyring, *, subject: str | None, address: str, now: datetime
) -> None:
    """Know the network from now on; what was mistyped there before no longer counts over all."""
    network = _key(keys, network_of(address))
    session.execute(
        update(SecretFailure)
        .where(
            SecretFailure.subject == _key(keys, subject or ""),
            SecretFailure.address == network,
            SecretFailure.budget.is_not(None),
        )
        .values(budget=None)
    )
    if not _is_known(session, network, now, lately=_DAY):
        session.add(KnownNetwork(network=network, seen_at=now))


def sweep_failures(session: Session, *, now: datetime) -> None:
    """Delete what is kept for a day only, and networks where nobody has signed in for long."""
    session.execute(delete(SecretFailure).where(SecretFailure.at < now - _DAY))
    session.execute(delete(KnownNetwork).where(KnownNetwork.seen_at < now - KNOWN_FOR))


def _budget(subject: str | None) -> str:
    return "code" if subject is None else "password"


def _is_known(session: Session, network: str, now: datetime, lately: timedelta = KNOWN_FOR) -> bool:
    seen = select(KnownNetwork.id).where(
        KnownNetwork.network == network, KnownNetwork.seen_at > now - lately
    )
    return session.scalars(seen.limit(1)).first() is not None


def _key(keys: Keyring, text: str) -> str:
    return keys.fingerprint(nfc(text).lower(), context=_CONTEXT)
