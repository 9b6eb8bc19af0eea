"""One file, or the same list, written twice at once is written once."""

import threading

import pytest
from sqlalchemy import func, select

from lms.cli import TASKS
from lms.core.audit import AuditEvent
from lms.core.clock import local_day, utc_now
from lms.core.jobs import Job, due_jobs, run_job
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.core.text import short_date
from lms.people.service import (
    Person,
)
from lms.roster.models import State
from lms.roster.tasks import apply as apply_task
from tests.roster.register import posts
from tests.support.browser import Browser
from tests.support.factories import People, add_staff
from tests.support.staff_files import (
    change_set_at,
    preview,
    row,
    work,
)


def test_a_double_click_applies_once(binh: Browser, resources: Resources) -> None:
    address = preview(binh, resources, row(staff_code="CB01"))
    binh.get(address)
    binh.post(f"{address}/ghi")
    binh.post(f"{address}/ghi")
    work(resources)
    binh.post(f"{address}/ghi")
    work(resources)
    with resources.database.reading() as session:
        jobs = select(func.count()).where(Job.name == "roster.apply").select_from(Job)
        applied = select(func.count()).where(AuditEvent.action == "roster.applied")
        assert session.scalar(jobs) == 1
        assert session.scalar(applied) == 1
    assert len(posts(resources, "CB01")) == 1


@pytest.mark.live
def test_two_officers_apply_the_same_list_at_once(
    browser: Browser, resources: Resources, people: People
) -> None:
    second = Browser(browser._app)  # noqa: SLF001 - the same application
    with resources.database.transaction() as session:
        other = add_staff(session, resources.keys, "Vũ Thị Oanh", people.province, role=Role.HR)
        add_staff(session, resources.keys, "Hồ Văn Yên", people.xa_a, staff_code="Y1")
    browser.sign_in(people.binh)
    second.sign_in(other)
    rows = [row(f"Người {'ABCDEFGHIJ'[n % 10]}", staff_code=f"CB{n}") for n in range(1_000)]
    rows.append(row("Hồ Văn Yên", staff_code="Y1", unit="Xã B"))
    addresses = [preview(one, resources, *rows) for one in (browser, second)]
    for one, address in zip((browser, second), addresses, strict=True):
        one.get(address)
        one.post(f"{address}/ghi")
    with resources.database.reading() as session:
        due = due_jobs(session, now=utc_now())
    together = threading.Barrier(len(due))

    def run(job: int) -> None:
        together.wait()
        run_job(resources, TASKS, job)

    threads = [threading.Thread(target=run, args=(job,)) for job in due]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    states = sorted(change_set_at(resources, address).state for address in addresses)
    assert states == [State.APPLIED, State.STALE]
    with resources.database.reading() as session:
        new = select(Person.staff_code).where(Person.staff_code.like("CB%"))
        codes = session.scalars(new).all()
    assert len(codes) == len(set(codes)) == 1_000
    assert len(posts(resources, "Y1")) == 2
    loser = addresses[[change_set_at(resources, a).state for a in addresses].index(State.STALE)]
    officer = (browser, second)[addresses.index(loser)]
    again = preview(officer, resources, *rows)
    assert change_set_at(resources, again).counts == {"unchanged": 1_001}


@pytest.mark.live
def test_one_file_applied_by_several_workers_is_written_once(
    browser: Browser, resources: Resources, people: People
) -> None:
    browser.sign_in(people.binh)
    address = preview(browser, resources, row(staff_code="CB01"), row("Hai", staff_code="CB02"))
    browser.get(address)
    browser.post(f"{address}/ghi")
    payload = {"change_set": str(change_set_at(resources, address).uuid)}
    threads = [threading.Thread(target=apply_task, args=(resources, payload)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert change_set_at(resources, address).state == State.APPLIED
    with resources.database.reading() as session:
        applied = select(func.count()).where(AuditEvent.action == "roster.applied")
        assert session.scalar(applied) == 1
    assert len(posts(resources, "CB01")) == 1
    assert short_date(posts(resources, "CB02")[0].valid_from) == short_date(local_day(utc_now()))
