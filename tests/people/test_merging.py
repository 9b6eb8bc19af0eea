"""Two records of one person become one, and what was known before stays known."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.secrets import Keyring
from lms.organisations.service import Organisation
from lms.people.errors import MergedAlready, MergeSelf, NumbersDiffer
from lms.people.service import (
    Identity,
    Person,
    PostTerms,
    WorkingGroup,
    add_concurrent_post,
    add_person,
    belongs_to,
    correct_person,
    find_by_id_number,
    merge_people,
    merges_at,
    parse_id_number,
    posts_at,
    posts_of,
    surviving_person,
    visible_records,
)
from tests.people.test_id_numbers import NUMBER, OTHER, TODAY
from tests.people.test_posts import LATER, MOVED
from tests.support.factories import BEGAN, NOON, People, add_staff, found_country

DAY = timedelta(days=1)
HOW: dict[str, Any] = {"source": "form", "reason": "Thử", "actor": None, "now": NOON}


@pytest.fixture
def country(session: Session, keys: Keyring) -> People:
    return found_country(session, keys)


def merge(session: Session, survivor: Person, duplicate: Person, days: int = 0) -> None:
    merge_people(
        session,
        survivor=survivor,
        duplicate=duplicate,
        reason="Nhập hai lần",
        actor=None,
        now=LATER + days * DAY,
    )


def spans(session: Session, person: Person) -> list[tuple[int, date, date | None]]:
    posts = posts_of(session, person_id=person.id)
    return [(post.organisation_id, post.valid_from, post.valid_to) for post in posts]


def heads(session: Session, as_of: date, days: int) -> int:
    known = posts_at(as_of=as_of, known_at=LATER + days * DAY)
    return len({post.person_id for post in session.scalars(known)})


def add_post(session: Session, person: Person, unit: Organisation, start: date) -> None:
    wanted = PostTerms(
        organisation_id=unit.id,
        working_group=WorkingGroup.COMMUNICATION,
        full_time=True,
        valid_from=start,
    )
    add_concurrent_post(session, person=person, terms=wanted, **HOW)


def test_one_is_counted_once_from_then_on(session: Session, keys: Keyring, country: People) -> None:
    twin = add_staff(session, keys, "Trần Thị An", country.xa_b)
    before = heads(session, BEGAN, days=-1)
    merge(session, country.an, twin)
    assert heads(session, BEGAN, days=-1) == before
    assert heads(session, BEGAN, days=0) == before - 1
    assert spans(session, twin) == []
    assert {unit for unit, *_ in spans(session, country.an)} == {country.xa_a.id, country.xa_b.id}
    assert surviving_person(session, twin.id) is country.an


def test_equal_posts_become_one(session: Session, keys: Keyring, country: People) -> None:
    twin = add_staff(session, keys, "Trần Thị An", country.xa_a)
    add_post(session, twin, country.xa_b, MOVED)
    merge(session, country.an, twin)
    assert spans(session, country.an) == [
        (country.xa_b.id, MOVED, None),
        (country.xa_a.id, BEGAN, None),
    ]
    (post,) = [p for p in posts_of(session, person_id=country.an.id) if p.valid_from == BEGAN]
    assert (post.source, post.reason, post.title) == ("merge", "Nhập hai lần", "Chuyên viên")


def test_what_the_one_lacks_it_takes_from_the_other(
    session: Session, keys: Keyring, country: People
) -> None:
    known = Identity(
        full_name="Trần Thị An",
        id_number=NUMBER,
        staff_code="CB-1",
        staff_code_scope=country.province.id,
        email="an@lantoa.test",
    )
    twin = add_person(session, keys, identity=known, actor=None, now=NOON)
    country.an.email = "khac@lantoa.test"
    merge(session, country.an, twin)
    an = country.an
    assert find_by_id_number(session, keys, NUMBER) is an
    assert (an.staff_code, an.email, twin.staff_code) == ("CB-1", "khac@lantoa.test", None)
    assert twin.email == "an@lantoa.test"


def test_two_numbers_are_two_people(session: Session, keys: Keyring, country: People) -> None:
    for person, number in ((country.an, NUMBER), (country.binh, OTHER)):
        identity = Identity(full_name=person.full_name, id_number=number)
        correct_person(session, keys, person=person, identity=identity, actor=None, now=NOON)
    with pytest.raises(NumbersDiffer):
        merge(session, country.an, country.binh)
    with pytest.raises(MergeSelf):
        merge(session, country.an, country.an)
    assert parse_id_number(NUMBER.digits, today=TODAY) == NUMBER


def test_a_chain_of_merges_leads_to_the_last(
    session: Session, keys: Keyring, country: People
) -> None:
    first, second = (add_staff(session, keys, "Trần Thị An", country.xa_b) for _ in range(2))
    an = country.an
    merge(session, second, first)
    with pytest.raises(MergedAlready):
        merge(session, an, first, 1)
    with pytest.raises(MergedAlready):
        merge(session, first, an, 1)
    merge(session, an, second, 2)

    def known(days: int) -> set[tuple[int, int]]:
        rows = session.execute(merges_at(known_at=LATER + days * DAY))
        return {(duplicate, survivor) for duplicate, survivor in rows}

    assert known(-1) == set()
    assert known(1) == {(first.id, second.id)}
    assert known(2) == {(first.id, an.id), (second.id, an.id)}
    own = set(session.scalars(select(Person.id).where(belongs_to(Person.id, an.id))))
    assert own == {an.id, first.id, second.id}
    seen = set(session.scalars(visible_records([country.xa_a.path], today=MOVED)))
    assert seen == own
