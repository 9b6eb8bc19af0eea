"""From an uploaded file of past trainings to a trial run: nothing is filed, nothing recognised."""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from lms.accounts.service import principal_of
from lms.core import audit, jobs
from lms.core.clock import local_day, utc_now
from lms.core.columns import uuid7
from lms.core.errors import LmsError
from lms.core.permissions import Permission, Principal
from lms.core.resources import Resources
from lms.core.spreadsheets.complaints import FORMULA
from lms.core.spreadsheets.headings import NothingInFile, find_columns
from lms.core.spreadsheets.limits import Limits
from lms.core.spreadsheets.reading import Row as SheetRow
from lms.core.spreadsheets.reading import read_table
from lms.recognition.access import visible_batches
from lms.recognition.columns import (
    COLUMNS,
    IDENTITIES,
    Entry,
    problem,
    read_entry,
)
from lms.recognition.lookup import Lookup, Match
from lms.recognition.models import Batch, BatchState, Row
from lms.recognition.rules import table_name
from lms.recognition.service.evidence import keep_evidence

BATCH = 500
CONTEXT = "recognition_batch.file"
KEPT = timedelta(days=30)
LIMITS = Limits(rows=20_001)  # headings included; what one person can answer for


def upload(
    session: Session,
    resources: Resources,
    *,
    table: tuple[bytes, str],
    paper: tuple[bytes, str],
    account_uuid: UUID,
    now: datetime,
) -> Batch:
    """Keep the file, encrypted, with its paper, and have it read; both as (bytes, name).

    Raises what `keep_evidence` raises.
    """
    content, file_name = table
    evidence = keep_evidence(session, resources, content=paper[0], file_name=paper[1], now=now)
    batch = Batch(
        uuid=uuid7(),  # now: it names the file and the job
        filed_by=account_uuid,
        file_name=table_name(file_name),
        evidence_id=evidence.id,
        state=BatchState.READING,
        created_at=now,
    )
    batch.file_key = f"recognition/{batch.uuid}"
    session.add(batch)
    cipher = resources.keys.encrypt(b64encode(content).decode(), context=CONTEXT)
    resources.files.write(batch.file_key, cipher)
    jobs.enqueue(session, name="recognition.prepare", payload={"batch": str(batch.uuid)}, now=now)
    audit.record(
        session,
        at=now,
        actor=account_uuid,
        action="recognition.uploaded",
        subject=("recognition_batch", batch.uuid),
    )
    return batch


def prepare(resources: Resources, batch_uuid: UUID) -> None:
    """Read the file and stage what each row would do, in small transactions; safe to repeat."""
    with resources.database.transaction() as session:
        batch = session.scalars(select(Batch).where(Batch.uuid == batch_uuid)).one()
        if batch.state == BatchState.READING:
            session.execute(delete(Row).where(Row.batch_id == batch.id))
    key = f"recognition/{batch_uuid}"
    if batch.state == BatchState.READING:
        try:
            cipher = resources.files.read(key)
            content = b64decode(resources.keys.decrypt(cipher, context=CONTEXT))
            with read_table(content, limits=LIMITS) as table:
                _stage(resources, batch, iter(table), table.row_count - 1)
        except LmsError as error:
            _refuse(resources, batch, error)
    resources.files.delete(key)


def recent_batches(
    session: Session, principal: Principal, *, today: date, limit: int
) -> Sequence[Batch]:
    """Return the latest files that the officer may see."""
    return session.scalars(visible_batches(principal, today=today).limit(limit)).all()


def forget_rows(session: Session, *, now: datetime) -> None:
    """Delete staged rows after 30 days; a trial run that was never filed has then expired."""
    is_old = Batch.created_at < now - KEPT
    session.execute(delete(Row).where(Row.batch_id.in_(select(Batch.id).where(is_old))))
    session.execute(
        update(Batch)
        .where(is_old, Batch.state == BatchState.READY)
        .values(state=BatchState.EXPIRED)
    )


def _stage(resources: Resources, batch: Batch, rows: Iterator[SheetRow], total: int) -> None:
    headings = next(rows, None)
    if headings is None or total < 1:
        raise NothingInFile
    columns, ignored = find_columns(
        COLUMNS, {c: cell.text for c, cell in headings.cells.items()}, one_of=IDENTITIES
    )
    _update(resources, batch, rows_total=total, ignored=ignored)
    today = local_day(utc_now(), resources.settings.time_zone)
    with resources.database.reading() as session:
        officer = principal_of(session, account_uuid=batch.filed_by, today=today)
        paths = officer.scope(Permission.COMPLETION_FILE) if officer else ()
        lookup = Lookup(session, resources.keys, paths=paths, today=today)
        staged = [
            _staged(batch, match)
            for entries in _entries(rows, columns, today)
            for match in lookup.match(entries)
        ]
    with resources.database.transaction() as session:
        session.execute(insert(Row), staged)
        counted = select(Row.outcome, func.count()).where(Row.batch_id == batch.id)
        counts = dict(session.execute(counted.group_by(Row.outcome)).all())
    _update(resources, batch, state=BatchState.READY, counts=counts, file_key=None)


def _entries(
    rows: Iterator[SheetRow], columns: Mapping[str, str], today: date
) -> Iterator[list[Entry]]:
    while some := list(islice(rows, BATCH)):
        yield [_entry(row, columns, today) for row in some]


def _entry(row: SheetRow, columns: Mapping[str, str], today: date) -> Entry:
    cells = {key: row.text(letter) for key, letter in columns.items()}
    entry = read_entry(row.number, {key: text for key, text in cells.items() if text}, today=today)
    formulas = [
        problem(key, "", FORMULA)
        for key, letter in columns.items()
        if letter in row.cells and row.cells[letter].formula
    ]
    return replace(entry, problems=(*entry.problems, *formulas))


def _staged(batch: Batch, match: Match) -> dict[str, Any]:
    return {
        "batch_id": batch.id,
        "number": match.entry.number,
        "outcome": match.outcome,
        "name": match.name,
        "plan": match.plan,
        "problems": [found.as_json() for found in match.entry.problems],
    }


def _refuse(resources: Resources, batch: Batch, error: LmsError) -> None:
    _update(resources, batch, state=BatchState.UNREADABLE, refusal=error.texts(), file_key=None)


def _update(resources: Resources, batch: Batch, **values: object) -> None:
    with resources.database.transaction() as session:
        session.execute(update(Batch).where(Batch.id == batch.id).values(**values))
