"""The worker is killed while it reads and writes: all or nothing, and the next one goes on."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from config import Settings
from lms.accounts.models import Account
from lms.accounts.service import account_of
from lms.catalog.service import publish
from lms.core.audit import AuditEvent
from lms.core.clock import utc_now
from lms.core.jobs import Job
from lms.core.resources import Resources
from lms.learning.models import Enrolment
from lms.people.service import Person, Post
from lms.roster import service
from lms.roster.models import ChangeSet, StagedPerson, State
from tests.support.courses import write_courses
from tests.support.factories import found_country
from tests.support.length import sized
from tests.support.staff_files import row, work, workbook

ROWS = 600
KILLS = sized(3, 25)
ROOT = Path(__file__).resolve().parents[2]
WORKER = """
from config import load_settings
from lms.cli import TASKS
from lms.core.jobs import run_due
from lms.core.resources import Resources
resources = Resources.at(load_settings())
print("ready", flush=True)
while run_due(resources, TASKS):
    pass
"""
TABLES = (Person, Post, Account, Enrolment)


def kill_a_worker(settings: Settings, *, within: float) -> None:
    """Start a worker in a process group of its own and kill the group at a random moment."""
    variables = {"DATA_DIR": str(settings.data_dir), "DATABASE_URL": settings.database_url}
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", WORKER],
        env={**os.environ, **variables},  # noqa: TID251 - for the child process
        cwd=ROOT,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"ready\n"
        time.sleep(random.uniform(0, within))  # noqa: S311 - when, not a secret
        os.killpg(worker.pid, signal.SIGKILL)


def free_the_jobs(resources: Resources) -> None:
    """Let a quarter of an hour pass for whoever holds a job."""
    with resources.database.transaction() as session:
        session.execute(update(Job).where(Job.finished_at.is_(None)).values(claimed_until=None))


def state_of(resources: Resources) -> tuple[State, list[int]]:
    with resources.database.reading() as session:
        counts = [session.scalar(select(func.count()).select_from(t)) or 0 for t in TABLES]
        return State(session.scalars(select(ChangeSet.state)).one()), counts


@pytest.mark.live
def test_killed_while_reading_and_writing(
    settings: Settings, resources: Resources, tmp_path_factory: pytest.TempPathFactory
) -> None:
    resources = Resources.at(settings)
    courses = write_courses(tmp_path_factory.mktemp("courses"))
    with resources.database.transaction() as session:
        publish(session, resources.files, courses_dir=courses, now=utc_now())
        people = found_country(session, resources.keys)
        account = account_of(session, people.binh.id)
        assert account is not None
        letters = "ABCDEFGHIJ"
        rows = [
            row(f"Người {letters[n % 10]}", staff_code=f"CB{n}", programme="THU")
            for n in range(ROWS)
        ]
        change_set = service.upload(
            session,
            resources,
            content=workbook(rows),
            file_name="a.xlsx",
            is_whole=False,
            account_uuid=account.uuid,
            now=utc_now(),
        )
    _, before = state_of(resources)
    for _ in range(KILLS):
        kill_a_worker(settings, within=1.0)
        free_the_jobs(resources)
        assert state_of(resources)[1] == before
    work(resources)
    assert state_of(resources)[0] == State.READY
    with resources.database.transaction() as session:
        waiting = session.merge(change_set)
        session.refresh(waiting)
        assert waiting.counts == {"create": ROWS}
        service.request_apply(session, change_set=waiting, now=utc_now())
    after = [count + ROWS for count in before]
    for _ in range(KILLS):
        kill_a_worker(settings, within=1.0)
        free_the_jobs(resources)
        state, counts = state_of(resources)
        assert (state, counts) in ((State.APPLYING, before), (State.APPLIED, after))
    work(resources)
    assert state_of(resources) == (State.APPLIED, after)
    with resources.database.reading() as session:
        applied = select(func.count()).where(AuditEvent.action == "roster.applied")
        assert session.scalar(applied) == 1
        added = select(func.count(AuditEvent.subject_uuid.distinct())).where(
            AuditEvent.action == "person.added"
        )
        assert session.scalar(added) == ROWS + before[0]
        codes = select(Person.staff_code).where(Person.staff_code.like("CB%"))
        assert len(set(session.scalars(codes))) == ROWS
    service.forget_rows(resources, now=utc_now())
    with resources.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StagedPerson)) == 0
    resources.database.dispose()
