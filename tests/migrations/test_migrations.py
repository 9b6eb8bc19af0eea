"""The tables that the migrations make are the tables that the models describe."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from lms.core import migrate
from lms.core.columns import Code
from lms.core.db import Base, Database, make_engine

FOLDER = Path(migrate.__file__).parents[2] / "migrations"
SCRIPTS = ScriptDirectory(str(FOLDER))


def test_migrations_are_numbered_in_one_line() -> None:
    numbers = [script.revision for script in SCRIPTS.walk_revisions()][::-1]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_the_newest_migration_is_named_in_head() -> None:
    assert (FOLDER / "HEAD").read_text().strip() == SCRIPTS.get_current_head()


@pytest.mark.live
def test_models_and_migrations_agree(database: Database) -> None:
    assert isinstance(database.bind, Engine)
    with database.bind.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": _differs})
        differences = compare_metadata(context, Base.metadata)
    assert differences == []


@pytest.mark.live
def test_migrations_go_down_and_up_again(database: Database) -> None:
    url = database.bind.engine.url.render_as_string(hide_password=False)
    before = _tables(url)

    migrate.downgrade(url, "base")
    assert _tables(url) == {"alembic_version"}

    migrate.upgrade(url)
    assert _tables(url) == before


def _differs(
    _context: object, _inspected: object, _described: object, _found: object, wanted: object
) -> bool | None:
    """Say that our byte-wise text is no difference; leave every other type to Alembic."""
    return False if isinstance(wanted, Code) else None


def _tables(url: str) -> set[str]:
    engine = make_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names
