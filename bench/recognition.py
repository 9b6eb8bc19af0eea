"""A list of past completions: trial run, filing, approval by a second person, on both databases.

Baseline in the same run: openpyxl alone reading the same XLSX. The control approves as many claims
one at a time, as a page for each would, and must be slower per row than the list as a whole.

    python bench/recognition.py [--rows 2000] [--only sqlite|postgresql]
"""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.support.runs import DATABASES, chosen_settings, install, rows_by_openpyxl, settle
from config import Settings
from lms.accounts.service import ensure_account, grant_role, principal_of
from lms.core.clock import local_day, utc_now
from lms.core.columns import uuid7
from lms.core.permissions import Principal, Role
from lms.core.resources import Resources
from lms.organisations.service import Organisation, OrganisationKind, add_organisation
from lms.people.service import (
    Identity,
    Person,
    PostTerms,
    WorkingGroup,
    add_person,
    insert_people,
    insert_posts,
    person_row,
)
from lms.recognition import service
from lms.recognition.models import Claim
from lms.recognition.service.batches import upload
from lms.recognition.service.claims import Training, decide_claim, file_claim

BEGAN = date(2025, 1, 1)
HEADINGS = (
    "Họ và tên", "Mã cán bộ", "Mã chương trình", "Đơn vị tổ chức",
    "Số, ngày quyết định hoặc chứng nhận", "Số tiết", "Ngày hoàn thành",
)  # fmt: skip
CONTROL = 100  # claims


def main() -> None:
    """Print one table for each database."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=2_000)
    parser.add_argument("--only", choices=DATABASES)
    chosen = parser.parse_args()
    for name, settings in chosen_settings(chosen.only):
        _measure(name, settings, chosen.rows)


def _measure(name: str, settings: Settings, rows: int) -> None:
    resources = install(settings)
    filer, decider = _found(resources, rows)
    content = _workbook(rows)
    print(f"\n{name}, {rows:,} rows, file {len(content) / 1e6:.1f} MB")
    print(f"{'step':34}{'s':>8}{'CPU s':>8}{'ms a row':>10}")
    _say("baseline: openpyxl alone", rows, lambda: rows_by_openpyxl(content))
    with resources.database.transaction() as session:
        batch = upload(
            session, resources, table=(content, "do.xlsx"), paper=(b"%PDF-1.7 do", "do.pdf"),
            account_uuid=filer.account_uuid, now=utc_now(),
        )  # fmt: skip
    _say("trial run, in the worker", rows, lambda: service.prepare(resources, batch.uuid))
    _say("filing, in the request", rows, lambda: _file(resources, batch.id, filer))
    approval = _say(
        "approval, in the request", rows, lambda: _approve(resources, batch.id, decider)
    )
    control = _say("control: one by one", CONTROL, lambda: _one_by_one(resources, filer, decider))
    resources.database.dispose()
    if control / CONTROL <= approval / rows:
        sys.exit("the control is no slower: nothing was measured")


def _found(resources: Resources, rows: int) -> tuple[Principal, Principal]:
    """Write a province, two officers and the people; return the officers."""
    now = utc_now()
    with resources.database.transaction() as session:
        unit = None
        for name, kind in (
            ("Toàn quốc", OrganisationKind.ROOT),
            ("Tỉnh", OrganisationKind.PROVINCE),
        ):
            unit = add_organisation(
                session, parent=unit, name=name, kind=kind, valid_from=BEGAN, now=now, actor=None
            )
        assert unit is not None  # noqa: S101 - the root is its parent
        accounts = [_officer(resources, session, unit, name) for name in ("Bình", "Dũng")]
        terms = PostTerms(
            organisation_id=unit.id, working_group=WorkingGroup.COMMUNICATION, full_time=True,
            valid_from=BEGAN,
        )  # fmt: skip
        identities = [
            Identity(full_name=f"Trần An {n}", staff_code=f"CB{n:06d}", staff_code_scope=unit.id)
            for n in range(rows)
        ]
        people = [person_row(resources.keys, uuid=uuid7(), identity=one) for one in identities]
        ids = insert_people(session, people, now=now).values()
        insert_posts(session, [(id_, terms) for id_ in ids], source="do", now=now)
    settle(resources)
    with resources.database.reading() as session:
        found = [
            principal_of(session, account_uuid=uuid, today=local_day(now)) for uuid in accounts
        ]
    filer, decider = found
    if filer is None or decider is None:
        raise LookupError(accounts)
    return filer, decider


def _officer(resources: Resources, session: Session, unit: Organisation, name: str) -> UUID:
    now = utc_now()
    person = add_person(
        session, resources.keys, identity=Identity(full_name=name), actor=None, now=now
    )
    account = ensure_account(session, person_id=person.id, now=now)
    grant_role(
        session, account=account, role=Role.HR, organisation=unit, valid_from=BEGAN, valid_to=None,
        reason="Đo", granter=None, now=now,
    )  # fmt: skip
    return account.uuid


def _workbook(rows: int) -> bytes:
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    for n in range(rows):
        cells = (f"Trần An {n}", f"CB{n:06d}", "TTCT", "Học viện", f"{n}/QĐ", "8", "01/09/2025")
        sheet.write_row(n + 1, 0, cells)
    book.close()
    return target.getvalue()


def _file(resources: Resources, batch_id: int, officer: Principal) -> None:
    with resources.database.transaction() as session:
        batch = session.get_one(service.Batch, batch_id)
        service.file_batch(session, batch=batch, officer=officer, now=utc_now())


def _approve(resources: Resources, batch_id: int, officer: Principal) -> None:
    with resources.database.transaction() as session:
        batch = session.get_one(service.Batch, batch_id)
        service.decide_batch(
            session, batch=batch, approve=True, reason="", officer=officer, now=utc_now()
        )


def _one_by_one(resources: Resources, filer: Principal, decider: Principal) -> None:
    for n in range(CONTROL):
        with resources.database.transaction() as session:
            person = session.scalars(select(Person).where(Person.staff_code == f"CB{n:06d}")).one()
            training = Training(
                programme_key="ttcs", training="Đo", issuer="Học viện", document="1", covers="",
                periods=8, started_on=date(2025, 8, 1), completed_on=date(2025, 9, 2),
            )  # fmt: skip
            claim = file_claim(
                session, resources, person=person, training=training, content=b"%PDF-1.7 do",
                file_name="do.pdf", officer=filer, now=utc_now(),
            )  # fmt: skip
        with resources.database.transaction() as session:
            mine = session.get_one(Claim, claim.id)
            decide_claim(
                session, claim=mine, approve=True, reason="", officer=decider, now=utc_now()
            )


def _say(name: str, rows: int, work: Callable[[], object]) -> float:
    """Print what a step took; return its seconds."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    seconds, used = time.perf_counter() - began, time.process_time() - cpu
    print(f"{name:34}{seconds:8.2f}{used:8.2f}{seconds * 1000 / rows:10.2f}", flush=True)
    return seconds


if __name__ == "__main__":
    main()
