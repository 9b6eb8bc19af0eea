"""Fixtures: both databases as the migrations make them, a transaction per test, a browser."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

import hypothesis
import pytest
import redis
from flask import Flask
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session

from config import Settings, load_settings
from lms.core.db import Database, make_engine
from lms.core.i18n import use_language
from lms.core.migrate import upgrade
from lms.core.resources import Resources
from lms.core.secrets import Keyring, load_keys
from lms.core.storage import open_store
from tests.support import services
from tests.support.factories import People, found_country, remember_country

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

    from tests.support.browser import Browser

PUBLIC_URL = "https://lantoa.test"
LONGEST = ("browser", "demo")  # rooms of tests
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

hypothesis.settings.register_profile("quick", max_examples=50, deadline=None)
hypothesis.settings.register_profile("prove", max_examples=1_000, deadline=None)
hypothesis.settings.load_profile("quick")


@dataclass(frozen=True)
class Template:
    """A migrated, empty database: one per test process and kind."""

    url: str
    server: str | None  # None: SQLite

    @cached_property
    def engine(self) -> Engine:
        """Return the one engine of all tests that undo: it remembers the SQL it has compiled."""
        return make_engine(self.url).execution_options(lms_writes=True)

    @contextmanager
    def undone(self) -> Iterator[Database]:
        """Yield a database whose every commit is undone in the end."""
        with self.engine.connect() as connection, connection.begin() as outer:
            yield Database(connection)
            outer.rollback()
        self.engine.dispose()  # closes the connection: PostgreSQL copies only what nobody uses

    @contextmanager
    def copied(self, folder: Path) -> Iterator[Database]:
        """Yield a database of the test's own, which really commits and takes many connections."""
        with ExitStack() as stack:
            if self.server is None:
                url = f"sqlite:///{folder / 'live.db'}"
                copyfile(str(make_url(self.url).database), folder / "live.db")
            else:
                name = make_url(self.url).database
                copy = stack.enter_context(services.new_database(self.server, name))
                url = _for_sqlalchemy(copy)
            database = Database.at(url)
            yield database
            database.dispose()


def settings_on(database: Database, folder: Path) -> Settings:
    """Return the settings of a fresh installation on `database`, its data in `folder`."""
    return load_settings(
        {
            "DATA_DIR": str(folder / "data"),
            "DATABASE_URL": database.bind.engine.url.render_as_string(hide_password=False),
            "PUBLIC_URL": PUBLIC_URL,
        }
    )


def _for_sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def pytest_configure(config: pytest.Config) -> None:
    """Name the mark of tests that need several connections."""
    config.addinivalue_line(
        "markers", "live: the database commits for real and takes many connections"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest modules, so that at the end no process waits for another."""
    items.sort(key=lambda item: item.path.parent.name not in LONGEST)


@pytest.fixture(autouse=True)
def _in_vietnamese() -> None:
    """Begin each test in Vietnamese, whatever language the one before ended in."""
    use_language("vi")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Yield the address of a PostgreSQL server."""
    with services.postgresql() as address:
        yield address


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """Yield the address of a Redis that may be emptied."""
    with services.redis_server() as address:
        yield address


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """Return the address of a Redis in which no other test's jobs wait."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    return redis_server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, keys: Keyring) -> Template:
    """Migrate a SQLite file."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'template.db'}"
    upgrade(url)
    template = Template(url, None)
    with template.undone() as database:
        remember_country(database, keys)
    return template


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str, keys: Keyring) -> Iterator[Template]:
    """Migrate a PostgreSQL database."""
    with services.new_database(postgresql_server) as address:
        url = _for_sqlalchemy(address)
        upgrade(url)
        template = Template(url, postgresql_server)
        with template.undone() as database:
            remember_country(database, keys)
        yield template


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Yield an empty database, on SQLite and on PostgreSQL.

    What a test commits is undone at its end. A test marked `live` has a database of its own
    instead: for several connections at once, other processes and threads.
    """
    template: Template = request.getfixturevalue(f"{request.param}_template")
    live = request.node.get_closest_marker("live") is not None
    with template.copied(tmp_path) if live else template.undone() as database:
        yield database


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """Yield a session in a writing transaction of `database`."""
    with database.transaction() as session:
        yield session


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    """Return keys as a first start makes them."""
    return load_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """Return the settings of a fresh installation on `database`."""
    return settings_on(database, tmp_path)


@pytest.fixture
def resources(settings: Settings, database: Database, keys: Keyring) -> Resources:
    """Return what tasks and the web edge are handed."""
    return Resources(
        settings=settings, database=database, files=open_store(settings.files_url), keys=keys
    )


@pytest.fixture(scope="session")
def lent() -> dict[str, Flask]:
    """Return where the application waits between tests; its routes and templates stay compiled."""
    return {}


@pytest.fixture
def app(settings: Settings, resources: Resources, lent: dict[str, Flask]) -> Flask:
    """Return the application, with nothing switched off, on this test's database and files."""
    from lms.app import create_app  # noqa: PLC0415 - tests of a lower room need not load the rest

    if "app" not in lent:
        lent["app"] = create_app(settings, resources)
        lent["app"].config["TESTING"] = True
    lent["app"].extensions["lms.resources"] = resources
    return lent["app"]


@pytest.fixture
def browser(app: Flask) -> "Browser":
    """Return a client that looks at every page it is given."""
    from tests.support.browser import Browser  # noqa: PLC0415 - as above

    return Browser(app)


@pytest.fixture(scope="session")
def chromium() -> Iterator["Chromium"]:
    """Yield Debian's Chromium: one a test process."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only browser tests need it

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.chromium(), args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def people(resources: Resources) -> People:
    """Return An, Bình, Chi, who oversees them, and their units; a room may have its own."""
    with resources.database.transaction() as session:
        return found_country(session, resources.keys)


@pytest.fixture
def binh(browser: "Browser", people: People) -> "Browser":
    """Return a browser in which Bình, an HR officer, is signed in."""
    browser.sign_in(people.binh)
    return browser
