"""A real browser in front of the whole product, on both set-ups."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support import services
from tests.support.site import Site, running_site


@pytest.fixture(params=["one machine", "scaled out"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """Yield the product on SQLite with its own worker, and on PostgreSQL with Celery on Redis."""
    if request.param == "one machine":
        with running_site(tmp_path, database_url=None, queue_url=None) as site:
            yield site
        return
    server = request.getfixturevalue("postgresql_server")
    queue = request.getfixturevalue("redis_url")
    with (
        services.new_database(server) as address,
        running_site(tmp_path, database_url=address, queue_url=queue) as site,
    ):
        yield site


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Page]:
    """Yield a window of an office computer."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()
