"""Passwords, limits on guessing, and who may hand out what: values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network

from lms.accounts.errors import PasswordTooLong, PasswordTooPlain, PasswordTooShort

SHORTEST = 14  # without a second factor; TCVN 14423:2026
LONGEST = 200
KINDS = 4
CODE_LIFE = timedelta(days=14)

WINDOW = timedelta(hours=1)
FREE_TRIES = 5  # wrong tries of one name from one network before each further one costs time
NAME_TRIES = 50  # of one name, from wherever: somebody guesses from many networks
NETWORK_TRIES = 60  # from one network, of any names: an office may share one
ALL_TRIES = 60  # of any names from networks where nobody signed in lately
KNOWN_FOR = timedelta(days=90)  # how long a network is known after somebody signed in there
PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)
NETWORK_BITS = 64  # of an IPv6 address: what one household or office is given


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


@dataclass(frozen=True, slots=True)
class Failure:
    """A wrong try: whether of the name that is tried now, whether from where it is tried now.

    `of_strangers`: it counts over all, and what is tried now comes from a network not known.
    """

    at: datetime
    same_name: bool
    same_network: bool
    of_strangers: bool = False


def wait_before(failures: Sequence[Failure], now: datetime) -> timedelta:
    """Return how long to wait before the next try, after these wrong ones (newest last).

    Five in an hour are free for a name from one network; then 1, 2, 4 … minutes after the latest,
    at most 15. Whoever guesses elsewhere does not lock the owner out: a name has 50 from all
    networks, a network 60 of all names, strangers 60 together, and then a minute after each.
    """
    own = [f.at for f in failures if f.same_name and f.same_network]
    name = [f.at for f in failures if f.same_name]
    network = [f.at for f in failures if f.same_network]
    strangers = [f.at for f in failures if f.of_strangers]
    return max(
        _wait(own, now, free=FREE_TRIES, longest=LONGEST_PAUSE),
        _wait(name, now, free=NAME_TRIES, longest=PAUSE),
        _wait(network, now, free=NETWORK_TRIES, longest=PAUSE),
        _wait(strangers, now, free=ALL_TRIES, longest=PAUSE),
    )


def _wait(
    failures: Sequence[datetime], now: datetime, *, free: int, longest: timedelta
) -> timedelta:
    recent = [moment for moment in failures if now - moment < WINDOW]
    over = len(recent) - free
    if over < 0:
        return timedelta(0)
    pause = min(PAUSE * (1 << min(over, 10)), longest)
    return max(recent[-1] + pause - now, timedelta(0))


def network_of(address: str) -> str:
    """Return the network that an address stands for: an IPv6 /64, an IPv4 address itself."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ip_network((known.packed, NETWORK_BITS), strict=False))


def covers(paths: Sequence[str], other: str) -> bool:
    """Tell whether the organisation at `other` is one of those at `paths` or lies below one."""
    return other.startswith(tuple(paths))
