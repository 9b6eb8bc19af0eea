"""The country of these tests."""

import pytest

from lms.core.resources import Resources
from lms.people.service import Person
from tests.support.factories import People, found_country


@pytest.fixture
def people(resources: Resources) -> People:
    """Return An and Bình of one province, Chi of another; Bình and Chi are HR."""
    with resources.database.transaction() as session:
        return found_country(session, resources.keys)


@pytest.fixture(autouse=True)
def code(resources: Resources, people: People) -> None:
    """Give An a staff code."""
    with resources.database.transaction() as session:
        an = session.get_one(Person, people.an.id)
        an.staff_code, an.staff_code_scope = "AN-1", people.province.id
