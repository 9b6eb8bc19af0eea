"""Background work: a job is a row, written in the transaction that causes it (an outbox).

The row is the truth. One local worker polls the table, or Celery carries the row's id; either way
a job is claimed with a conditional update, runs once per claim, is retried with back-off, and a
lost message or a dead worker only delays it: the lease runs out and the sweep finds the row.
"""

import logging
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, Text, and_, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.core.clock import utc_now
from lms.core.columns import BigId, Document, Instant, PublicId, uuid7
from lms.core.db import DISPATCH, Base, after_commit
from lms.core.resources import Resources

LEASE = timedelta(minutes=15)
MAX_TRIES = 8
KEPT = timedelta(days=90)
AT_ONCE = 10  # then the local worker looks again for what goes first
PAUSE_SECONDS = 1.0

log = logging.getLogger(__name__)


class Job(Base):
    """One piece of work. Its payload holds ids only, never personal data."""

    __tablename__ = "core_job"
    __table_args__ = (Index(None, "finished_at", "due_at"),)

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    name: Mapped[str] = mapped_column(Text)  # "credentials.issue"
    payload: Mapped[Document]
    unique_key: Mapped[str | None] = mapped_column(Text, unique=True)
    created_at: Mapped[Instant]
    due_at: Mapped[Instant]
    claimed_until: Mapped[Instant | None]
    tries: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[Instant | None]
    failed_at: Mapped[Instant | None]  # gave up; `error` says why
    error: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Task:
    """The code behind a job's name; `every` makes it a recurring one without payload.

    `first`: goes before the others, because somebody looks at a page until it is done, or because
    it must happen within seconds.
    """

    name: str
    run: Callable[[Resources, Mapping[str, Any]], object]
    every: timedelta | None = None
    first: bool = False


def enqueue(
    session: Session,
    *,
    name: str,
    payload: Mapping[str, Any],
    now: datetime,
    unique_key: str | None = None,
) -> None:
    """Write a job into the running transaction; a `unique_key` seen before makes nothing new."""
    if unique_key is not None:
        known = select(Job.id).where(Job.unique_key == unique_key)
        if session.scalar(known) is not None:
            return
    job = Job(name=name, payload=dict(payload), unique_key=unique_key, created_at=now, due_at=now)
    session.add(job)
    dispatch = session.info.get(DISPATCH)
    if dispatch is not None:
        after_commit(session, lambda: dispatch(job.id))


def enqueue_many(
    session: Session, *, name: str, payloads: Mapping[str, Mapping[str, Any]], now: datetime
) -> None:
    """Write many jobs at once, each under its unique key; the sweep finds them."""
    rows = [
        {
            "uuid": uuid7(),
            "name": name,
            "payload": dict(payload),
            "unique_key": key,
            "created_at": now,
            "due_at": now,
            "tries": 0,
        }
        for key, payload in payloads.items()
    ]
    if rows:
        session.execute(insert(Job), rows)


def due_jobs(
    session: Session, *, now: datetime, first: Sequence[str] = (), limit: int = 100
) -> list[int]:
    """Return the ids of jobs that wait for somebody: those named in `first`, then by age."""
    free = or_(Job.claimed_until.is_(None), Job.claimed_until < now)
    waiting = (
        select(Job.id)
        .where(Job.finished_at.is_(None), Job.failed_at.is_(None), Job.due_at <= now, free)
        .order_by(Job.due_at, Job.id)
    )
    found = list(session.scalars(waiting.where(Job.name.in_(first)).limit(limit)))
    others = waiting.where(Job.name.not_in(first)).limit(limit - len(found))
    return [*found, *session.scalars(others)]


def unfinished(session: Session, *names: str) -> int:
    """Return how many jobs of these names are still to be done."""
    waiting = select(func.count(Job.id)).where(
        Job.finished_at.is_(None), Job.failed_at.is_(None), Job.name.in_(names)
    )
    return session.scalar(waiting) or 0


def gave_up(session: Session, unique_key: str) -> bool:
    """Tell whether the job was tried as often as it may be, in vain."""
    failed = select(Job.id).where(Job.unique_key == unique_key, Job.failed_at.is_not(None))
    return session.scalar(failed) is not None


