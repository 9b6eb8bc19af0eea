"""Recurring work is enqueued once an interval, and what is long finished is swept away."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from lms.core.clock import utc_now
from lms.core.jobs import (
    KEPT,
    Job,
    Task,
    by_name,
    due_jobs,
    run_due,
    schedule,
    sweep_jobs,
)
from lms.core.resources import Resources
from lms.core.tasks import TASKS as CORE_TASKS
from tests.core.work import NAME, Work, jobs, put

LONG_AGO = timedelta(days=365)


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
