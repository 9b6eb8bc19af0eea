"""Personal ID numbers: what is one, what is doubtful, how it is kept and who may read it."""

import re
from datetime import date

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from lms.accounts.service import ensure_account
from lms.core.audit import AuditEvent
from lms.core.secrets import Keyring
from lms.people.errors import (
    IdNumberAge,
    IdNumberCentury,
    IdNumberLetters,
    IdNumberLostZero,
    IdNumberShape,
)
from lms.people.rules import WARNING_PROVINCE, WARNING_SEX, WARNING_YEAR
from lms.people.service import (
    ID_CONTEXT,
    Identity,
    IdNumberInvalid,
    IdNumberTaken,
    Person,
    Sex,
    add_person,
    correct_person,
    find_by_id_number,
    id_fingerprint,
    id_number_warnings,
    mask,
    parse_id_number,
    reveal_id_number,
)
from tests.support.factories import NOON

TODAY = date(2026, 11, 23)
NUMBER = parse_id_number("001085000001", today=TODAY)
OTHER = parse_id_number("079302000002", today=TODAY)


@pytest.mark.parametrize(
    ("typed", "year", "sex"),
    [
        ("001085000001", 1985, Sex.MALE),
        ("079302000002", 2002, Sex.FEMALE),
        ("087084000999", 1984, Sex.MALE),
        ("001 085 000 001", 1985, Sex.MALE),
        ("001.085-000001\u00a0", 1985, Sex.MALE),
        ("001126000001", 1926, Sex.FEMALE),
        ("001210000001", 2010, Sex.MALE),
    ],
)
def test_a_number_says_year_and_sex(typed: str, year: int, sex: Sex) -> None:
    number = parse_id_number(typed, today=TODAY)
    assert (number.birth_year, number.sex) == (year, sex)
    assert len(number.digits) == 12


@pytest.mark.parametrize(
    ("typed", "error", "says"),
    [
        ("001485000001", IdNumberCentury, "Chữ số thứ tư của số định danh là 4"),
        ("001985000001", IdNumberCentury, "là 9"),
        ("00108500001", IdNumberLostZero, "mất số 0 ở đầu"),
        ("0010850000O1", IdNumberLetters, "“O”"),
        ("\uff10\uff11085000001", IdNumberLetters, "“\uff10”"),
        ("012345678", IdNumberShape, "đang có 9 ký tự"),
        ("0010850000011", IdNumberShape, "đang có 13 ký tự"),
        ("", IdNumberShape, "đang có 0 ký tự"),
        ("001211000001", IdNumberAge, "năm sinh 2011"),
        ("001025000001", IdNumberAge, "năm sinh 1925"),
        ("1.085E+09", IdNumberLetters, "“E”"),
    ],
)
def test_what_is_no_number_is_refused_with_its_cause(
    typed: str, error: type[IdNumberInvalid], says: str
) -> None:
    with pytest.raises(IdNumberInvalid) as refused:
        parse_id_number(typed, today=TODAY)
    assert type(refused.value) is error
    assert says in refused.value.sentence()


@given(typed=st.text(max_size=20))
def test_any_other_text_is_refused_or_has_twelve_digits(typed: str) -> None:
    try:
        number = parse_id_number(typed, today=TODAY)
    except IdNumberInvalid:
        pass
    else:
        assert re.fullmatch("[0-9]{12}", number.digits)
        assert 16 <= TODAY.year - number.birth_year <= 100


def test_what_records_may_have_wrong_is_only_a_warning() -> None:
    born, male = date(1985, 3, 2), Sex.MALE
    assert id_number_warnings(NUMBER, born_on=born, sex=male) == []
    assert id_number_warnings(NUMBER, born_on=None, sex=None) == []
    wrong_year = date(1986, 3, 2)
    assert id_number_warnings(NUMBER, born_on=wrong_year, sex=male) == [WARNING_YEAR]
    assert id_number_warnings(NUMBER, born_on=born, sex=Sex.FEMALE) == [WARNING_SEX]
    strange = parse_id_number("097085000001", today=TODAY)
    assert id_number_warnings(strange, born_on=born, sex=male) == [WARNING_PROVINCE]
    nowhere = parse_id_number("000085000001", today=TODAY)
    assert id_number_warnings(nowhere, born_on=wrong_year, sex=Sex.FEMALE) == [
        WARNING_PROVINCE,
        WARNING_YEAR,
        WARNING_SEX,
    ]


