"""The country of the tests."""

import pytest

from lms.core.resources import Resources
from tests.support.factories import People, found_country


@pytest.fixture
def people(resources: Resources) -> People:
    """Return An, Bình, Chi, who oversees them, and their units."""
    with resources.database.transaction() as session:
        return found_country(session, resources.keys)
