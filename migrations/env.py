"""Alembic's entry: one transaction per migration, one migrator at a time, short lock waits."""

from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, text

from config import load_settings
from lms.core.columns import Code, UtcDateTime
from lms.core.db import Base, make_engine

for models in sorted(Path(__file__).parent.parent.glob("lms/*/models.py")):
    import_module(f"lms.{models.parent.name}.models")
for module in ("audit", "jobs", "sessions"):
    import_module(f"lms.core.{module}")


def render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column types in migrations as what they are in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Code):
        return 'sa.Text().with_variant(sa.Text(collation="C"), "postgresql")'
    return False


LOCK = 7_031_169  # any number of our own: the advisory lock of migrations
OPTIONS: dict[str, Any] = {
    "target_metadata": Base.metadata,
    "transaction_per_migration": True,
    "render_item": render,
}


def main() -> None:
    """Migrate the database named by the caller, or by DATABASE_URL."""
    url = context.config.attributes.get("database_url") or load_settings().database_url
    if context.is_offline_mode():
        context.configure(dialect_name="postgresql", literal_binds=True, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()
        return
    engine = make_engine(url).execution_options(lms_writes=True)
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            _migrate_alone(connection)
        else:
            _migrate(connection)
    engine.dispose()


def _migrate_alone(connection: Connection) -> None:
    """Hold the advisory lock for the whole run; wait four seconds for any table, not for ever."""
    for setting in ("lock_timeout = '4s'", "statement_timeout = '60s'"):
        connection.execute(text(f"SET {setting}"))
    connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
    connection.commit()
    try:
        _migrate(connection)
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
        connection.commit()


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()


main()
