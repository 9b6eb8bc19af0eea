"""One guess for each name from a network each: the limit over all stops it, and only it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import KnownNetwork, SecretFailure
from lms.accounts.rules import ALL_TRIES, KNOWN_FOR
from lms.accounts.service import record_failure, record_success, refuse_guessing, sweep
from lms.core.clock import utc_now
from lms.core.errors import TooMany
from lms.core.resources import Resources
from lms.core.secrets import Keyring
from tests.support.browser import Browser, text_of
from tests.support.factories import NOON, PASSWORD, People, add_staff, give_password
from tests.support.length import sized

GUESSES = sized(300, 1_000)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
OFFICE, ROAD = "203.0.113.7", "198.51.100.9"
CODE = "TA-001"
SIGN_IN = {"name": CODE, "password": PASSWORD}


def is_open(
    session: Session, keys: Keyring, subject: str | None, address: str, now: object = NOON
) -> bool:
    try:
        refuse_guessing(session, keys, subject=subject, address=address, now=now)  # type: ignore[arg-type]
    except TooMany:
        return False
    return True


def swarm(session: Session, keys: Keyring, *, code: bool = False, many: int = ALL_TRIES) -> None:
    """Let many strangers be wrong once, each with a name and a network of their own."""
    for number in range(many):
        record_failure(
            session,
            keys,
            subject=None if code else f"TB-{number}",
            address=f"10.1.{number // 256}.{number % 256}",
            now=NOON,
        )
    session.flush()  # so that the next try sees them


@pytest.mark.parametrize("kind", ["password", "code"])
def test_of_many_strangers_guesses_an_hour_few_are_looked_at(
    session: Session, keys: Keyring, kind: str
) -> None:
    """Meanwhile the owner and the colleagues in the office are let try at any time."""
    record_success(session, keys, subject=CODE, address=OFFICE, now=NOON)
    looked_at = 0
    for number in range(GUESSES):
        now = NOON + number * HOUR / GUESSES
        name = f"TB-{number}" if kind == "password" else None
        address = f"10.1.{number // 256}.{number % 256}"
        if is_open(session, keys, name, address, now):
            looked_at += 1
            record_failure(session, keys, subject=name, address=address, now=now)
            session.flush()  # so that the next try sees it
        if number % 50 == 0:
            for who in (CODE, f"TA-{number}", None):
                assert is_open(session, keys, who, OFFICE, now)
    assert ALL_TRIES <= looked_at <= 130


def test_a_stranger_waits_a_minute_then_has_a_turn(session: Session, keys: Keyring) -> None:
    swarm(session, keys)
    assert not is_open(session, keys, CODE, ROAD, NOON + 59 * timedelta(seconds=1))
    assert is_open(session, keys, CODE, ROAD, NOON + MINUTE)


def test_passwords_and_codes_are_counted_apart(session: Session, keys: Keyring) -> None:
    swarm(session, keys)
    assert is_open(session, keys, None, ROAD)
    swarm(session, keys, code=True)
    assert not is_open(session, keys, None, ROAD)


def test_a_mistake_that_was_made_good_does_not_count(session: Session, keys: Keyring) -> None:
    """Thousands mistype in the morning: that is no attack."""
    for number in range(2 * ALL_TRIES):
        address = f"10.2.0.{number}"
        record_failure(session, keys, subject=f"TB-{number}", address=address, now=NOON)
        session.flush()  # so that it is found
        record_success(session, keys, subject=f"TB-{number}", address=address, now=NOON)
    assert is_open(session, keys, CODE, ROAD)
    kept = session.scalars(select(SecretFailure)).all()
    assert len(kept) == 2 * ALL_TRIES


def test_mistakes_where_somebody_signed_in_count_for_the_network_only(
    session: Session, keys: Keyring
) -> None:
    record_success(session, keys, subject=CODE, address=OFFICE, now=NOON)
    session.flush()  # so that the network is known
    for number in range(ALL_TRIES):
        record_failure(session, keys, subject=f"TA-{number}", address=OFFICE, now=NOON)
    session.flush()  # so that the next try sees them
    assert not is_open(session, keys, CODE, OFFICE)
    assert is_open(session, keys, CODE, ROAD)


def test_a_network_is_known_for_ninety_days(session: Session, keys: Keyring) -> None:
    record_success(session, keys, subject=CODE, address=ROAD, now=NOON - KNOWN_FOR)
    swarm(session, keys)
    assert not is_open(session, keys, CODE, ROAD)
    record_success(session, keys, subject=CODE, address=ROAD, now=NOON)
    record_success(session, keys, subject=CODE, address=ROAD, now=NOON + HOUR)
    assert is_open(session, keys, CODE, ROAD)
    assert len(session.scalars(select(KnownNetwork)).all()) == 2
    sweep(session, now=NOON + HOUR)
    assert len(session.scalars(select(KnownNetwork)).all()) == 1
    known = session.scalars(select(KnownNetwork)).one()
    assert ROAD not in known.network


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/dang-nhap", SIGN_IN),
        ("/kich-hoat", {"code": "0" * 16, "password": PASSWORD, "repeat": PASSWORD}),
        (
            "/tai-khoan/mat-khau",
            {"old": PASSWORD, "password": f"{PASSWORD} mới", "repeat": f"{PASSWORD} mới"},
        ),
    ],
)
def test_every_route_that_takes_a_secret_keeps_to_the_limit(
    browser: Browser,
    people: People,
    resources: Resources,
    path: str,
    data: dict[str, str],
) -> None:
    keys, code = resources.keys, path == "/kich-hoat"
    with resources.database.transaction() as session:
        owner = add_staff(session, keys, "Mai Dung", people.xa_a, staff_code=CODE)
        give_password(session, owner)
        for number in range(ALL_TRIES):
            subject = None if code else f"TB-{number}"
            record_failure(
                session, keys, subject=subject, address=f"10.1.0.{number}", now=utc_now()
            )
    if path.startswith("/tai-khoan"):
        browser.sign_in(owner)
    browser.get(path.removesuffix("/mat-khau"))
    assert "Hãy đợi 1 phút" in text_of(browser.post(path, data, status=429))
    with resources.database.transaction() as session:
        record_success(session, keys, subject=CODE, address="127.0.0.1", now=utc_now())
    browser.get(path.removesuffix("/mat-khau"))
    browser.post(path, data, status=422 if code else 302)


def test_signing_in_makes_the_network_known_and_the_mistake_good(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        owner = add_staff(session, resources.keys, "Mai Dung", people.xa_a, staff_code=CODE)
        give_password(session, owner)
    browser.post("/dang-nhap", {**SIGN_IN, "password": "sai"}, status=422)
    browser.post("/dang-nhap", SIGN_IN)
    with resources.database.reading() as session:
        assert session.scalars(select(SecretFailure.budget)).all() == [None]
        assert len(session.scalars(select(KnownNetwork)).all()) == 1
