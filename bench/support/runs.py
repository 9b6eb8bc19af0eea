"""Fresh databases, an installation in one, a stopwatch, a plain reader of spreadsheets."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import openpyxl
from sqlalchemy import text

from config import Settings, load_settings
from lms.catalog import commands
from lms.core import migrate
from lms.core.resources import Resources
from tests.support import services

DATABASES = ("sqlite", "postgresql")


@contextmanager
def fresh_settings(name: str) -> Iterator[Settings]:
    """Lend the settings of an empty database of this kind; afterwards it is gone."""
    with tempfile.TemporaryDirectory() as folder:
        if name == "sqlite":
            yield load_settings({"DATA_DIR": folder})
            return
        with services.postgresql() as server, services.new_database(server) as address:
            yield load_settings({"DATA_DIR": folder, "DATABASE_URL": address})


def chosen_settings(only: str | None) -> Iterator[tuple[str, Settings]]:
    """Yield name and settings of each kind of database, or of the only one asked for."""
    for name in DATABASES:
        if only in (None, name):
            with fresh_settings(name) as settings:
                yield name, settings


def install(settings: Settings) -> Resources:
    """Make the tables and publish the programmes."""
    migrate.upgrade(settings.database_url)
    resources = Resources.at(settings)
    list(commands.publish(resources, settings.courses_dir))
    return resources


def settle(resources: Resources) -> None:
    """Let PostgreSQL look at what it holds, as its autovacuum would; SQLite has no such routine."""
    engine = resources.database.bind.engine
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def peak_megabytes() -> float:
    """Return the most memory this process has had; not what its parent had when it began."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def rows_by_openpyxl(content: bytes) -> int:
    """Read every cell of the first sheet and nothing more: the baseline of what reads files."""
    sheet = openpyxl.load_workbook(BytesIO(content), read_only=True).worksheets[0]
    return sum(1 for _ in sheet.iter_rows(values_only=True))
