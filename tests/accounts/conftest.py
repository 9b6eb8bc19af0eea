"""Em, who administers one province."""

import pytest

from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.people.service import Person
from tests.support.factories import People, add_staff


@pytest.fixture
def em(resources: Resources, people: People) -> Person:
    """An administrator of the province."""
    with resources.database.transaction() as session:
        return add_staff(session, resources.keys, "Đỗ Văn Em", people.province, role=Role.ADMIN)
