"""A task for tests of jobs, and what stands in their table."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from lms.core.clock import utc_now
from lms.core.jobs import (
    Job,
    Task,
    by_name,
    enqueue,
)
from lms.core.resources import Resources

NAME = "test.work"


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
