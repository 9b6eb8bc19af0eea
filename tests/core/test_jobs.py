"""A job is a row: it runs once, is tried again, and is found when its message or worker is lost."""

import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from lms.core.clock import utc_now
from lms.core.db import Database
from lms.core.jobs import (
    KEPT,
    LEASE,
    MAX_TRIES,
    Job,
    Task,
    by_name,
    due_jobs,
    enqueue,
    enqueue_many,
    run_due,
    run_job,
    schedule,
    sweep_jobs,
)
from lms.core.resources import Resources
from lms.core.tasks import TASKS as CORE_TASKS

NAME = "test.work"
LONG_AGO = timedelta(days=365)


class Work:
    """A task that remembers what it was given, and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.seen: list[Mapping[str, Any]] = []
        self._failures = failures
        self.tasks = by_name([Task(NAME, self.run)])

    def run(self, _resources: Resources, payload: Mapping[str, Any]) -> None:
        self.seen.append(payload)
        if len(self.seen) <= self._failures:
            msg = f"went wrong {len(self.seen)}"
            raise RuntimeError(msg)


def put(resources: Resources, key: str | None = None, **payload: object) -> None:
    with resources.database.transaction() as session:
        enqueue(session, name=NAME, payload=payload, now=utc_now(), unique_key=key)


def jobs(resources: Resources) -> list[Job]:
    with resources.database.reading() as session:
        return [*session.scalars(select(Job).order_by(Job.id))]


def only_job(resources: Resources) -> Job:
    (job,) = jobs(resources)
    return job


def change(resources: Resources, **values: object) -> None:
    with resources.database.transaction() as session:
        session.execute(update(Job).values(**values))


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


def test_recurring_work_is_enqueued_once_an_interval(resources: Resources) -> None:
    work = Work()
    tasks = by_name([Task(NAME, work.run, every=timedelta(hours=1)), Task("other", work.run)])
    noon = datetime.fromisoformat("2026-02-05T12:00:00+00:00")
    for minutes in (0, 1, 59):
        schedule(resources, tasks, now=noon + timedelta(minutes=minutes))
    assert [job.name for job in jobs(resources)] == [NAME]
    schedule(resources, tasks, now=noon + timedelta(minutes=60))
    assert len(jobs(resources)) == 2


@pytest.mark.live
def test_many_workers_enqueue_recurring_work_once(resources: Resources) -> None:
    tasks, start = by_name([Task(NAME, Work().run, every=timedelta(hours=1))]), threading.Barrier(6)
    now, errors = utc_now(), list[Exception]()

    def worker() -> None:
        start.wait()
        try:
            schedule(resources, tasks, now=now)
        except Exception as error:  # noqa: BLE001 - shown below
            errors.append(error)

    threads = [threading.Thread(target=worker) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(jobs(resources)) == 1


def test_old_jobs_are_swept_those_that_wait_or_gave_up_stay(resources: Resources) -> None:
    now = utc_now()
    for key, values in {
        "recurring@1": {"finished_at": now - timedelta(hours=25)},
        "recurring@2": {"finished_at": now - timedelta(hours=23)},
        "recurring@3": {"due_at": now - LONG_AGO},
        "finished:1": {"finished_at": now - KEPT - timedelta(hours=1)},
        "finished:2": {"finished_at": now - KEPT + timedelta(hours=1)},
        "waiting": {"due_at": now - LONG_AGO},
        "gave up": {"failed_at": now - LONG_AGO},
    }.items():
        put(resources, key)
        with resources.database.transaction() as session:
            session.execute(update(Job).where(Job.unique_key == key).values(**values))
    with resources.database.transaction() as session:
        sweep_jobs(session, now=now)
        assert len(due_jobs(session, now=now)) == 2
    assert {job.unique_key for job in jobs(resources)} == {
        "recurring@2",
        "recurring@3",
        "finished:2",
        "waiting",
        "gave up",
    }


def test_the_floor_has_its_own_recurring_work(resources: Resources) -> None:
    tasks = by_name(CORE_TASKS)
    schedule(resources, tasks, now=utc_now())
    assert run_due(resources, tasks) == 3
    assert all(job.finished_at for job in jobs(resources))


def test_a_name_means_one_task() -> None:
    work = Work()
    with pytest.raises(ValueError, match=NAME):
        by_name([Task(NAME, work.run)], [Task(NAME, work.run)])
