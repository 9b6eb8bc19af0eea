"""The country of the slips' tests, and Bình at her desk."""

import pytest

from lms.core.resources import Resources
from tests.support.browser import Browser
from tests.support.factories import People, found_country


@pytest.fixture
def people(resources: Resources) -> People:
    """Return the country."""
    with resources.database.transaction() as session:
        return found_country(session, resources.keys)


@pytest.fixture
def binh(browser: Browser, people: People) -> Browser:
    """Return a browser in which Bình is signed in."""
    browser.sign_in(people.binh)
    return browser
