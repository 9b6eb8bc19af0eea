"""The country, the course, and an office that can issue."""

import pytest
from flask import Flask

from lms.content.service import read_courses
from lms.core.resources import Resources
from tests.credentials.office import Office
from tests.support.browser import Browser
from tests.support.courses import write_courses
from tests.support.factories import People


@pytest.fixture
def bare_office(
    resources: Resources, people: People, tmp_path_factory: pytest.TempPathFactory
) -> Office:
    """Return an office in a country where nobody may issue yet."""
    (programme,) = read_courses(write_courses(tmp_path_factory.mktemp("courses"))).programmes
    office = Office(resources, people, programme)
    office.open()
    return office


@pytest.fixture
def office(bare_office: Office) -> Office:
    """Return an office in a country where Tỉnh A issues."""
    bare_office.set_issuer()
    return bare_office


@pytest.fixture
def app_in_english(app: Flask) -> Browser:
    """Return a browser whose reader chose English."""
    return Browser(app, "en")
