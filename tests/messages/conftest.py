"""The country of these tests: An and Bình have addresses, and a mail server listens."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from lms.core.resources import Resources
from tests.messages.world import World, found_world
from tests.support.mail import PostOffice, post_office


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture
def world(
    resources: Resources, office: PostOffice, tmp_path_factory: pytest.TempPathFactory
) -> World:
    settings = replace(resources.settings, mail_url=office.url, support_phone="0243 000 0000")
    return found_world(
        replace(resources, settings=settings), tmp_path_factory.mktemp("courses"), office
    )
