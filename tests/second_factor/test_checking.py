"""A code of the app passes near its time, and once; a recovery code once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.service import Account, ensure_account
from lms.core.audit import AuditEvent
from lms.core.errors import TooMany
from lms.core.resources import Resources
from lms.core.secrets import Keyring
from lms.second_factor.errors import NoSecondFactor, WrongSecondFactor
from lms.second_factor.models import AuthenticatorApp, RecoveryCode
from lms.second_factor.rules import code_at, step_at, step_of
from lms.second_factor.service import (
    check_second_factor,
    has_second_factor,
    record_wrong_code,
    renew_recovery_codes,
)
from tests.support.factories import NOON, People, found_country
from tests.support.second_factor import HERE, add_second_factor, code_now

THERE = "198.51.100.1"
STEP = timedelta(seconds=30)
THREADS = 6
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"


@pytest.fixture
def country(session: Session, keys: Keyring) -> People:
    """Return the people, in the test's own transaction."""
    return found_country(session, keys)


@pytest.fixture
def binh(session: Session, country: People) -> Account:
    """Return Bình's account."""
    return ensure_account(session, person_id=country.binh.id, now=NOON)


@pytest.fixture
def secret(session: Session, keys: Keyring, binh: Account) -> str:
    """Return the secret of Bình's app."""
    return add_second_factor(session, keys, binh.id, NOON)


def try_code(
    session: Session,
    keys: Keyring,
    account: Account,
    code: str,
    *,
    now: datetime = NOON,
    address: str = HERE,
) -> None:
    """Try a code as a page does: a wrong one is counted."""
    try:
        check_second_factor(
            session, keys, account_id=account.id, code=code, address=address, now=now
        )
    except WrongSecondFactor:
        record_wrong_code(session, keys, account_id=account.id, address=address, now=now)
        session.flush()  # so that the next try sees it
        raise


