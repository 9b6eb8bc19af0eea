"""Many at once, and a worker killed at work: each certificate once, no number lost."""

import multiprocessing
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from lms.core.clock import utc_now
from lms.core.jobs import Job
from lms.credentials import service
from lms.credentials.errors import NotInForce
from lms.credentials.models import Certificate, Register
from lms.people.service import Person
from tests.credentials.office import Office
from tests.credentials.worker import work_until_killed
from tests.support.factories import add_staff
from tests.support.length import sized

pytestmark = pytest.mark.live
PROCESSES = multiprocessing.get_context("forkserver")  # imports the product once
PROCESSES.set_forkserver_preload(["tests.credentials.worker"])
LEARNERS = sized(8, 60)
KILLS = sized(3, 25)
THREADS = 6
PATIENCE = 120.0  # seconds, on a busy machine


@pytest.fixture
def learners(office: Office) -> list[Person]:
    """Return people who have completed the course."""
    with office.resources.database.transaction() as session:
        keys = office.resources.keys
        made = [
            add_staff(session, keys, f"Trần Văn {number}", office.people.xa_a)
            for number in range(LEARNERS)
        ]
    office.complete(*made)
    return made


def assert_once_each(office: Office, learners: list[Person]) -> None:
    """See that each has one certificate, numbered from 1 without a gap."""
    certificates = office.certificates()
    assert sorted(c.person_id for c in certificates) == sorted(person.id for person in learners)
    assert sorted(c.serial for c in certificates) == list(range(1, len(learners) + 1))
    assert len({c.number for c in certificates}) == len({c.token for c in certificates})
    with office.resources.database.reading() as session:
        assert session.scalar(select(Register.last_number)) == len(learners)
    assert len(office.events("certificate.issued")) == len(learners)


def test_numbers_are_unique_and_have_no_gap(office: Office, learners: list[Person]) -> None:
    with office.resources.database.reading() as session:
        payloads = list(session.scalars(select(Job.payload)))
    uuids = [UUID(payload["completion"]) for payload in payloads] * 2  # each asked for twice
    random.Random(1).shuffle(uuids)  # noqa: S311 - an order
    barrier = Barrier(THREADS, timeout=PATIENCE)

    def issue(part: int) -> int:
        barrier.wait()
        refused = 0
        for uuid in uuids[part::THREADS]:
            try:
                with office.resources.database.transaction() as session:
                    key = office.resources.keys.signing_key
                    service.issue(session, completion_uuid=uuid, key=key, now=utc_now())
            except IntegrityError:  # the other one of the pair was quicker: its job tries again
                refused += 1
        return refused

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(issue, range(THREADS))) <= len(learners)
    assert_once_each(office, learners)


def test_pressed_by_two_at_once_it_is_issued_anew_once(office: Office) -> None:
    certificate = office.issued(office.people.an)
    barrier = Barrier(THREADS, timeout=PATIENCE)

    def reissue(_number: int) -> int:
        barrier.wait()
        try:
            with office.resources.database.transaction() as session:
                service.reissue(
                    session,
                    certificate=session.get_one(Certificate, certificate.id),
                    reason="Sai tên",
                    key=office.resources.keys.signing_key,
                    actor=office.people.binh.uuid,
                    actor_person_id=office.people.binh.id,
                    now=utc_now(),
                )
        except NotInForce:
            return 0
        return 1

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(reissue, range(THREADS))) == 1
    assert [found.serial for found in office.certificates()] == [1, 2]


@contextmanager
def worker(office: Office) -> Iterator[None]:
    """Run a worker on the test's database and files in a process of its own; kill it in the end."""
    settings = office.resources.settings
    variables = {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "PUBLIC_URL": settings.public_url,
    }
    process = PROCESSES.Process(target=work_until_killed, args=(variables,), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def count(office: Office, *, printed: bool = False) -> int:
    """Return how many certificates there are, or how many have their PDF."""
    column = Certificate.pdf_key if printed else Certificate.id
    with office.resources.database.reading() as session:
        return session.scalar(select(func.count(column))) or 0


def wait_for(office: Office, number: int, *, printed: bool = False) -> None:
    end = time.monotonic() + PATIENCE
    while count(office, printed=printed) < number:
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_worker_killed_at_work_loses_nothing(office: Office, learners: list[Person]) -> None:
    moments = random.Random(7)  # noqa: S311 - how long after the number was taken
    for _ in range(KILLS):
        with worker(office):
            wait_for(office, count(office) + 1)
            time.sleep(moments.uniform(0.0, 0.15))
        let_leases_end(office)
    assert count(office, printed=True) < len(learners)
    with worker(office):
        wait_for(office, len(learners), printed=True)
    assert_once_each(office, learners)
    for certificate in office.certificates():
        with office.resources.database.reading() as session:
            found = service.is_issued_file(session, office.pdf(certificate))
        assert found is not None
        assert found.id == certificate.id


def let_leases_end(office: Office) -> None:
    """Let the job of a killed worker be taken by another at once."""
    with office.resources.database.transaction() as session:
        free = {"claimed_until": None, "due_at": utc_now()}
        session.execute(update(Job).where(Job.finished_at.is_(None)).values(**free))
