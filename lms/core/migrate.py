"""Bringing a database's tables to what this version of the product expects."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from lms.core.db import make_engine

ROOT = Path(__file__).resolve().parent.parent.parent


def upgrade(database_url: str, revision: str = "head") -> None:
    """Run the migrations up to `revision`; one migrator at a time, each in its transaction."""
    command.upgrade(_config(database_url), revision)


def downgrade(database_url: str, revision: str) -> None:
    """Run the migrations back down to `revision` ("base": empty)."""
    command.downgrade(_config(database_url), revision)


def is_current(database_url: str) -> bool:
    """Tell whether the database is at the newest revision."""
    head = ScriptDirectory.from_config(_config(database_url)).get_current_head()
    engine = make_engine(database_url)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return current == head


def _config(database_url: str) -> Config:
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["database_url"] = database_url
    return config
