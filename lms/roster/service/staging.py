"""What is staged of a row: its outcome, and the encrypted plan that applying only has to write."""

import json
from typing import Any

from lms.core.columns import uuid7
from lms.core.secrets import Keyring
from lms.core.text import short_date
from lms.organisations.service import Organisation
from lms.people.service import Person
from lms.roster.models import Action
from lms.staff_files.service import (
    Complaint,
    Content,
    Doubt,
    Entry,
    Known,
    Lookup,
    Plan,
    compare,
    writes_of,
)

CONTEXT = "roster_row.plan"
_PACK = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_BY_MOVE = {"move": Action.MOVE, "correct": Action.CORRECT, "end": Action.LEAVE}


def staged_row(
    change_set_id: int,
    entry: Entry,
    known: Known | Doubt | Complaint | None,
    lookup: Lookup,
    *,
    cells: dict[str, str],
    corrects: bool,
) -> dict[str, Any]:
    """Return the staged row: what it would do, or everything that is wrong with it."""
    register, session = lookup.register, lookup.session
    unit = register.unit(session, entry.unit) if entry.unit else None
    programme = register.programme(session, entry.programme) if entry.programme else None
    found = [thing for thing in (unit, programme, known) if isinstance(thing, Complaint)]
    problems = [*entry.problems, *found]
    if not problems and isinstance(unit, Organisation) and isinstance(known, Known):
        plan = compare(entry, known, unit=unit, today=register.today, corrects=corrects)
        if isinstance(plan, Plan):
            row = _row(change_set_id, entry, plan, known.person)
            return _planned(row, entry, plan, known, lookup)
        problems = [plan]
    row = _row(change_set_id, entry, None, known.person if isinstance(known, Known) else None)
    row["problems"] = [problem.as_json() for problem in problems]
    row["plan"] = sealed(lookup.keys, {"cells": cells})
    if isinstance(known, Doubt) and not problems:
        _doubt(row, known, lookup)
    return row


def _planned(
    row: dict[str, Any], entry: Entry, plan: Plan, known: Known, lookup: Lookup
) -> dict[str, Any]:
    """Return the row with its plan, unless nothing would change."""
    unit = lookup.register.unit(lookup.session, entry.unit)
    if not plan.is_empty and isinstance(unit, Organisation):
        content = writes_of(
            entry,
            plan,
            known,
            unit=unit,
            programme_key=lookup.register.programme_key(lookup.session, entry.programme),
            person_uuid=row["person_uuid"],
            keys=lookup.keys,
        )
        row["plan"] = sealed(lookup.keys, content)
    return row


def _row(
    change_set_id: int, entry: Entry, plan: Plan | None, person: Person | None
) -> dict[str, Any]:
    return {
        "change_set_id": change_set_id,
        "number": entry.number,
        "name": entry.name,
        "action": _action(plan),
        "person_uuid": person.uuid if person else (uuid7() if plan else None),
        "changes": [list(change) for change in plan.changes] if plan else [],
        "problems": [],
        "warnings": [warning.as_json() for warning in entry.warnings],
        "candidates": [],
        "plan": None,
    }


def _doubt(row: dict[str, Any], doubt: Doubt, lookup: Lookup) -> None:
    """Let the row ask HR who is meant."""
    row["action"] = Action.DOUBT
    row["problems"] = [doubt.complaint.as_json()]
    row["candidates"] = [
        {
            "uuid": str(person.uuid),
            "name": person.full_name,
            "day": short_date(person.born_on) if person.born_on else "",
            "code": person.staff_code or "",
            "units": lookup.units_of(person),
        }
        for person in doubt.candidates
    ]


def _action(plan: Plan | None) -> Action:
    if plan is None:
        return Action.ERROR
    if plan.creates:
        return Action.CREATE
    if plan.is_empty:
        return Action.UNCHANGED
    return _BY_MOVE.get(plan.move.kind or "", Action.UPDATE)


def sealed(keys: Keyring, content: Content) -> bytes:
    """Return `content` encrypted, as `Row.plan` holds it."""
    return keys.encrypt(_PACK(content), context=CONTEXT)


def opened(keys: Keyring, plan: bytes) -> Content:
    """Undo `sealed`."""
    content: Content = json.loads(keys.decrypt(plan, context=CONTEXT))
    return content
