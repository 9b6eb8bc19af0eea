"""The country of the room's tests, with the programme THU published."""

import pytest

from lms.catalog.service import publish
from lms.core.resources import Resources
from tests.support.courses import write_courses
from tests.support.factories import NOON, People, found_country


@pytest.fixture
def people(resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> People:
    """Return the country; everything was written down at `NOON`."""
    courses = write_courses(tmp_path_factory.mktemp("courses"))
    with resources.database.transaction() as session:
        publish(session, resources.files, courses_dir=courses, now=NOON)
        return found_country(session, resources.keys)