def actions(session: Session) -> Sequence[str]:
    return session.scalars(
        select(AuditEvent.action)
        .where(AuditEvent.action.startswith("second_factor."))
        .order_by(AuditEvent.id)
    ).all()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, the last six digits."""
    now = datetime.fromtimestamp(seconds, UTC)
    assert code_at(RFC_SECRET, step_at(now)) == code
    assert step_of(RFC_SECRET, code, now) == seconds // 30


def test_a_code_without_leading_zeros_or_with_letters_is_of_no_step() -> None:
    now = datetime.fromtimestamp(1234567890, UTC)
    assert [step_of(RFC_SECRET, code, now) for code in ("5924", "O05924", "")] == [None] * 3


@pytest.mark.parametrize(("late", "passes"), [(-2, False), (-1, True), (0, True), (1, True)])
def test_a_code_passes_one_step_early_or_late(
    session: Session, keys: Keyring, binh: Account, secret: str, late: int, *, passes: bool
) -> None:
    code = code_now(secret, NOON + late * STEP)
    if not passes:
        with pytest.raises(WrongSecondFactor):
            try_code(session, keys, binh, code)
        return
    try_code(session, keys, binh, code)
    with pytest.raises(WrongSecondFactor):
        try_code(session, keys, binh, code)


def test_a_code_two_steps_ahead_is_refused(
    session: Session, keys: Keyring, binh: Account, secret: str
) -> None:
    with pytest.raises(WrongSecondFactor):
        try_code(session, keys, binh, code_now(secret, NOON + 2 * STEP))


def test_after_a_code_those_before_it_are_used_too(
    session: Session, keys: Keyring, binh: Account, secret: str
) -> None:
    try_code(session, keys, binh, code_now(secret, NOON))
    with pytest.raises(WrongSecondFactor):
        try_code(session, keys, binh, code_now(secret, NOON - STEP))
    try_code(session, keys, binh, code_now(secret, NOON + STEP))


def test_a_code_may_be_typed_with_spaces(
    session: Session, keys: Keyring, binh: Account, secret: str
) -> None:
    code = code_now(secret, NOON)
    try_code(session, keys, binh, f" {code[:3]} {code[3:]} ")


def test_a_code_of_another_account_is_wrong(
    session: Session, keys: Keyring, binh: Account, country: People, secret: str
) -> None:
    chi = ensure_account(session, person_id=country.chi.id, now=NOON)
    other = add_second_factor(session, keys, chi.id, NOON)
    codes = renew_recovery_codes(
        session, keys, account=chi, code=code_now(other, NOON), address=HERE, now=NOON
    )
    for code in (code_now(other, NOON + STEP), codes[0]):
        with pytest.raises(WrongSecondFactor):
            try_code(session, keys, binh, code)
    try_code(session, keys, chi, codes[0])
    assert secret != other


def test_a_recovery_code_passes_once_however_it_is_typed(
    session: Session, keys: Keyring, binh: Account, secret: str
) -> None:
    codes = renew_recovery_codes(
        session, keys, account=binh, code=code_now(secret, NOON), address=HERE, now=NOON
    )
    assert len(set(codes)) == 10
    try_code(session, keys, binh, codes[0].lower().replace("-", " "))
    with pytest.raises(WrongSecondFactor):
        try_code(session, keys, binh, codes[0])
    try_code(session, keys, binh, codes[1])
    assert actions(session)[-3:] == [
        "second_factor.codes_made",
        "second_factor.code_used",
        "second_factor.code_used",
    ]


def test_neither_the_secret_nor_a_recovery_code_is_kept_readable(
    session: Session, keys: Keyring, binh: Account, secret: str
) -> None:
    codes = renew_recovery_codes(
        session, keys, account=binh, code=code_now(secret, NOON), address=HERE, now=NOON
    )
    app = session.scalars(select(AuthenticatorApp)).one()
    assert secret.encode() not in app.secret
    kept = session.scalars(select(RecoveryCode.code_hmac)).all()
    assert not {code.replace("-", "") for code in codes} & set(kept)
    details = session.scalars(
        select(AuditEvent.detail).where(AuditEvent.action.startswith("second_factor."))
    ).all()
    assert details == [{}] * 3


def test_without_a_second_factor_the_way_to_one_is_told(
    session: Session, keys: Keyring, binh: Account
) -> None:
    assert not has_second_factor(session, account_id=binh.id)
    with pytest.raises(NoSecondFactor) as refused:
        try_code(session, keys, binh, "123456")
    assert "mục Xác thực hai bước" in refused.value.sentence()


def test_after_five_wrong_codes_the_right_one_waits(
    session: Session, keys: Keyring, binh: Account, secret: str
) -> None:
    for _ in range(5):
        with pytest.raises(WrongSecondFactor):
            try_code(session, keys, binh, "000000", now=NOON - timedelta(seconds=1))
    with pytest.raises(TooMany):
        try_code(session, keys, binh, code_now(secret, NOON))
    try_code(session, keys, binh, code_now(secret, NOON), address=THERE)
    later = NOON + timedelta(minutes=1)
    try_code(session, keys, binh, code_now(secret, later), now=later)


@pytest.mark.live
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_many_who_send_one_code_at_once_one_passes(
    resources: Resources, people: People, kind: str
) -> None:
    keys = resources.keys
    with resources.database.transaction() as session:
        account = ensure_account(session, person_id=people.binh.id, now=NOON)
        session.flush()  # its id
        secret = add_second_factor(session, keys, account.id, NOON)
        code = code_now(secret, NOON)
        if kind == "recovery":
            code, *_ = renew_recovery_codes(
                session, keys, account=account, code=code, address=HERE, now=NOON
            )
    barrier = Barrier(THREADS, timeout=60)

    def send(_number: int) -> bool:
        barrier.wait()
        try:
            with resources.database.transaction() as session:
                check_second_factor(
                    session, keys, account_id=account.id, code=code, address=HERE, now=NOON
                )
        except WrongSecondFactor:
            return False
        return True

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(send, range(THREADS))) == 1
