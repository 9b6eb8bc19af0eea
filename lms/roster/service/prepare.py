"""From an uploaded file to a preview: read, compare, stage. Nothing of the register changes."""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
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
from lms.core.spreadsheets.reading import Cell, read_table
from lms.core.spreadsheets.reading import Row as SheetRow
from lms.core.text import fold, nfc
from lms.people.service import id_fingerprint
from lms.roster.cells import read_entry
from lms.roster.columns import Complaint, Entry, complaint, find_columns
from lms.roster.compare import Known
from lms.roster.errors import NothingInFile
from lms.roster.lookup import Lookup
from lms.roster.models import ChangeSet, Row, State
from lms.roster.service.staging import staged_row

BATCH = 500
FILE_CONTEXT = "roster_change_set.file"
KEPT = timedelta(days=30)
TWICE = msgid("Người này đã có ở hàng %(row)d. Hãy giữ lại một hàng.")
LIKELY_TWICE = msgid(
    "Có thể trùng với hàng %(row)d: cùng họ tên và ngày sinh. Nếu là hai người, hãy ghi số định "
    "danh của cả hai."
)
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
        file_name=_without_numbers(nfc(file_name))[:200],
        state=State.READING,
        counts={},
        ignored=[],
        created_at=now,
    )
    session.add(change_set)
    session.flush()  # gives it the uuid that names the file and the job
    key = _key(change_set.uuid)
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
        if change_set.state == State.READING:
            session.execute(delete(Row).where(Row.change_set_id == change_set.id))
            change_set.rows_done = 0
    if change_set.state == State.READING:
        try:
            content = _read_upload(resources, change_set.uuid)
            with read_table(content) as table:
                _stage(resources, change_set, iter(table), table.row_count - 1)
        except LmsError as error:
            _refuse(resources, change_set, error)
    resources.files.delete(_key(change_set.uuid))


def forget_rows(session: Session, *, now: datetime) -> None:
    """Delete the staged rows of files that were applied or given up long ago.

    A preview whose rows are gone can no longer be applied.
    """
    is_old = ChangeSet.created_at < now - KEPT
    session.execute(delete(Row).where(Row.change_set_id.in_(select(ChangeSet.id).where(is_old))))
    session.execute(
        update(ChangeSet).where(is_old, ChangeSet.state == State.READY).values(state=State.STALE)
    )


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


def _stage(
    resources: Resources, change_set: ChangeSet, rows: Iterator[SheetRow], total: int
) -> None:
    headings = next(rows, None)
    if headings is None or total < 1:
        raise NothingInFile
    columns, ignored = find_columns({c: cell.text for c, cell in headings.cells.items()})
    today = local_day(utc_now(), resources.settings.time_zone)
    seen: dict[Hashable, int] = {}
    _update(resources, change_set, rows_total=total, ignored=ignored)
    done = 0
    while batch := list(islice(rows, BATCH)):
        entries = [_entry(row, columns, today) for row in batch]
        staged = _compare(resources, change_set, entries, seen, today)
        done += len(batch)
        _write(resources, change_set, staged, done)
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


def _compare(
    resources: Resources,
    change_set: ChangeSet,
    entries: Sequence[Entry],
    seen: dict[Hashable, int],
    today: date,
) -> list[dict[str, Any]]:
    """Return the rows to stage; `seen` (who, row) goes from one batch of a file to the next."""
    with resources.database.reading() as session:
        principal = principal_of(session, account_uuid=change_set.made_by, today=today)
        paths = principal.scope(Permission.ROSTER_APPLY) if principal else ()
        lookup = Lookup(session, resources.keys, paths, today)
        known = lookup.known([entry for entry in entries if not entry.problems])
        rows = []
        for entry in entries:
            found = known.get(entry.number)
            once = _once(entry, found, lookup, seen)
            rows.append(staged_row(change_set.id, once, found, lookup, today))
        return rows


def _once(
    entry: Entry, known: Known | Complaint | None, lookup: Lookup, seen: dict[Hashable, int]
) -> Entry:
    """Complain about a person who stands in the file twice, under whatever number or code."""
    names: list[tuple[str, str, Hashable]] = []
    if entry.id_number:
        names.append(("id_number", TWICE, id_fingerprint(lookup.keys, entry.id_number)))
    if entry.staff_code:
        scope = lookup.code_scope(entry) or entry.unit
        names.append(("staff_code", TWICE, (entry.staff_code, scope)))
    if isinstance(known, Known) and known.person is not None:
        column = "staff_code" if entry.staff_code else "id_number"
        names.append((column, TWICE, known.person.uuid))
    for column, message, name in names:
        first = seen.setdefault(name, entry.number)
        if first != entry.number:
            return entry.complain(complaint(column, message, row=first))
    return entry if known is None or isinstance(known, Complaint) else _likely_once(entry, seen)


def _likely_once(entry: Entry, seen: dict[Hashable, int]) -> Entry:
    """Complain about an equal name and birth date; two rows with ID numbers are two people."""
    if entry.born_on is None:
        return entry
    who = (fold(entry.name), entry.born_on)
    rows = [seen.get((*who, "without a number"))]
    if entry.id_number is None:
        rows.append(seen.get((*who, "with a number")))
    seen.setdefault(
        (*who, "with a number" if entry.id_number else "without a number"), entry.number
    )
    first = min((row for row in rows if row is not None), default=None)
    if first is None:
        return entry
    return entry.complain(complaint("name", LIKELY_TWICE, row=first))


def _write(
    resources: Resources, change_set: ChangeSet, rows: Sequence[dict[str, Any]], done: int
) -> None:
    with resources.database.transaction() as session:
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
