"""Names in Vietnamese order, staff codes, contacts: what is kept of a person."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.columns import uuid7
from lms.core.secrets import Keyring
from lms.people.service import (
    Identity,
    Person,
    StaffCodeTaken,
    add_person,
    correct_person,
    insert_people,
    one_phone,
    parse_id_number,
    person_by_uuid,
    person_row,
)
from tests.people.test_id_numbers import TODAY
from tests.support.factories import NOON, found_country

IN_ORDER = [
    "Nguyễn Văn An",
    "Trần Văn An",
    "Lê Thị Ánh",
    "Trần Bình",
    "Đỗ Duy",
    "Phạm Đức",
    "Y Thanh Hà Niê Kđăm",
    "Võ Ý Nhi",
    "H'Hen Niê",
    "Lê Thị Ý",
]


def add(session: Session, keys: Keyring, name: str, **more: object) -> Person:
    identity = Identity(full_name=name, **more)  # type: ignore[arg-type]
    return add_person(session, keys, identity=identity, actor=None, now=NOON)


def test_the_database_lists_people_by_given_name(session: Session, keys: Keyring) -> None:
    for name in reversed(IN_ORDER):
        add(session, keys, name)
    listed = session.scalars(select(Person.full_name).order_by(Person.sort_key)).all()
    assert listed == IN_ORDER


def test_names_of_every_spelling_are_found_without_marks(session: Session, keys: Keyring) -> None:
    for name in ("Lê Thị Hoà", "Lê Thị Hòa", "Lê Thị Hoa", "Lê Thi\u0323 Ho\u0301a", "Lê Đắc"):
        add(session, keys, name)

    def found(text: str) -> int:
        query = select(Person).where(Person.fold_key.like(f"%{text}%"))
        return len(session.scalars(query).all())

    assert found("hoa") == 4
    assert found("dac") == 1


def test_names_are_kept_composed_with_single_spaces(session: Session, keys: Keyring) -> None:
    assert add(session, keys, "  Nguye\u0302\u0303n   Thi\u0323 An ").full_name == "Nguyễn Thị An"


def test_a_staff_code_is_unique_within_a_ministry_or_province(
    session: Session, keys: Keyring
) -> None:
    country = found_country(session, keys)
    here, there = country.province.id, country.elsewhere.id
    add(session, keys, "Một", staff_code="TU-01", staff_code_scope=here)
    add(session, keys, "Hai", staff_code="TU-01", staff_code_scope=there)
    with pytest.raises(StaffCodeTaken) as refused:
        add(session, keys, "Ba", staff_code="TU-01", staff_code_scope=here)
    assert "TU-01" in refused.value.sentence()
    add(session, keys, "Không mã")
    add(session, keys, "Không mã")


def test_a_correction_says_which_columns_changed(session: Session, keys: Keyring) -> None:
    person = add(session, keys, "Trần An", email="an@lantoa.test", phone="0912345678")
    same = Identity(full_name="Trần An", email=" AN@lantoa.test", phone="0912 345 678")
    correct = {"person": person, "actor": None, "now": NOON}
    assert correct_person(session, keys, identity=same, **correct) == []  # type: ignore[arg-type]
    other = Identity(full_name="Trần Ân", email="an@lantoa.test")
    changed = correct_person(session, keys, identity=other, **correct)  # type: ignore[arg-type]
    assert changed == ["full_name", "phone"]
    assert person.fold_key == "tran an"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912 345 678", "0912345678"),
        ("+84 912.345.678", "0912345678"),
        ("(84) 912-345-678", "0912345678"),
        ("0243 825 1234", "02438251234"),
        ("84", "84"),
        ("không có", ""),
        ("", ""),
    ],
)
def test_a_telephone_number_is_kept_one_way(typed: str, kept: str) -> None:
    assert one_phone(typed) == kept


def test_many_at_once_are_kept_as_one_is(session: Session, keys: Keyring) -> None:
    identity = Identity(
        full_name=" Trần  Thị An",
        id_number=parse_id_number("001085000001", today=TODAY),
        email="AN@lantoa.test",
        phone="0912 345 678",
    )
    uuid = uuid7()
    row = person_row(keys, uuid=uuid, identity=identity)
    ids = insert_people(session, [row], now=NOON)
    (person,) = session.scalars(select(Person)).all()
    assert ids == {uuid: person.id}
    assert person_by_uuid(session, uuid) is person
    bulk = {name: getattr(person, name) for name in row if name not in ("uuid", "id_number_cipher")}
    session.delete(person)
    session.flush()  # so that the number is free again
    alone = add_person(session, keys, identity=identity, actor=None, now=NOON)
    assert bulk == {name: getattr(alone, name) for name in bulk}
    assert insert_people(session, [], now=NOON) == {}
