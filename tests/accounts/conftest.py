"""The country of the tests."""

import pytest

from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.people.service import Person
from tests.support.factories import People, add_staff, found_country


@pytest.fixture
def people(resources: Resources) -> People:
    """Return An, Bình, Chi, who oversees them, and their units."""
    with resources.database.transaction() as session:
        return found_country(session, resources.keys)


@pytest.fixture
def em(resources: Resources, people: People) -> Person:
    """An administrator of the province."""
    with resources.database.transaction() as session:
        return add_staff(session, resources.keys, "Đỗ Văn Em", people.province, role=Role.ADMIN)
