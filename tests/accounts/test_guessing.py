"""Guessing is slow, signing in is not: only failures count, and the owner still gets in."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.errors import WrongSecret
from lms.accounts.models import SecretFailure
from lms.accounts.rules import Failure, network_of, wait_before
from lms.accounts.service import record_failure, record_success, refuse_guessing, sweep
from lms.core.errors import TooMany
from lms.core.resources import Resources
from lms.core.secrets import Keyring
from tests.accounts.world import HERE, THERE, try_in
from tests.support.browser import Browser, text_of
from tests.support.factories import NOON, PASSWORD, People, add_staff, found_country, give_password

CODE = "TA-001"
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def add_owner(session: Session, keys: Keyring, country: People) -> None:
    owner = add_staff(session, keys, "Mai Dung", country.xa_a, staff_code=CODE)
    give_password(session, owner)


@pytest.fixture
def owner(session: Session, keys: Keyring) -> None:
    add_owner(session, keys, found_country(session, keys))


def guess(session: Session, keys: Keyring, times: int, address: str = HERE) -> None:
    for _ in range(times):
        record_failure(session, keys, subject=CODE, address=address, now=NOON)
    session.flush()  # so that the next try sees them


@pytest.mark.usefixtures("owner")
def test_right_passwords_are_never_counted(session: Session, keys: Keyring) -> None:
    for _ in range(8):
        try_in(session, keys, CODE, PASSWORD)
    assert session.scalars(select(SecretFailure)).all() == []


@pytest.mark.usefixtures("owner")
def test_after_five_wrong_tries_each_next_one_waits(session: Session, keys: Keyring) -> None:
    for _ in range(5):
        with pytest.raises(WrongSecret):
            try_in(session, keys, CODE, "sai")
    with pytest.raises(TooMany) as refused:
        try_in(session, keys, CODE, PASSWORD, now=NOON + 59 * SECOND)
    assert "đợi 1 phút" in refused.value.sentence()
    try_in(session, keys, CODE, PASSWORD, now=NOON + MINUTE)


@pytest.mark.usefixtures("owner")
def test_a_try_that_waits_is_not_looked_at_and_not_counted(session: Session, keys: Keyring) -> None:
    guess(session, keys, 5)
    for _ in range(20):
        with pytest.raises(TooMany):
            try_in(session, keys, CODE, PASSWORD)
    try_in(session, keys, CODE, PASSWORD, now=NOON + MINUTE)


@pytest.mark.usefixtures("owner")
def test_the_owner_gets_in_while_somebody_guesses_elsewhere(
    session: Session, keys: Keyring
) -> None:
    guess(session, keys, 40, THERE)
    with pytest.raises(TooMany):
        try_in(session, keys, CODE, PASSWORD, address=THERE)
    try_in(session, keys, CODE, PASSWORD, address=HERE)


@pytest.mark.usefixtures("owner")
def test_an_office_behind_one_address_is_not_locked_out(session: Session, keys: Keyring) -> None:
    for number in range(50):
        name = f"TA-{number + 100}"
        record_failure(session, keys, subject=name, address=HERE, now=NOON)
    session.flush()  # so that the next try sees them
    try_in(session, keys, CODE, PASSWORD)
    for number in range(50):
        name = f"TA-{number + 200}"
        record_failure(session, keys, subject=name, address=HERE, now=NOON)
    session.flush()  # so that the next try sees them
    with pytest.raises(TooMany):
        try_in(session, keys, CODE, PASSWORD)
    try_in(session, keys, CODE, PASSWORD, now=NOON + MINUTE)


@pytest.mark.usefixtures("owner")
def test_however_the_name_is_written_it_is_one_name(session: Session, keys: Keyring) -> None:
    guess(session, keys, 5)
    with pytest.raises(TooMany):
        try_in(session, keys, f"  {CODE.lower()} ", PASSWORD)


def test_codes_name_nobody_so_only_the_network_counts(session: Session, keys: Keyring) -> None:
    record_success(session, keys, subject=None, address=HERE, now=NOON)
    for _ in range(60):
        record_failure(session, keys, subject=None, address=THERE, now=NOON)
    session.flush()  # so that the next try sees them
    refuse_guessing(session, keys, subject=None, address=HERE, now=NOON)
    with pytest.raises(TooMany):
        refuse_guessing(session, keys, subject=None, address=THERE, now=NOON)


def test_failures_are_forgotten_after_a_day(session: Session, keys: Keyring) -> None:
    guess(session, keys, 3)
    sweep(session, now=NOON + timedelta(hours=23))
    assert len(session.scalars(select(SecretFailure)).all()) == 3
    sweep(session, now=NOON + timedelta(hours=25))
    assert session.scalars(select(SecretFailure)).all() == []


@pytest.mark.parametrize(
    ("networks", "names"), [(1, 1), (1, 1000), (1000, 1)], ids=["one", "spray", "botnet"]
)
def test_of_a_thousand_guesses_an_hour_few_are_looked_at(networks: int, names: int) -> None:
    """One guesser, one network and many names, many networks and one name."""
    made: list[tuple[int, int, Failure]] = []
    looked_at = 0
    for number in range(1000):
        now = NOON + number * timedelta(hours=1) / 1000
        name, network = number % names, number % networks
        failures = [
            Failure(failure.at, name == known_name, network == known_network)
            for known_name, known_network, failure in made
        ]
        if not wait_before(failures, now):
            looked_at += 1
            made.append((name, network, Failure(now, same_name=True, same_network=True)))
    assert looked_at <= 130


def test_pauses_grow_to_a_quarter_of_an_hour_and_no_more() -> None:
    def pause(count: int) -> timedelta:
        return wait_before([Failure(NOON, True, True)] * count, NOON)  # noqa: FBT003

    minutes = [pause(count) // MINUTE for count in range(4, 12)]
    assert minutes == [0, 1, 2, 4, 8, 15, 15, 15]


@given(
    offsets=st.lists(st.integers(0, 7200), max_size=80),
    own=st.booleans(),
    later=st.integers(0, 3600),
)
def test_nobody_waits_longer_than_a_quarter_of_an_hour(
    offsets: list[int], *, own: bool, later: int
) -> None:
    failures = [Failure(NOON + s * SECOND, own, not own) for s in sorted(offsets)]
    now = NOON + (max(offsets, default=0) + later) * SECOND
    wait = wait_before(failures, now)
    assert timedelta(0) <= wait <= 15 * MINUTE
    assert not wait_before(failures, now + wait)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("somewhere", "somewhere"),
    ],
)
def test_an_ipv6_address_stands_for_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_the_page_says_how_long_to_wait(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        add_owner(session, resources.keys, people)
    for _ in range(5):
        browser.post("/dang-nhap", {"name": CODE, "password": "sai"}, status=422)
    refused = browser.post("/dang-nhap", {"name": CODE, "password": PASSWORD}, status=429)
    assert "Hãy đợi 1 phút" in text_of(refused)
    browser.post("/dang-nhap", {"name": "TA-2", "password": "sai"}, status=422)


def test_wrong_codes_of_others_do_not_stop_an_activation(browser: Browser) -> None:
    data = {"code": "0000-0000-0000-0000", "password": PASSWORD, "repeat": PASSWORD}
    for _ in range(12):
        assert "Mã kích hoạt không đúng" in text_of(browser.post("/kich-hoat", data, status=422))


def test_guessing_the_old_password_is_slow_too(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        give_password(session, people.an)
    browser.sign_in(people.an)
    new = f"{PASSWORD} mới"
    data = {"old": "sai", "password": new, "repeat": new}
    for _ in range(5):
        refused = browser.post("/tai-khoan/mat-khau", data, status=422)
        assert "Mật khẩu đang dùng chưa đúng" in text_of(refused)
    browser.post("/tai-khoan/mat-khau", {**data, "old": PASSWORD}, status=429)
