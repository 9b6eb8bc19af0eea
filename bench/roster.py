"""A staff file of many rows: preview, apply, moves, undo, on SQLite and PostgreSQL.

Baselines in the same run: openpyxl alone reading the same XLSX, and a bare executemany of the same
rows into one table. Each step runs in a process of its own, whose memory is its greatest resident
size. Bars for 100,000 rows (S4): preview ≤ 20 s, apply ≤ 30 s with ≤ 5 s in the transaction that
commits, ≤ 400 MB. The control writes moves one person at a time and must be much slower per row.

    python bench/roster.py [--rows 100000] [--only sqlite|postgresql]
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from io import BytesIO
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import xlsxwriter
from sqlalchemy import Column, Date, Integer, MetaData, Table, Text, insert, select

from bench.support.runs import (
    DATABASES,
    chosen_settings,
    install,
    peak_megabytes,
    rows_by_openpyxl,
    seconds_of,
)
from config import Settings
from lms.accounts.service import ensure_account, grant_role
from lms.catalog.service import current_programmes
from lms.core.clock import utc_now
from lms.core.memory import collect_rarely
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.demo.names import FAMILIES, GIVENS_MALE
from lms.organisations.service import OrganisationKind, add_organisation
from lms.people.service import (
    Identity,
    Person,
    PostTerms,
    WorkingGroup,
    add_person,
    begin_post,
    current_posts,
    end_post,
)
from lms.roster import service
from lms.roster.models import ChangeSet

HEADINGS = (
    "Họ và tên", "Ngày sinh", "Số định danh", "Mã cán bộ", "Đơn vị", "Nhóm công tác",
    "Chuyên trách/kiêm nhiệm", "Mã chương trình", "Hạn hoàn thành",
)  # fmt: skip
UNITS = 1_000
BEGAN = date(2025, 1, 1)
CONTROL = 200  # people


@dataclass(frozen=True)
class Step:
    """What a step took."""

    seconds: float
    cpu: float  # of the process and the one that reads the file
    commit: float
    megabytes: float
    state: str
    counts: dict[str, int]


def main() -> None:
    """Print one table for each database."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=2_000)
    parser.add_argument("--only", choices=DATABASES)
    chosen = parser.parse_args()
    for name, settings in chosen_settings(chosen.only):
        _measure(name, settings, chosen.rows)


def _measure(name: str, settings: Settings, rows: int) -> None:
    account, code = _install(settings, rows)
    file = _workbook(rows, code, shift=0)
    print(f"\n{name}, {rows:,} rows, file {len(file) / 1e6:.1f} MB")
    print(f"{'step':34}{'s':>8}{'CPU s':>8}{'in commit':>11}{'MB':>7}   came of it")
    _baseline("baseline: openpyxl alone", lambda: rows_by_openpyxl(file))
    _baseline("baseline: bare executemany", lambda: _bare(settings, rows))
    new = _upload(settings, account, file)
    _say("preview, all new", _in_child(_prepare, settings, new))
    _say("apply, all new", _in_child(_apply, settings, new))
    same = _upload(settings, account, file)
    _say("preview, the same again", _in_child(_prepare, settings, same))
    moves = _upload(settings, account, _workbook(rows, code, shift=1))
    _say("preview, everybody moves", _in_child(_prepare, settings, moves))
    _say("apply, everybody moves", _in_child(_apply, settings, moves))
    _say("undo the moves", _in_child(_undo, settings, moves))
    seconds = _control(settings) / CONTROL * rows
    print(f"{'control: moves one by one (scaled)':34}{seconds:8.2f}")


def _install(settings: Settings, rows: int) -> tuple[UUID, str]:
    resources = install(settings)
    now = utc_now()
    with resources.database.transaction() as session:
        root = add_organisation(
            session, parent=None, name="Toàn quốc", kind=OrganisationKind.ROOT,
            valid_from=BEGAN, now=now, actor=None,
        )  # fmt: skip
        province = add_organisation(
            session, parent=root, name="Tỉnh A", kind=OrganisationKind.PROVINCE,
            valid_from=BEGAN, now=now, actor=None,
        )  # fmt: skip
        for number in range(min(UNITS, rows)):
            add_organisation(
                session, parent=province, name=f"Xã số {number}", kind=OrganisationKind.COMMUNE,
                valid_from=BEGAN, now=now, actor=None,
            )  # fmt: skip
        officer = add_person(
            session, resources.keys, identity=Identity(full_name="Lê Văn Bình"), actor=None, now=now
        )
        account = ensure_account(session, person_id=officer.id, now=now)
        grant_role(
            session, account=account, role=Role.HR, organisation=province, valid_from=BEGAN,
            valid_to=None, reason="Đo", granter=None, now=now,
        )  # fmt: skip
        found = account.uuid, current_programmes(session)[0].code
    resources.database.dispose()
    return found


