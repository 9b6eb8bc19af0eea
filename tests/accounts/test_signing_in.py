"""Signing in by staff code, phone or e-mail; who may not; what a session is then."""

import pytest
from sqlalchemy.orm import Session

from lms.accounts.errors import AgencyNeeded, WrongSecret
from lms.accounts.service import agencies_of_code, suspend
from lms.core.secrets import Keyring
from lms.people.service import Person
from tests.accounts.world import CODE, EMAIL, PHONE, TODAY, account, add_dung, principal, try_in
from tests.support.factories import (
    NOON,
    PASSWORD,
    People,
    add_staff,
    give_password,
)


@pytest.fixture
def dung(session: Session, keys: Keyring, country: People) -> Person:
    return add_dung(session, keys, country)


@pytest.mark.parametrize(
    "name",
    [CODE, f" {CODE} ", PHONE, "0912 345 678", "+84 912.345.678", EMAIL, " DUNG@LanToa.test"],
)
def test_each_name_opens_the_account(
    session: Session, keys: Keyring, dung: Person, name: str
) -> None:
    assert try_in(session, keys, name, PASSWORD).person_id == dung.id


def test_a_password_typed_on_another_keyboard_is_the_same(
    session: Session, keys: Keyring, dung: Person
) -> None:
    decomposed = PASSWORD.replace("Ế", "E\u0302\u0301").replace("â", "a\u0302")
    assert decomposed != PASSWORD
    assert try_in(session, keys, CODE, decomposed).person_id == dung.id


@pytest.mark.parametrize(
    ("name", "password"),
    [
        (CODE, PASSWORD.lower()),
        (CODE, ""),
        (CODE, f"{PASSWORD} "),
        ("TA-002", PASSWORD),
        ("Mai Dung", PASSWORD),
        ("912345678", PASSWORD),
        ("%", PASSWORD),
        ("", PASSWORD),
    ],
)
def test_anything_else_does_not(
    session: Session, keys: Keyring, dung: Person, name: str, password: str
) -> None:
    assert dung.staff_code == CODE
    with pytest.raises(WrongSecret):
        try_in(session, keys, name, password)


def test_a_staff_code_comes_before_somebody_elses_phone(
    session: Session, keys: Keyring, country: People, dung: Person
) -> None:
    other = add_staff(session, keys, "Số Đẹp", country.xa_b, staff_code=PHONE)
    give_password(session, other, f"{PASSWORD}!")
    assert try_in(session, keys, PHONE, f"{PASSWORD}!").person_id == other.id
    assert try_in(session, keys, EMAIL, PASSWORD).person_id == dung.id


def test_a_phone_or_e_mail_that_two_have_opens_neither(
    session: Session, keys: Keyring, country: People, dung: Person
) -> None:
    twin = add_staff(session, keys, "Mai Đông", country.xa_b, phone=PHONE, email=EMAIL)
    give_password(session, twin)
    for name in (PHONE, EMAIL):
        with pytest.raises(WrongSecret):
            try_in(session, keys, name, PASSWORD)
    twin.withdrawn_at = NOON
    session.flush()  # so that the next try sees it
    assert try_in(session, keys, PHONE, PASSWORD).person_id == dung.id


def test_a_code_of_two_agencies_asks_for_the_agency(
    session: Session, keys: Keyring, country: People, dung: Person
) -> None:
    assert [unit.name for unit in agencies_of_code(session, CODE)] == ["Tỉnh A"]
    twin = add_staff(session, keys, "Người Kia", country.elsewhere, staff_code=CODE)
    assert [unit.name for unit in agencies_of_code(session, CODE)] == ["Tỉnh A"]
    give_password(session, twin)
    assert [unit.name for unit in agencies_of_code(session, f" {CODE}")] == ["Tỉnh A", "Tỉnh C"]
    with pytest.raises(AgencyNeeded):
        try_in(session, keys, CODE, PASSWORD)
    here, there = country.province.id, country.elsewhere.id
    assert try_in(session, keys, CODE, PASSWORD, agency=here).person_id == dung.id
    assert try_in(session, keys, CODE, PASSWORD, agency=there).person_id == twin.id
    with pytest.raises(WrongSecret):
        try_in(session, keys, CODE, PASSWORD, agency=country.xa_a.id)
    twin.withdrawn_at = NOON
    session.flush()  # so that the next try sees it
    assert [unit.name for unit in agencies_of_code(session, CODE)] == ["Tỉnh A"]
    assert try_in(session, keys, CODE, PASSWORD).person_id == dung.id


def test_the_suspended_and_the_withdrawn_are_told_what_a_stranger_is_told(
    session: Session, keys: Keyring, country: People, dung: Person
) -> None:
    by_admin = principal(session, country.admin)
    suspend(session, account=account(session, dung), actor=by_admin, today=TODAY, now=NOON)
    with pytest.raises(WrongSecret) as suspended:
        try_in(session, keys, CODE, PASSWORD)
    account(session, dung).suspended_at = None
    dung.withdrawn_at = NOON
    session.flush()  # so that the next try sees it
    with pytest.raises(WrongSecret) as withdrawn:
        try_in(session, keys, CODE, PASSWORD)
    with pytest.raises(WrongSecret) as unknown:
        try_in(session, keys, "nobody", PASSWORD)
    sentences = {error.value.sentence() for error in (suspended, withdrawn, unknown)}
    assert len(sentences) == 1


def test_an_account_that_was_never_opened_has_no_password(
    session: Session, keys: Keyring, country: People
) -> None:
    add_staff(session, keys, "Mới", country.xa_a, staff_code="M-1")
    for password in ("", "not a password of anybody", "None"):
        with pytest.raises(WrongSecret):
            try_in(session, keys, "M-1", password)
