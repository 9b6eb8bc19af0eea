"""The made-up country, and Em, who administers one province of it."""

import pytest
from sqlalchemy.orm import Session

from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.core.secrets import Keyring
from lms.people.service import Person
from tests.support.factories import People, add_staff, found_country


@pytest.fixture
def country(session: Session, keys: Keyring) -> People:
    """Return the people and units, in the test's own transaction."""
    return found_country(session, keys)


@pytest.fixture
def em(resources: Resources, people: People) -> Person:
    """An administrator of the province."""
    with resources.database.transaction() as session:
        return add_staff(session, resources.keys, "Đỗ Văn Em", people.province, role=Role.ADMIN)