def _workbook(rows: int, programme: str, *, shift: int) -> bytes:
    """Return a file; `shift` puts everybody into the unit so many further on."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    units = min(UNITS, rows)
    for number in range(rows):
        born = date(1970, 1, 1) + timedelta(days=number % 9_000)
        middle, given = GIVENS_MALE[number // 8 % 10], GIVENS_MALE[number // 80 % 10]
        name = f"{FAMILIES[number % 8]} Văn {middle} {given}"
        cells = (
            name, f"{born:%d/%m/%Y}", f"001{born.year % 100:03d}{number:06d}", f"CB{number:06d}",
            f"Xã số {(number + shift) % units}", "Truyền thông", "Chuyên trách", programme,
            "31/12/2027",
        )  # fmt: skip
        sheet.write_row(number + 1, 0, cells)
    book.close()
    return target.getvalue()


def _baseline(name: str, work: Callable[[], object]) -> None:
    began = time.process_time()
    seconds = seconds_of(work)
    print(f"{name:34}{seconds:8.2f}{time.process_time() - began:8.2f}")


def _bare(settings: Settings, rows: int) -> None:
    """Insert rows as wide as persons into a table of their own, and drop it."""
    resources = Resources.at(settings)
    names = ("uuid", "full_name", "sort_key", "fold_key", "id_number_index", "staff_code")
    table = Table(
        "bare", MetaData(), Column("id", Integer, primary_key=True), Column("born_on", Date),
        *(Column(name, Text) for name in names),
    )  # fmt: skip
    values = [{"born_on": BEGAN, **{n: f"{n} {row:032d}" for n in names}} for row in range(rows)]
    engine = resources.database.bind.engine
    table.create(engine)
    with resources.database.transaction() as session:
        session.execute(insert(table), values)
    table.drop(engine)
    resources.database.dispose()


def _upload(settings: Settings, account: UUID, content: bytes) -> UUID:
    resources = Resources.at(settings)
    with resources.database.transaction() as session:
        change_set = service.upload(
            session, resources, content=content, file_name="do.xlsx", is_whole=False,
            account_uuid=account, now=utc_now(),
        )  # fmt: skip
    resources.database.dispose()
    return change_set.uuid


def _prepare(resources: Resources, uuid: UUID) -> None:
    service.prepare(resources, uuid)


def _apply(resources: Resources, uuid: UUID) -> None:
    with resources.database.transaction() as session:
        change_set = session.scalars(select(ChangeSet).where(ChangeSet.uuid == uuid)).one()
        service.request_apply(session, change_set=change_set, now=utc_now())
    service.apply(resources, uuid, now=utc_now())


def _undo(resources: Resources, uuid: UUID) -> None:
    with resources.database.transaction() as session:
        change_set = session.scalars(select(ChangeSet).where(ChangeSet.uuid == uuid)).one()
        service.request_undo(session, change_set=change_set, now=utc_now())
    service.undo(resources, uuid, now=utc_now())


def _in_child(work: Callable[[Resources, UUID], None], settings: Settings, uuid: UUID) -> Step:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_child, args=(theirs, work, settings, uuid))
    child.start()
    theirs.close()
    step: Step = ours.recv()
    child.join()
    return step


def _child(
    answer: Connection,
    work: Callable[[Resources, UUID], None],
    settings: Settings,
    uuid: UUID,
) -> None:
    collect_rarely()  # as the worker does
    resources = Resources.at(settings)
    inside = _Clock()
    for module, name in (("apply", "commit"), ("undo", "take_back")):
        part = import_module(f"lms.roster.service.{module}")
        setattr(part, name, inside.around(getattr(part, name)))
    seconds = seconds_of(lambda: work(resources, uuid))
    with resources.database.reading() as session:
        found = session.scalars(select(ChangeSet).where(ChangeSet.uuid == uuid)).one()
    peak = peak_megabytes()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in used)
    answer.send(Step(seconds, cpu, inside.seconds, peak, str(found.state), dict(found.counts)))


class _Clock:
    """Adds up the time inside a function."""

    seconds = 0.0

    def around(self, function: Callable[..., object]) -> Callable[..., object]:
        def timed(*arguments: object, **named: object) -> object:
            began = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds += time.perf_counter() - began

        return timed


def _control(settings: Settings) -> float:
    """Move people one at a time, each with its own statements; return the seconds."""
    resources = Resources.at(settings)
    with resources.database.transaction() as session:
        people = session.scalars(
            select(Person).where(Person.staff_code.is_not(None)).limit(CONTROL)
        ).all()
        began, now = time.perf_counter(), utc_now()
        for person in people:
            (post,) = current_posts(session, person_id=person.id, today=date(2200, 1, 1))
            end_post(
                session, post=post, valid_to=date(2199, 1, 1), source="do", actor=None, now=now
            )
            terms = PostTerms(
                organisation_id=post.organisation_id, working_group=WorkingGroup.OTHER,
                full_time=False, valid_from=date(2199, 1, 1),
            )  # fmt: skip
            begin_post(session, person=person, terms=terms, source="do", actor=None, now=now)
            session.flush()  # as a loop over rows does
        return time.perf_counter() - began


def _say(name: str, step: Step) -> None:
    counts = ", ".join(f"{rows:,} {action}" for action, rows in step.counts.items())
    commit = f"{step.commit:11.2f}" if step.commit else " " * 11
    took = f"{step.seconds:8.2f}{step.cpu:8.2f}{commit}{step.megabytes:7.0f}"
    print(f"{name:34}{took}   {step.state}: {counts}")


if __name__ == "__main__":
    main()
