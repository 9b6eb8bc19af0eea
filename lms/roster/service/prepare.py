"""From an uploaded file to a preview: read, compare, stage. Nothing of the register changes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from lms.accounts.service import principal_of
from lms.core import audit, jobs
from lms.core.clock import local_day, utc_now
from lms.core.db import insert_rows
from lms.core.errors import LmsError
from lms.core.permissions import Permission
from lms.core.resources import Resources
from lms.core.spreadsheets.reading import Table, follow_table
from lms.core.text import nfc
from lms.roster.errors import FileGone, NotReady
from lms.roster.models import STAGED, ChangeSet, Row, State
from lms.roster.service.absent import Attendance, stage_absent
from lms.roster.service.staging import staged_row
from lms.roster.service.wrong_rows import restore_numbers
from lms.staff_files.service import (
    Decided,
    Lookup,
    NothingInFile,
    Register,
    Seen,
    decided_of,
    find_columns,
    read_cells,
    read_entry,
)

BATCH = 1_000
FILE_CONTEXT = "roster_change_set.file"
KEPT = timedelta(days=30)
OVER = timedelta(hours=24)  # after being written or refused: no use for the upload any more


def upload(
    session: Session,
    resources: Resources,
    *,
    content: bytes,
    file_name: str,
    is_whole: bool,
    account_uuid: UUID,
    now: datetime,
) -> ChangeSet:
    """Keep the file, encrypted, and have it read in the background."""
    change_set = ChangeSet(
        made_by=account_uuid,
        file_name=_without_numbers(nfc(file_name))[:200],
        is_whole=is_whole,
        state=State.READING,
        counts={},
        ignored=[],
        withheld=[],
        decisions={},
        created_at=now,
    )
    session.add(change_set)
    session.flush()  # gives it the uuid that names the file and the job
    key = _key(change_set.uuid)
    resources.files.write(key, resources.keys.encrypt(content.hex(), context=FILE_CONTEXT))
    change_set.file_key = key
    _enqueue(session, change_set, now)
    audit.record(
        session,
        at=now,
        actor=account_uuid,
        action="roster.uploaded",
        subject=("change_set", change_set.uuid),
        detail={"is_whole": is_whole},
    )
    return change_set


def compare_again(session: Session, *, change_set: ChangeSet, now: datetime) -> None:
    """Have the same file compared with the register as it is now, and with HR's decisions."""
    if change_set.state == State.READING:
        return
    if change_set.state not in (State.READY, State.STALE):
        raise NotReady
    if change_set.file_key is None:
        raise FileGone
    change_set.state, change_set.rows_done, change_set.refusal = State.READING, 0, None
    _enqueue(session, change_set, now)


def _enqueue(session: Session, change_set: ChangeSet, now: datetime) -> None:
    payload = {"change_set": str(change_set.uuid)}
    jobs.enqueue(session, name="roster.prepare", payload=payload, now=now)


def prepare(resources: Resources, change_set_uuid: UUID) -> None:
    """Read the file, compare it with the register and stage every row, in small transactions.

    Safe to repeat: what an interrupted run staged is thrown away first. The upload stays,
    encrypted, until the file is written, refused or given up: it can be compared again.
    """
    with resources.database.transaction() as session:
        change_set = _change_set(session, change_set_uuid)
        if change_set.state != State.READING:
            return
        session.execute(delete(Row).where(Row.change_set_id == change_set.id))
        change_set.rows_done = 0
    try:
        content = _read_upload(resources, change_set.uuid)
        with follow_table(content) as table:
            try:
                _stage(resources, change_set, table)
            except LmsError:
                table.wait()  # what is wrong with the file itself goes before its headings
                raise
    except LmsError as error:
        _refuse(resources, change_set, error)
        resources.files.delete(_key(change_set.uuid))


def forget_rows(resources: Resources, *, now: datetime) -> None:
    """Delete what nobody needs any more: uploads, plans of what was written, staged rows.

    A preview whose rows are gone can no longer be applied.
    """
    is_old = ChangeSet.created_at < now - KEPT
    is_over = ChangeSet.applied_at < now - OVER
    with resources.database.transaction() as session:
        old = select(ChangeSet.id).where(is_old)
        session.execute(delete(Row).where(Row.change_set_id.in_(old)))
        over = select(ChangeSet.id).where(is_over)
        session.execute(update(Row).where(Row.change_set_id.in_(over)).values(plan=None))
        session.execute(
            update(ChangeSet)
            .where(is_old, ChangeSet.state == State.READY)
            .values(state=State.STALE)
        )
        busy = select(ChangeSet.id).where(
            ChangeSet.state.in_((State.APPLYING, State.UNDOING)), ~is_old
        )
        for table in STAGED:  # what a killed worker left behind
            session.execute(delete(table).where(table.__table__.c.change_set_id.not_in(busy)))
        uploads = ChangeSet.file_key.is_not(None)
        gone = session.scalars(select(ChangeSet).where(uploads, is_old | is_over)).all()
        for change_set in gone:
            change_set.file_key = None
    for change_set in gone:
        resources.files.delete(_key(change_set.uuid))


