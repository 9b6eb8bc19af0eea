"""Lists of units: an uploaded file is read and compared, looked at, and then written."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from lms.core import audit, jobs
from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.resources import Resources
from lms.core.spreadsheets.complaints import FORMULA
from lms.core.spreadsheets.headings import NothingInFile, find_columns
from lms.core.spreadsheets.reading import Table, read_table
from lms.core.text import nfc
from lms.gazetteer.columns import BY_KEY, COLUMNS, Entry, problem, read_entry
from lms.gazetteer.errors import (
    TooManyUnits,
    UnitFileForgotten,
    UnitFileNotReady,
    UnitsChanged,
)
from lms.gazetteer.listed import Outcome
from lms.gazetteer.models import Action, State, UnitFile, UnitRow
from lms.gazetteer.service.comparing import compare_entries
from lms.gazetteer.service.writing import write_outcomes

MOST_ROWS = 20_000
STUCK = timedelta(hours=1)  # no reading or writing takes so long: its job is lost
KEPT = timedelta(days=30)  # a preview that nobody writes
_READ, _WRITE = "gazetteer.read", "gazetteer.write"


def upload_units(
    session: Session,
    resources: Resources,
    *,
    content: bytes,
    file_name: str,
    basis: str,
    actor: UUID,
    paths: Sequence[str],
    now: datetime,
) -> UnitFile:
    """Keep the file and have it read in the background, for who administers `paths`."""
    unit_file = UnitFile(
        made_by=actor,
        paths=list(paths),
        basis=nfc(basis),
        file_name=nfc(file_name)[:200],
        state=State.READING,
        counts={},
        ignored=[],
        created_at=now,
    )
    session.add(unit_file)
    session.flush()  # gives it the uuid that names the file and the job
    unit_file.file_key = f"gazetteer/{unit_file.uuid}"
    resources.files.write(unit_file.file_key, content)
    jobs.enqueue(session, name=_READ, payload={"unit_file": str(unit_file.uuid)}, now=now)
    _record(session, unit_file, "gazetteer.uploaded", now)
    return unit_file


def read_units(resources: Resources, uuid: UUID) -> None:
    """Read the file, compare it with the tree and stage every row; safe to repeat."""
    with resources.database.reading() as session:
        unit_file = _unit_file(session, uuid)
    key = unit_file.file_key
    if unit_file.state != State.READING or key is None:
        return
    try:
        with read_table(resources.files.read(key)) as table:
            entries, ignored = _entries(table)
    except LmsError as error:
        with resources.database.transaction() as session:
            _refuse(_unit_file(session, uuid), State.REFUSED, error)
    else:
        with resources.database.transaction() as session:
            _stage(session, _unit_file(session, uuid), entries, ignored)
    resources.files.delete(key)


def request_writing(
    session: Session, *, unit_file: UnitFile, paths: Sequence[str], now: datetime
) -> None:
    """Have the preview written by a job, for who administers `paths` now; asked twice, once."""
    if unit_file.state in (State.APPLYING, State.APPLIED):
        return
    if unit_file.state != State.READY:
        raise UnitFileNotReady
    unit_file.state, unit_file.paths = State.APPLYING, list(paths)
    key = f"{_WRITE}:{unit_file.uuid}"
    payload = {"unit_file": str(unit_file.uuid)}
    jobs.enqueue(session, name=_WRITE, payload=payload, now=now, unique_key=key)


def write_units(session: Session, *, uuid: UUID, now: datetime) -> None:
    """Write what the preview showed; raises `UnitsChanged` if it would now be something else."""
    unit_file = session.scalars(
        select(UnitFile).where(UnitFile.uuid == uuid).with_for_update()
    ).one()
    if unit_file.state != State.APPLYING or unit_file.compared_on is None:
        return
    rows = session.scalars(
        select(UnitRow).where(UnitRow.file_id == unit_file.id).order_by(UnitRow.number)
    ).all()
    entries = [read_entry(row.number, row.cells) for row in rows]
    outcomes = compare_entries(session, entries, paths=unit_file.paths, today=unit_file.compared_on)
    for row, outcome in zip(rows, outcomes, strict=True):
        staged = (Action(row.action), row.changes)
        if staged[0] != Action.ERROR and staged != (outcome.action, _changes(outcome)):
            raise UnitsChanged(row=row.number)
    wanted = {row.number for row in rows if row.action != Action.ERROR}
    kept = [outcome for outcome in outcomes if outcome.entry.number in wanted]
    write_outcomes(session, kept, unit_file=unit_file, now=now)
    unit_file.state, unit_file.applied_at = State.APPLIED, now
    _record(session, unit_file, "gazetteer.applied", now)


def mark_refused(session: Session, *, uuid: UUID, error: LmsError) -> None:
    """Note that nothing was written, and why: the file has to be uploaded again."""
    unit_file = _unit_file(session, uuid)
    if unit_file.state == State.APPLYING:
        _refuse(unit_file, State.STALE, error)


def mend_files(session: Session, *, now: datetime) -> list[str]:
    """Ask again, once a day, for what a lost job left undone; forget previews that nobody wrote.

    Returns the keys of uploads that nobody needs any more.
    """
    keys = []
    unfinished = (State.READING, State.READY, State.APPLYING)
    stuck = select(UnitFile).where(
        UnitFile.state.in_(unfinished), UnitFile.created_at < now - STUCK
    )
    for unit_file in session.scalars(stuck.with_for_update()):
        if unit_file.created_at < now - KEPT:
            keys += [unit_file.file_key] if unit_file.file_key else []
            session.execute(delete(UnitRow).where(UnitRow.file_id == unit_file.id))
            _refuse(unit_file, State.STALE, UnitFileForgotten())
        elif unit_file.state != State.READY:
            name = _READ if unit_file.state == State.READING else _WRITE
            key = f"{name}:{unit_file.uuid}:{local_day(now)}"
            payload = {"unit_file": str(unit_file.uuid)}
            jobs.enqueue(session, name=name, payload=payload, now=now, unique_key=key)
    return keys


def _unit_file(session: Session, uuid: UUID) -> UnitFile:
    return session.scalars(select(UnitFile).where(UnitFile.uuid == uuid)).one()


def _refuse(unit_file: UnitFile, state: State, error: LmsError) -> None:
    unit_file.state, unit_file.file_key = state, None
    unit_file.refusal = error.texts()


def _entries(table: Table) -> tuple[list[tuple[Entry, dict[str, Any]]], list[str]]:
    """Return the rows with their texts, and the headings that are not ours."""
    if table.row_count > MOST_ROWS + 1:
        raise TooManyUnits(most=MOST_ROWS)
    if table.row_count <= 1:
        raise NothingInFile
    rows = iter(table)
    headings = next(rows)
    columns, ignored = find_columns(COLUMNS, {c: cell.text for c, cell in headings.cells.items()})
    entries = []
    for row in rows:
        found = {key: row.cells[c] for key, c in columns.items() if c in row.cells}
        cells = {key: cell.text for key, cell in found.items()}
        entry = read_entry(row.number, cells)
        wrong = [problem(key, FORMULA) for key, cell in found.items() if cell.formula]
        values = {**_fields(entry), "problems": (*entry.problems, *wrong)}
        entries.append((Entry(**values), cells))
    return entries, ignored


def _fields(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__slots__}


def _stage(
    session: Session,
    unit_file: UnitFile,
    entries: Sequence[tuple[Entry, dict[str, Any]]],
    ignored: list[str],
) -> None:
    today = local_day(utc_now())
    session.execute(delete(UnitRow).where(UnitRow.file_id == unit_file.id))
    outcomes = compare_entries(
        session, [entry for entry, _ in entries], paths=unit_file.paths, today=today
    )
    counts: dict[str, int] = {}
    rows = []
    for (entry, cells), outcome in zip(entries, outcomes, strict=True):
        counts[outcome.action] = counts.get(outcome.action, 0) + 1
        rows.append(
            {
                "file_id": unit_file.id,
                "number": entry.number,
                "action": outcome.action,
                "name": entry.name,
                "cells": {key: cells[key] for key in BY_KEY if key in cells},
                "changes": _changes(outcome),
                "problems": list(outcome.problems),
            }
        )
    session.execute(insert(UnitRow), rows)
    unit_file.state, unit_file.file_key, unit_file.compared_on = State.READY, None, today
    unit_file.counts, unit_file.ignored = counts, ignored


def _changes(outcome: Outcome) -> list[list[str]]:
    return [list(change) for change in outcome.changes] if not outcome.problems else []


def _record(session: Session, unit_file: UnitFile, action: str, now: datetime) -> None:
    audit.record(
        session,
        at=now,
        actor=unit_file.made_by,
        action=action,
        subject=("unit_file", unit_file.uuid),
        detail=dict(unit_file.counts),
    )