def run_job(resources: Resources, tasks: Mapping[str, Task], job_id: int) -> bool:
    """Claim, run and finish one job; return False if somebody else has it or it is done."""
    claimed = _claim(resources, job_id, utc_now())
    if claimed is None:
        return False
    name, payload, tries = claimed
    try:
        tasks[name].run(resources, payload)
    except Exception:  # noqa: BLE001 - whatever a task raises, its row must say so
        _put_off(resources, job_id, tries, traceback.format_exc(limit=-6))
    else:
        _mark(resources, job_id, finished_at=utc_now(), claimed_until=None, error=None)
    return True


def run_due(resources: Resources, tasks: Mapping[str, Task], *, limit: int = 100) -> int:
    """Run up to `limit` jobs that are due now, once; return how many ran."""
    first = [task.name for task in tasks.values() if task.first]
    with resources.database.reading() as session:
        ids = due_jobs(session, now=utc_now(), first=first, limit=limit)
    return sum(run_job(resources, tasks, job_id) for job_id in ids)


def work(resources: Resources, tasks: Mapping[str, Task], *, stop: threading.Event) -> None:
    """Run what is due until `stop` is set; a database that is away or busy is waited for."""
    while not stop.is_set():
        try:
            schedule(resources, tasks, now=utc_now())
            ran = run_due(resources, tasks, limit=AT_ONCE)
        except OperationalError as error:
            log.warning("the database does not answer: %s", error.orig)
            ran = 0
        if not ran:
            stop.wait(PAUSE_SECONDS)


def schedule(resources: Resources, tasks: Mapping[str, Task], *, now: datetime) -> None:
    """Enqueue each recurring task once per interval, however many workers ask.

    The interval's number is in the job's unique key, so a second worker's row is refused.
    """
    recurring = [(task, task.every) for task in tasks.values() if task.every is not None]
    slots = {
        f"{task.name}@{int(now.timestamp() // every.total_seconds())}": task
        for task, every in recurring
    }
    with resources.database.reading() as session:
        known = set(session.scalars(select(Job.unique_key).where(Job.unique_key.in_(slots))))
    for key, task in slots.items():
        if key not in known:
            with suppress(IntegrityError), resources.database.transaction() as session:
                enqueue(session, name=task.name, payload={}, now=now, unique_key=key)


def sweep_jobs(session: Session, *, now: datetime) -> None:
    """Delete finished jobs: recurring ones after a day, others after `KEPT`."""
    recurring = Job.unique_key.like("%@%")
    session.execute(
        delete(Job).where(
            or_(
                and_(recurring, Job.finished_at < now - timedelta(days=1)),
                Job.finished_at < now - KEPT,
            )
        )
    )


def by_name(*groups: Iterable[Task]) -> dict[str, Task]:
    """Return the tasks of all rooms by name; the same name twice is a programming error."""
    tasks: dict[str, Task] = {}
    for task in (task for group in groups for task in group):
        if task.name in tasks:
            raise ValueError(task.name)
        tasks[task.name] = task
    return tasks


def _claim(
    resources: Resources, job_id: int, now: datetime
) -> tuple[str, dict[str, Any], int] | None:
    free = or_(Job.claimed_until.is_(None), Job.claimed_until < now)
    claim = (
        update(Job)
        .where(Job.id == job_id, Job.finished_at.is_(None), Job.failed_at.is_(None), free)
        .values(claimed_until=now + LEASE, tries=Job.tries + 1)
        .returning(Job.name, Job.payload, Job.tries)
    )
    with resources.database.transaction() as session:
        row = session.execute(claim).one_or_none()
        return (row.name, row.payload, row.tries) if row else None


def _put_off(resources: Resources, job_id: int, tries: int, error: str) -> None:
    """Try again after 2, 4, 8 … seconds, at most an hour; after `MAX_TRIES` give up."""
    now = utc_now()
    if tries >= MAX_TRIES:
        _mark(resources, job_id, failed_at=now, claimed_until=None, error=error)
        return
    pause = timedelta(seconds=min(2**tries, 3600))
    _mark(resources, job_id, due_at=now + pause, claimed_until=None, error=error)


def _mark(resources: Resources, job_id: int, **values: object) -> None:
    with resources.database.transaction() as session:
        session.execute(update(Job).where(Job.id == job_id).values(**values))
