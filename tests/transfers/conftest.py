"""An has a staff code."""

import pytest

from lms.core.resources import Resources
from lms.people.service import Person
from tests.support.factories import People


@pytest.fixture(autouse=True)
def code(resources: Resources, people: People) -> None:
    """Give An a staff code."""
    with resources.database.transaction() as session:
        an = session.get_one(Person, people.an.id)
        an.staff_code, an.staff_code_scope = "AN-1", people.province.id
