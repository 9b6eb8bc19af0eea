"""An, who was sent to the made-up course, and the people around her."""

from pathlib import Path

import pytest

from lms.catalog.service import Programme
from lms.content.service import read_courses
from lms.core.resources import Resources
from tests.learning.learner import Learner, send_to
from tests.support.browser import Browser
from tests.support.courses import write_courses
from tests.support.factories import People


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    """Return the made-up course: a module with one lesson and a quiz of six questions."""
    (found,) = read_courses(write_courses(tmp_path)).programmes
    return found


@pytest.fixture
def an(browser: Browser, resources: Resources, people: People, programme: Programme) -> Learner:
    """Return An, signed in and sent to the made-up course."""
    browser.sign_in(people.an)
    return Learner(browser, resources, people.an, send_to(resources, people.an, programme))
