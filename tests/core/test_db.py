"""Transactions: all or nothing, one way on both databases, and nobody is told too early."""

import threading
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from lms.core.db import Database, after_commit
from lms.core.jobs import Job

NOW = datetime(2026, 2, 5, tzinfo=UTC)


def job(name: str, key: str | None = None) -> Job:
    return Job(name=name, payload={}, unique_key=key, created_at=NOW, due_at=NOW)


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return [*session.scalars(select(Job.name).order_by(Job.id))]


def test_a_transaction_is_kept_whole_or_not_at_all(database: Database) -> None:
    with database.transaction() as session:
        session.add_all([job("one"), job("two")])
    with suppress(RuntimeError), database.transaction() as session:
        session.add(job("three"))
        session.flush()  # it has been written, and goes again
        raise RuntimeError
    assert names(database) == ["one", "two"]


def test_what_was_put_off_is_done_after_the_commit_only(database: Database) -> None:
    done = list[str]()
    with database.transaction() as session:
        session.add(job("one"))
        after_commit(session, lambda: done.append("first"))
        with session.begin_nested():
            after_commit(session, lambda: done.append("second"))
        assert done == []
    assert done == ["first", "second"]
    with suppress(RuntimeError), database.transaction() as session:
        after_commit(session, lambda: done.append("never"))
        raise RuntimeError
    with suppress(IntegrityError), database.transaction() as session:
        session.add_all([job("one", "twin"), job("two", "twin")])
        after_commit(session, lambda: done.append("never"))
    assert done == ["first", "second"]


def test_an_error_names_no_value(database: Database) -> None:
    with pytest.raises(IntegrityError) as refused, database.transaction() as session:
        session.add_all([job("one", "twin"), job("bí mật", "twin")])
    assert "bí mật" not in str(refused.value)


@pytest.mark.live
def test_a_reader_sees_what_was_committed(database: Database) -> None:
    with database.transaction() as session:
        session.add(job("one"))
        session.flush()  # it has been written, but not committed
        assert names(database) == []
    assert names(database) == ["one"]


@pytest.mark.live
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_is_durable_and_keeps_its_keys(database: Database) -> None:
    with database.reading() as session:
        found = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.live
def test_twelve_writers_at_once_wait_for_each_other(database: Database) -> None:
    """None is told that the database is locked; each reads before it writes, as requests do."""
    start, errors = threading.Barrier(12), list[Exception]()

    def work(number: int) -> None:
        start.wait()
        try:
            for turn in range(10):
                with database.transaction() as session:
                    session.scalars(select(Job.name)).all()
                    session.add(job(f"{number}.{turn}"))
        except Exception as error:  # noqa: BLE001 - shown below
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(set(names(database))) == 120