def test_a_mask_shows_four_digits() -> None:
    assert mask("0001") == "********0001"
    assert mask(None) == ""


def add(session: Session, keys: Keyring, number: str = NUMBER.digits) -> Person:
    identity = Identity(full_name="Trần Thị An", id_number=parse_id_number(number, today=TODAY))
    return add_person(session, keys, identity=identity, actor=None, now=NOON)


def test_a_number_is_kept_encrypted_and_found_by_a_keyed_hash(
    session: Session, keys: Keyring
) -> None:
    person = add(session, keys)
    row = session.execute(text("SELECT * FROM people_person")).one()
    assert NUMBER.digits not in str(row)
    assert NUMBER.digits.encode() not in bytes(row.id_number_cipher)
    assert person.id_number_index == id_fingerprint(keys, NUMBER)
    assert person.id_number_tail == "0001"
    assert find_by_id_number(session, keys, NUMBER) is person
    assert find_by_id_number(session, keys, OTHER) is None


def test_two_ciphers_of_one_number_differ(session: Session, keys: Keyring) -> None:
    person = add(session, keys)
    cipher = person.id_number_cipher
    assert cipher is not None
    assert keys.encrypt(NUMBER.digits, context=ID_CONTEXT) != cipher
    with pytest.raises(InvalidTag):
        keys.decrypt(cipher, context="another.column")


def test_a_number_belongs_to_one_person(session: Session, keys: Keyring) -> None:
    add(session, keys)
    with pytest.raises(IdNumberTaken):
        add(session, keys)
    other = add(session, keys, OTHER.digits)
    with pytest.raises(IdNumberTaken):
        correct_person(
            session,
            keys,
            person=other,
            identity=Identity(full_name="Khác", id_number=NUMBER),
            actor=None,
            now=NOON,
        )


def test_a_correction_without_a_number_keeps_it(session: Session, keys: Keyring) -> None:
    person = add(session, keys)
    identity = Identity(full_name="Trần Thị An")
    assert (
        correct_person(session, keys, person=person, identity=identity, actor=None, now=NOON) == []
    )
    assert find_by_id_number(session, keys, NUMBER) is person


def test_revealing_writes_down_who_asked_and_why(session: Session, keys: Keyring) -> None:
    person = add(session, keys)
    actor = ensure_account(session, person_id=person.id, now=NOON).uuid
    shown = reveal_id_number(
        session, keys, person=person, reason="Đối chiếu hồ sơ", actor=actor, now=NOON
    )
    assert shown == NUMBER.digits
    wanted = select(AuditEvent).where(AuditEvent.action == "person.id_number_revealed")
    (event,) = session.scalars(wanted).all()
    assert (event.actor_uuid, event.subject_uuid) == (actor, person.uuid)
    assert event.detail == {"reason": "Đối chiếu hồ sơ"}


def test_who_has_no_number_reveals_none(session: Session, keys: Keyring) -> None:
    identity = Identity(full_name="Trần Thị An")
    person = add_person(session, keys, identity=identity, actor=None, now=NOON)
    actor = ensure_account(session, person_id=person.id, now=NOON).uuid
    reason = "Đối chiếu"
    assert (
        reveal_id_number(session, keys, person=person, reason=reason, actor=actor, now=NOON) == ""
    )
    assert session.scalars(
        select(AuditEvent).where(AuditEvent.action == "person.id_number_revealed")
    ).all()


def test_no_event_holds_a_number_or_a_name(session: Session, keys: Keyring) -> None:
    person = add(session, keys)
    identity = Identity(full_name="Trần Thị Ánh", id_number=OTHER, phone="0912345678")
    changed = correct_person(session, keys, person=person, identity=identity, actor=None, now=NOON)
    assert changed == ["full_name", "id_number_index", "phone"]
    events = str([event.detail for event in session.scalars(select(AuditEvent))])
    for secret in (NUMBER.digits, OTHER.digits, "Ánh", "0912345678", str(person.id_number_index)):
        assert secret not in events
