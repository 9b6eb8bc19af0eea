"""The made-up course is published before a staff file names it."""

import pytest

from lms.catalog.service import publish
from lms.core.clock import utc_now
from lms.core.resources import Resources
from tests.support.courses import write_courses
from tests.support.factories import People, found_country


@pytest.fixture
def people(resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> People:
    """Return the country, with the programme THU published."""
    courses = write_courses(tmp_path_factory.mktemp("courses"))
    with resources.database.transaction() as session:
        publish(session, resources.files, courses_dir=courses, now=utc_now())
        return found_country(session, resources.keys)
