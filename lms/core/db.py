"""One declarative base, one engine, one way to open a transaction; SQLite and PostgreSQL alike."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any, Self, cast

from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    Table,
    create_engine,
    event,
    insert,
    make_url,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

_AFTER = "lms.after_commit"
DISPATCH = "lms.dispatch"  # where a session keeps who is told of new jobs
_WRITES = "lms_writes"


class Base(DeclarativeBase):
    """Base of every table; constraint names are derived so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Database:
    """The engine and its sessions, made once per process by a shell (app, worker, cli)."""

    def __init__(
        self, bind: Engine | Connection, dispatch: Callable[[int], object] | None = None
    ) -> None:
        """Open sessions on `bind`; `dispatch` hears the id of each new job after its commit."""
        self.bind = bind
        self._reading = _sessions(bind, None)
        self._writing = _sessions(
            bind.execution_options(**{_WRITES: True}) if isinstance(bind, Engine) else bind,
            dispatch,
        )

    @classmethod
    def at(cls, url: str, dispatch: Callable[[int], object] | None = None) -> Self:
        """Return the database at `url`."""
        return cls(make_engine(url), dispatch)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session; commit on leaving, roll back on an exception. Nothing else commits."""
        with self._writing() as session:
            with session.begin():
                yield session
            run_after_commit(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one state of the database and writes nothing."""
        with self._reading() as session:
            yield session

    def open(self, *, writes: bool) -> Session:
        """Return a session whose owner ends it: the web edge, which spans a whole request."""
        return self._writing() if writes else self._reading()

    def dispose(self) -> None:
        """Close every pooled connection (after a fork, or at the end)."""
        self.bind.engine.dispose()


def _sessions(
    bind: Engine | Connection, dispatch: Callable[[int], object] | None
) -> sessionmaker[Session]:
    return sessionmaker(
        bind,
        expire_on_commit=False,
        join_transaction_mode="create_savepoint",
        info={DISPATCH: dispatch},
    )


def after_commit(session: Session, action: Callable[[], object]) -> None:
    """Call `action` once `session`'s transaction has committed; never, if it rolls back.

    Not SQLAlchemy's event of that name: it also fires when a savepoint is released.
    """
    session.info.setdefault(_AFTER, []).append(action)


def run_after_commit(session: Session) -> None:
    """Do what was put off until the commit; the edge calls it right after committing."""
    for action in session.info.pop(_AFTER, ()):
        action()


def writers_since(session: Session, moment: datetime) -> int:
    """Return how many other transactions began before `moment` and have not ended their writing.

    What they recorded belongs to the time before it, and nobody sees it yet. On SQLite, where one
    writes at a time, there is none once whoever asks has committed.
    """
    if session.get_bind().dialect.name != "postgresql":
        return 0
    running = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL AND xact_start <= :moment"
    )
    return session.scalar(running, {"moment": moment}) or 0


def insert_rows(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows, past the mapper: nothing reads them back as objects in this session."""
    if rows:
        session.connection().execute(insert(cast("Table", table.__table__)), list(rows))


def join_many(session: Session) -> None:
    """Have PostgreSQL join long lists whole, not one by one, until the transaction ends.

    It plans by what a table held when it last looked, once a minute at most. Of tables that were
    filled since, by this transaction even, it believes that they are nearly empty, and then goes
    through one of them for every row of the other. SQLite needs nothing of the kind.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL enable_nestloop = off"))


_PACK = json.JSONEncoder(check_circular=False).encode


def _packed(value: object) -> str:
    """Return JSON for a column; most are empty lists, of which a large file writes many."""
    return "[]" if value == [] else _PACK(value)


def make_engine(url: str) -> Engine:
    """Return an engine for `url`; a SQLite file's folder is made if it is missing.

    Errors name no parameters: a log must not hold personal data.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(
            url,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,
            hide_parameters=True,
            json_serializer=_packed,
        )
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        connect_args={"timeout": 15, "check_same_thread": False},
        hide_parameters=True,
        json_serializer=_packed,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    """Durable write-ahead logging, foreign keys, and transactions that we begin ourselves."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once when writing: a lock upgraded later fails without waiting."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")
