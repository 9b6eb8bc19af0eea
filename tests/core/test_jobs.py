"""A job is a row: it runs once, is tried again, and is found when its message or worker is lost."""

import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from lms.core.clock import utc_now
from lms.core.db import Database
from lms.core.jobs import (
    LEASE,
    MAX_TRIES,
    Job,
    Task,
    by_name,
    enqueue,
    enqueue_many,
    run_due,
    run_job,
)
from lms.core.resources import Resources
from tests.core.work import NAME, Work, change, jobs, only_job, put


def test_a_job_runs_once_with_its_payload(resources: Resources) -> None:
    work = Work()
    put(resources, uuid="x", number=1)
    job = only_job(resources)
    assert run_job(resources, work.tasks, job.id)
    assert not run_job(resources, work.tasks, job.id)
    assert run_due(resources, work.tasks) == 0
    assert work.seen == [{"uuid": "x", "number": 1}]
    done = only_job(resources)
    assert done.finished_at
    assert (done.tries, done.claimed_until, done.error) == (1, None, None)


def test_the_oldest_runs_first(resources: Resources) -> None:
    work = Work()
    for number in range(3):
        put(resources, number=number)
    assert run_due(resources, work.tasks) == 3
    assert [payload["number"] for payload in work.seen] == [0, 1, 2]


def test_an_unknown_job_is_nobodys(resources: Resources) -> None:
    assert not run_job(resources, Work().tasks, 10**9)


@pytest.mark.live
def test_many_workers_run_a_job_once(resources: Resources) -> None:
    work, start, claimed = Work(), threading.Barrier(8), list[bool]()
    put(resources)
    job_id = only_job(resources).id

    def worker() -> None:
        start.wait()
        claimed.append(run_job(resources, work.tasks, job_id))

    threads = [threading.Thread(target=worker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == [False] * 7 + [True]
    assert len(work.seen) == 1


def test_a_key_seen_before_makes_nothing_new(resources: Resources) -> None:
    work = Work()
    put(resources, "once", number=1)
    put(resources, "once", number=2)
    put(resources, "twice", number=3)
    run_due(resources, work.tasks)
    put(resources, "once", number=4)
    run_due(resources, work.tasks)
    assert [payload["number"] for payload in work.seen] == [1, 3]


def test_many_jobs_are_written_at_once(resources: Resources) -> None:
    work = Work()
    with resources.database.transaction() as session:
        payloads = {f"key:{number}": {"number": number} for number in range(3)}
        enqueue_many(session, name=NAME, payloads=payloads, now=utc_now())
        enqueue_many(session, name=NAME, payloads={}, now=utc_now())
    assert run_due(resources, work.tasks) == 3
    assert {payload["number"] for payload in work.seen} == {0, 1, 2}


def test_a_failure_is_tried_again_later(resources: Resources) -> None:
    work = Work(failures=1)
    put(resources)
    assert run_due(resources, work.tasks) == 1
    failed = only_job(resources)
    assert "RuntimeError: went wrong 1" in (failed.error or "")
    assert failed.finished_at is failed.failed_at is failed.claimed_until is None
    assert timedelta(0) < failed.due_at - utc_now() <= timedelta(seconds=2)
    assert run_due(resources, work.tasks) == 0
    change(resources, due_at=utc_now())
    assert run_due(resources, work.tasks) == 1
    done = only_job(resources)
    assert done.finished_at
    assert (done.tries, done.error) == (2, None)


def test_pauses_grow_and_then_it_gives_up(resources: Resources) -> None:
    work, pauses = Work(failures=MAX_TRIES), list[int]()
    put(resources)
    for _ in range(MAX_TRIES):
        change(resources, due_at=utc_now())
        run_due(resources, work.tasks)
        pauses.append(round((only_job(resources).due_at - utc_now()).total_seconds()))
    assert pauses[: MAX_TRIES - 1] == [2, 4, 8, 16, 32, 64, 128]
    gave_up = only_job(resources)
    assert gave_up.failed_at
    assert gave_up.finished_at is None
    assert f"went wrong {MAX_TRIES}" in (gave_up.error or "")
    assert not run_job(resources, work.tasks, gave_up.id)
    assert run_due(resources, work.tasks) == 0


def test_a_job_nobody_knows_says_so_and_waits(resources: Resources) -> None:
    put(resources)
    assert run_due(resources, {}) == 1
    assert "KeyError" in (only_job(resources).error or "")
    change(resources, due_at=utc_now())
    work = Work()
    assert run_due(resources, work.tasks) == 1
    assert only_job(resources).finished_at


def test_what_a_dead_worker_held_is_found_when_its_lease_is_over(resources: Resources) -> None:
    work = Work()
    put(resources)
    change(resources, claimed_until=utc_now() + LEASE, tries=1)
    assert run_due(resources, work.tasks) == 0
    assert not run_job(resources, work.tasks, only_job(resources).id)
    change(resources, claimed_until=utc_now() - timedelta(seconds=1))
    assert run_due(resources, work.tasks) == 1
    assert only_job(resources).tries == 2


def test_a_claim_is_written_down_before_the_work_begins(resources: Resources) -> None:
    seen = list[Job]()

    def look(resources: Resources, _payload: Mapping[str, Any]) -> None:
        seen.append(only_job(resources))

    put(resources)
    run_due(resources, by_name([Task(NAME, look)]))
    (job,) = seen
    assert job.claimed_until is not None
    assert timedelta(minutes=14) < job.claimed_until - utc_now() <= LEASE
    assert job.tries == 1


def test_a_job_is_gone_with_the_transaction_that_caused_it(resources: Resources) -> None:
    with suppress(RuntimeError), resources.database.transaction() as session:
        enqueue(session, name=NAME, payload={}, now=utc_now())
        raise RuntimeError
    assert jobs(resources) == []


@pytest.mark.live
def test_a_message_is_sent_after_the_commit_with_the_rows_id(database: Database) -> None:
    sent = list[tuple[int, bool]]()

    def dispatch(job_id: int) -> None:
        with database.reading() as session:
            sent.append((job_id, session.get(Job, job_id) is not None))

    telling = Database(database.bind, dispatch)
    with telling.transaction() as session:
        enqueue(session, name=NAME, payload={}, now=utc_now(), unique_key="once")
        with session.begin_nested():
            enqueue(session, name=NAME, payload={}, now=utc_now())
        assert sent == []
    assert [committed for _, committed in sent] == [True, True]
    with telling.transaction() as session:
        enqueue(session, name=NAME, payload={}, now=utc_now(), unique_key="once")
    with suppress(RuntimeError), telling.transaction() as session:
        enqueue(session, name=NAME, payload={}, now=utc_now())
        raise RuntimeError
    assert len(sent) == 2


def test_a_name_means_one_task() -> None:
    work = Work()
    with pytest.raises(ValueError, match=NAME):
        by_name([Task(NAME, work.run)], [Task(NAME, work.run)])
