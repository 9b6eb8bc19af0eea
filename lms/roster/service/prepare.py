"""From an uploaded file to a preview: read, compare, stage. Nothing of the register changes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from lms.accounts.service import principal_of
from lms.core import audit, jobs
from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.i18n import LANGUAGES, in_language, msgid
from lms.core.permissions import Permission
from lms.core.resources import Resources
from lms.core.secrets import Keyring
from lms.core.spreadsheets.reading import Cell, read_table
from lms.core.spreadsheets.reading import Row as SheetRow
from lms.core.text import nfc
from lms.people.service import id_fingerprint
from lms.roster.cells import read_entry
from lms.roster.columns import Complaint, Entry, complaint, find_columns
from lms.roster.errors import NothingInFile
from lms.roster.lookup import Lookup
from lms.roster.models import ChangeSet, Row, State
from lms.roster.service.staging import staged_row

BATCH = 500
FILE_CONTEXT = "roster_change_set.file"
KEPT = timedelta(days=30)
TWICE = msgid("Người này đã có ở hàng %(row)d. Hãy giữ lại một hàng.")
FORMULA = msgid("Ô này là công thức. Hãy chép và dán lại dưới dạng giá trị (Paste Values).")


def upload(
    session: Session,
    resources: Resources,
    *,
    content: bytes,
    file_name: str,
    account_uuid: UUID,
    now: datetime,
) -> ChangeSet:
    """Keep the file, encrypted, and have it read in the background."""
    change_set = ChangeSet(
        made_by=account_uuid,
        file_name=nfc(file_name)[:200],
        state=State.READING,
        counts={},
        ignored=[],
        created_at=now,
    )
    session.add(change_set)
    session.flush()  # gives it the uuid that names the file and the job
    key = f"roster/{change_set.uuid}"
    resources.files.write(key, resources.keys.encrypt(content.hex(), context=FILE_CONTEXT))
    change_set.file_key = key
    jobs.enqueue(
        session, name="roster.prepare", payload={"change_set": str(change_set.uuid)}, now=now
    )
    audit.record(
        session,
        at=now,
        actor=account_uuid,
        action="roster.uploaded",
        subject=("change_set", change_set.uuid),
    )
    return change_set


def prepare(resources: Resources, change_set_uuid: UUID) -> None:
    """Read the file, compare it with the register and stage every row, in small transactions.

    Safe to repeat: what an interrupted run staged is thrown away first.
    """
    with resources.database.transaction() as session:
        change_set = _change_set(session, change_set_uuid)
        if change_set.state != State.READING or change_set.file_key is None:
            return
        session.execute(delete(Row).where(Row.change_set_id == change_set.id))
        change_set.rows_done = 0
    cipher = resources.files.read(change_set.file_key)
    content = bytes.fromhex(resources.keys.decrypt(cipher, context=FILE_CONTEXT))
    try:
        with read_table(content) as table:
            _stage(resources, change_set, iter(table), table.row_count - 1)
    except LmsError as error:
        _refuse(resources, change_set, error)
    resources.files.delete(change_set.file_key)


def forget_rows(session: Session, *, now: datetime) -> None:
    """Delete the staged rows of files that were applied or given up long ago."""
    old = select(ChangeSet.id).where(ChangeSet.created_at < now - KEPT)
    session.execute(delete(Row).where(Row.change_set_id.in_(old)))


def _change_set(session: Session, uuid: UUID) -> ChangeSet:
    return session.scalars(select(ChangeSet).where(ChangeSet.uuid == uuid)).one()


def _stage(
    resources: Resources, change_set: ChangeSet, rows: Iterator[SheetRow], total: int
) -> None:
    headings = next(rows, None)
    if headings is None or total < 1:
        raise NothingInFile
    columns, ignored = find_columns({c: cell.text for c, cell in headings.cells.items()})
    today = local_day(utc_now(), resources.settings.time_zone)
    seen: dict[str, int] = {}
    _update(resources, change_set, rows_total=total, ignored=ignored)
    done = 0
    while batch := list(islice(rows, BATCH)):
        entries = [_entry(row, columns, today) for row in batch]
        entries = [_once(entry, seen, resources.keys) for entry in entries]
        done += len(batch)
        _stage_batch(resources, change_set, entries, today, done)
    with resources.database.transaction() as session:
        counted = select(Row.action, func.count()).where(Row.change_set_id == change_set.id)
        counts = dict(session.execute(counted.group_by(Row.action)).all())
        values = {"state": State.READY, "counts": counts, "ready_at": utc_now()}
        session.execute(
            update(ChangeSet).where(ChangeSet.id == change_set.id).values(**values, file_key=None)
        )


def _entry(row: SheetRow, columns: Mapping[str, str], today: date) -> Entry:
    cells: dict[str, Any] = {}
    formulas: list[Complaint] = []
    for key, letter in columns.items():
        cell: Cell | None = row.cells.get(letter)
        if cell is not None:
            cells[key] = cell.text
            if cell.formula:
                formulas.append(complaint(key, FORMULA))
    entry = read_entry(row.number, cells, today=today)
    for formula in formulas:
        entry = entry.complain(formula)
    return entry


def _once(entry: Entry, seen: dict[str, int], keys: Keyring) -> Entry:
    """Complain about a person who stands in the file twice."""
    names = {}
    if entry.id_number:
        names["id_number"] = id_fingerprint(keys, entry.id_number)
    if entry.staff_code:
        names["staff_code"] = f"{entry.staff_code}|{entry.unit}"
    for column, name in names.items():
        first = seen.setdefault(name, entry.number)
        if first != entry.number:
            entry = entry.complain(complaint(column, TWICE, row=first))
    return entry


def _stage_batch(
    resources: Resources,
    change_set: ChangeSet,
    entries: Sequence[Entry],
    today: date,
    done: int,
) -> None:
    with resources.database.transaction() as session:
        principal = principal_of(session, account_uuid=change_set.made_by, today=today)
        paths = principal.scope(Permission.ROSTER_APPLY) if principal else ()
        lookup = Lookup(session, resources.keys, paths, today)
        readable = [entry for entry in entries if not entry.problems]
        known = lookup.known(readable)
        rows = [
            staged_row(change_set.id, entry, known.get(entry.number), lookup, today)
            for entry in entries
        ]
        session.execute(insert(Row), rows)
        session.execute(
            update(ChangeSet).where(ChangeSet.id == change_set.id).values(rows_done=done)
        )


def _refuse(resources: Resources, change_set: ChangeSet, error: LmsError) -> None:
    texts = {}
    for code in LANGUAGES:
        with in_language(code):
            texts[code] = error.sentence()
    _update(resources, change_set, state=State.REFUSED, refusal=texts, file_key=None)


def _update(resources: Resources, change_set: ChangeSet, **values: object) -> None:
    with resources.database.transaction() as session:
        session.execute(update(ChangeSet).where(ChangeSet.id == change_set.id).values(**values))
