"""The local worker: who goes first, and a database that is away for a while."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from sqlite3 import Connection as SqliteConnection
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import event

from lms.core.clock import utc_now
from lms.core.db import Database
from lms.core.jobs import Task, by_name, enqueue, run_due, work
from lms.core.resources import Resources


class Work:
    """Tasks that remember the order in which they were run."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.tasks = by_name(
            [Task("test.bulk", self.note("bulk")), Task("test.page", self.note("page"), first=True)]
        )

    def note(self, name: str) -> Callable[[Resources, Mapping[str, Any]], None]:
        def run(_resources: Resources, _payload: Mapping[str, Any]) -> None:
            self.seen.append(name)

        return run


def put(resources: Resources, *names: str) -> None:
    with resources.database.transaction() as session:
        for name in names:
            enqueue(session, name=name, payload={}, now=utc_now())


def test_what_somebody_waits_for_goes_before_older_work(resources: Resources) -> None:
    done = Work()
    put(resources, *["test.bulk"] * 12, "test.page")
    assert run_due(resources, done.tasks, limit=10) == 10
    assert done.seen == ["page", *["bulk"] * 9]
    assert run_due(resources, done.tasks, limit=10) == 3


@pytest.mark.live
def test_the_worker_outlives_a_database_that_is_away(
    resources: Resources, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    done, stop = Work(), threading.Event()
    put(resources, "test.bulk")
    worker = threading.Thread(target=work, args=(resources, done.tasks), kwargs={"stop": stop})
    try:
        with _away(resources.database, request):
            worker.start()
            _wait_until(lambda: "does not answer" in caplog.text)
            assert done.seen == []
        _wait_until(lambda: done.seen == ["bulk"])
    finally:
        stop.set()
        worker.join()


@contextmanager
def _away(database: Database, request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep the database from answering: locked (SQLite), closed to everybody (PostgreSQL)."""
    engine = database.bind.engine
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _be_impatient)
        engine.dispose()
        with engine.connect() as other:
            other.exec_driver_sql("COMMIT")
            other.exec_driver_sql("BEGIN IMMEDIATE")
            yield
            other.exec_driver_sql("ROLLBACK")
        return
    name = engine.url.database or ""
    with psycopg.connect(request.getfixturevalue("postgresql_server"), autocommit=True) as admin:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        admin.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
        admin.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def _be_impatient(connection: SqliteConnection, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout = 50")


def _wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
