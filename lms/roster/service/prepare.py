"""From an uploaded file to a preview: read, compare, stage. Nothing of the register changes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from lms.accounts.service import principal_of
from lms.catalog.service import ProgrammeVersion
from lms.core import audit, jobs
from lms.core.clock import local_day, utc_now
from lms.core.columns import uuid7
from lms.core.errors import LmsError
from lms.core.i18n import LANGUAGES, in_language, msgid
from lms.core.permissions import Permission
from lms.core.resources import Resources
from lms.core.secrets import Keyring
from lms.core.spreadsheets.reading import Cell, read_table
from lms.core.spreadsheets.reading import Row as SheetRow
from lms.core.text import nfc
from lms.organisations.service import Organisation
from lms.people.service import Identity, id_fingerprint, person_row
from lms.roster.columns import Complaint, Entry, complaint, find_columns, read_entry
from lms.roster.compare import Known, Plan, compare
from lms.roster.errors import NothingInFile
from lms.roster.lookup import Lookup
from lms.roster.models import Action, ChangeSet, Row, State

BATCH = 500
CONTEXT = "roster_row.plan"
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
        counts = dict(session.execute(counted.group_by(Row.action)).tuples().all())
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
            _row(change_set.id, entry, known.get(entry.number), lookup, today) for entry in entries
        ]
        session.execute(insert(Row), rows)
        session.execute(
            update(ChangeSet).where(ChangeSet.id == change_set.id).values(rows_done=done)
        )


def _row(
    change_set_id: int,
    entry: Entry,
    known: Known | Complaint | None,
    lookup: Lookup,
    today: date,
) -> dict[str, Any]:
    """Return the staged row: what it would do, or everything that is wrong with it."""
    problems = list(entry.problems)
    unit = lookup.unit(entry.unit) if entry.unit else None
    programme = lookup.programme(entry.programme) if entry.programme else None
    problems += [found for found in (unit, programme, known) if isinstance(found, Complaint)]
    plan: Plan | None = None
    if not problems and isinstance(unit, Organisation) and isinstance(known, Known):
        compared = compare(entry, known, unit_id=unit.id, today=today)
        if isinstance(compared, Complaint):
            problems.append(compared)
        else:
            plan = compared
    person = known.person if isinstance(known, Known) else None
    staged: dict[str, Any] = {
        "change_set_id": change_set_id,
        "number": entry.number,
        "name": entry.name,
        "action": _action(plan),
        "person_uuid": person.uuid if person else (uuid7() if plan else None),
        "changes": [list(change) for change in plan.changes] if plan else [],
        "problems": [problem.as_json() for problem in problems],
        "warnings": [warning.as_json() for warning in entry.warnings],
        "plan": None,
    }
    if plan is not None and not plan.is_empty and isinstance(unit, Organisation):
        key = programme.programme_key if isinstance(programme, ProgrammeVersion) else None
        content = _plan_json(
            entry,
            plan,
            unit=unit,
            programme_key=key,
            uuid=staged["person_uuid"],
            keys=lookup.keys,
        )
        staged["plan"] = lookup.keys.encrypt(json.dumps(content), context=CONTEXT)
    return staged


def _action(plan: Plan | None) -> Action:
    if plan is None:
        return Action.ERROR
    if plan.creates:
        return Action.CREATE
    return Action.UNCHANGED if plan.is_empty else Action.UPDATE


def _plan_json(
    entry: Entry,
    plan: Plan,
    *,
    unit: Organisation,
    programme_key: str | None,
    uuid: UUID,
    keys: Keyring,
) -> dict[str, Any]:
    """Return everything that applying needs, so that it only has to write."""
    identity = identity_of(entry, unit)
    made = person_row(keys, uuid=uuid, identity=identity) if plan.creates else None
    if made is not None and made["id_number_cipher"] is not None:
        made["id_number_cipher"] = made["id_number_cipher"].hex()
    return {
        "person": _texts(made) if made else None,
        "identity": _texts(_given(entry)) if plan.identity and not plan.creates else None,
        "post": plan.post,
        "post_id": plan.post_id,
        "terms": _texts(
            {
                "organisation_id": unit.id,
                "working_group": entry.group.value,
                "full_time": entry.full_time,
                "category": entry.category.value if entry.category else None,
                "title": entry.title,
                "valid_from": plan.valid_from,
                "valid_to": entry.valid_to,
            }
        ),
        "programme": programme_key if plan.enrols else None,
        "due_on": entry.due_on.isoformat() if entry.due_on else None,
    }


def identity_of(entry: Entry, unit: Organisation) -> Identity:
    """Return the person's own data as the row says it."""
    return Identity(
        full_name=entry.name,
        born_on=entry.born_on,
        sex=entry.sex,
        id_number=entry.id_number,
        email=entry.email,
        phone=entry.phone,
        staff_code=entry.staff_code,
        staff_code_scope=int(unit.path.strip("/").split("/")[1]),
    )


def _given(entry: Entry) -> dict[str, Any]:
    return {
        "full_name": entry.name,
        "born_on": entry.born_on,
        "sex": entry.sex,
        "id_number": entry.id_number.digits if entry.id_number else None,
        "email": entry.email,
        "phone": entry.phone,
        "staff_code": entry.staff_code,
    }


def _texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` as JSON can carry them."""
    return {
        key: value.isoformat()
        if isinstance(value, date)
        else (str(value) if isinstance(value, UUID) else value)
        for key, value in values.items()
    }


def _refuse(resources: Resources, change_set: ChangeSet, error: LmsError) -> None:
    texts = {}
    for code in LANGUAGES:
        with in_language(code):
            texts[code] = error.sentence()
    _update(resources, change_set, state=State.REFUSED, refusal=texts, file_key=None)


def _update(resources: Resources, change_set: ChangeSet, **values: object) -> None:
    with resources.database.transaction() as session:
        session.execute(update(ChangeSet).where(ChangeSet.id == change_set.id).values(**values))
