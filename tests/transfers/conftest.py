"""The country of these tests."""

import pytest

from lms.core.resources import Resources
from tests.support.factories import People, found_country


@pytest.fixture
def people(resources: Resources) -> People:
    """Return An and Bình of one province, Chi of another; Bình and Chi are HR."""
    with resources.database.transaction() as session:
        return found_country(session, resources.keys)