def _change_set(session: Session, uuid: UUID) -> ChangeSet:
    return session.scalars(select(ChangeSet).where(ChangeSet.uuid == uuid)).one()


def _key(uuid: UUID) -> str:
    return f"roster/{uuid}"


def _without_numbers(name: str) -> str:
    """Return a file's name without what may be an ID number."""
    return re.sub(r"\d{9,}", "…", name)


def _read_upload(resources: Resources, uuid: UUID) -> bytes:
    cipher = resources.files.read(_key(uuid))
    return bytes.fromhex(resources.keys.decrypt(cipher, context=FILE_CONTEXT))


@dataclass(slots=True)
class _Reading:
    """What goes from one batch of a file to the next."""

    resources: Resources
    change_set: ChangeSet
    register: Register
    decided: Decided
    seen: Seen
    attendance: Attendance


def _stage(resources: Resources, change_set: ChangeSet, table: Table) -> None:
    """Stage the rows while the file is still being read; how many there are shows at its end."""
    rows = iter(table)
    headings, first = next(rows, None), next(rows, None)
    if headings is None or first is None:
        raise NothingInFile
    columns, ignored = find_columns({c: cell.text for c, cell in headings.cells.items()})
    today = local_day(utc_now(), resources.settings.time_zone)
    reading = _Reading(
        resources,
        change_set,
        Register(_paths(resources, change_set, today), today),
        decided_of(change_set.decisions),
        Seen(),
        Attendance(),
    )
    _update(resources, change_set, ignored=ignored)
    found = ((row.number, *read_cells(row, columns)) for row in chain([first], rows))
    done, last = 0, 1
    while batch := list(islice(found, BATCH)):
        staged = _compare(reading, batch)
        done, last = done + len(batch), batch[-1][0]
        total = {"rows_total": table.row_count - 1} if table.has_ended else {}
        _write(resources, change_set, staged, rows_done=done, **total)
    withheld: list[str] = []
    if change_set.is_whole:
        withheld = stage_absent(
            resources, change_set, reading.register, reading.attendance, after=last
        )
    _finish(resources, change_set, withheld=withheld, rows_total=done)


def _paths(resources: Resources, change_set: ChangeSet, today: date) -> tuple[str, ...]:
    with resources.database.reading() as session:
        principal = principal_of(session, account_uuid=change_set.made_by, today=today)
        return principal.scope(Permission.ROSTER_APPLY) if principal else ()


def _compare(
    reading: _Reading, batch: Sequence[tuple[int, dict[str, str], list[str]]]
) -> list[dict[str, Any]]:
    """Return the rows to stage, of number, texts and which of them are formulas."""
    keys, register, decided = reading.resources.keys, reading.register, reading.decided
    change_set_id, is_whole = reading.change_set.id, reading.change_set.is_whole
    with reading.resources.database.reading() as session:
        lookup = Lookup(session, keys, register, decided.who)
        cells = {number: texts for number, texts, _ in batch}
        restore_numbers(session, keys, [*cells.values()], made_by=reading.change_set.made_by)
        entries = [read_entry(*row, today=register.today) for row in batch]
        known = lookup.known([entry for entry in entries if not entry.problems])
        rows = []
        for entry in entries:
            once, found = reading.seen.once(entry, known.get(entry.number), lookup)
            row = staged_row(
                change_set_id,
                once,
                found,
                lookup,
                cells=cells[entry.number],
                corrects=entry.number in decided.corrections,
            )
            if is_whole:
                reading.attendance.note(row, once, lookup)
            rows.append(row)
        return rows


def _write(
    resources: Resources, change_set: ChangeSet, rows: Sequence[dict[str, Any]], **values: int
) -> None:
    with resources.database.transaction() as session:
        insert_rows(session, Row, rows)
        session.execute(update(ChangeSet).where(ChangeSet.id == change_set.id).values(**values))


def _finish(resources: Resources, change_set: ChangeSet, **values: object) -> None:
    with resources.database.transaction() as session:
        counted = select(Row.action, func.count()).where(Row.change_set_id == change_set.id)
        counts = dict(session.execute(counted.group_by(Row.action)).all())
        values |= {"state": State.READY, "counts": counts, "ready_at": utc_now()}
        session.execute(update(ChangeSet).where(ChangeSet.id == change_set.id).values(**values))


def _refuse(resources: Resources, change_set: ChangeSet, error: LmsError) -> None:
    """Keep why the file is refused, and none of the rows staged before that showed."""
    with resources.database.transaction() as session:
        session.execute(delete(Row).where(Row.change_set_id == change_set.id))
        said = {"state": State.REFUSED, "refusal": error.texts(), "file_key": None}
        nothing = {"rows_done": 0, "ignored": []}
        mine = update(ChangeSet).where(ChangeSet.id == change_set.id)
        session.execute(mine.values(**said, **nothing))


def _update(resources: Resources, change_set: ChangeSet, **values: object) -> None:
    with resources.database.transaction() as session:
        session.execute(update(ChangeSet).where(ChangeSet.id == change_set.id).values(**values))
