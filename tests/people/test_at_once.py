"""Two who write the same staff code or ID number at the same moment: one is told, as ever."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from lms.accounts.service import Account, ensure_account
from lms.core.errors import LmsError
from lms.core.resources import Resources
from lms.people.service import (
    Identity,
    IdNumberTaken,
    Person,
    StaffCodeTaken,
    add_person,
    correct_person,
    parse_id_number,
)
from tests.support.factories import NOON, People

pytestmark = pytest.mark.live
NUMBER = parse_id_number("001185000017", today=date(2025, 1, 2))


def together(*acts: Callable[[], object]) -> list[LmsError]:
    """Do all of it at the same moment; return the refusals. Anything else that breaks fails."""
    barrier = threading.Barrier(len(acts))
    refused: list[LmsError] = []
    broken: list[Exception] = []

    def run(act: Callable[[], object]) -> None:
        barrier.wait(timeout=20)
        try:
            act()
        except LmsError as error:
            refused.append(error)
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            broken.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return refused


def identity(country: People, what: str, name: str = "Mai Dung") -> Identity:
    if what == "number":
        return Identity(full_name=name, id_number=NUMBER)
    if what == "phone":
        return Identity(full_name=name, phone="0912345678")
    return Identity(full_name=name, staff_code="TA-001", staff_code_scope=country.province.id)


@pytest.mark.parametrize(
    ("what", "refusal"), [("code", StaffCodeTaken), ("number", IdNumberTaken), ("phone", None)]
)
def test_of_six_people_added_at_once_with_the_same_one_stays(
    resources: Resources, people: People, what: str, refusal: type[LmsError] | None
) -> None:
    """A telephone number may be shared: whoever shares one signs in by staff code."""

    def add() -> None:
        with resources.database.transaction() as session:
            wanted = identity(people, what)
            add_person(session, resources.keys, identity=wanted, actor=None, now=NOON)

    refused = together(*[add] * 6)
    assert [type(error) for error in refused] == ([refusal] * 5 if refusal else [])
    with resources.database.reading() as session:
        written = select(func.count()).select_from(Person).where(Person.full_name == "Mai Dung")
        assert session.scalar(written) == (1 if refusal else 6)


@pytest.mark.parametrize(("what", "refusal"), [("code", StaffCodeTaken), ("number", IdNumberTaken)])
def test_two_people_corrected_to_the_same_at_once(
    resources: Resources, people: People, what: str, refusal: type[LmsError]
) -> None:
    def correct(person: Person) -> Callable[[], None]:
        def act() -> None:
            with resources.database.transaction() as session:
                wanted = identity(people, what, person.full_name)
                known = session.get_one(Person, person.id)
                correct_person(
                    session, resources.keys, person=known, identity=wanted, actor=None, now=NOON
                )

        return act

    refused = together(correct(people.an), correct(people.binh))
    assert [type(error) for error in refused] == [refusal]


def test_an_account_made_twice_at_once_is_one(resources: Resources, people: People) -> None:
    made: list[int] = []

    def make() -> None:
        with resources.database.transaction() as session:
            made.append(ensure_account(session, person_id=people.an.id, now=NOON).id)

    assert together(*[make] * 6) == []
    assert len(set(made)) == 1
    with resources.database.reading() as session:
        own = select(func.count()).where(Account.person_id == people.an.id)
        assert session.scalar(own) == 1
