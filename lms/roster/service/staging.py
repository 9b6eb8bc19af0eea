"""What is staged of a row: its outcome, and the encrypted plan that applying only has to write."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from lms.catalog.service import ProgrammeVersion
from lms.core.columns import uuid7
from lms.core.secrets import Keyring
from lms.organisations.service import Organisation, top_level_id
from lms.people.service import Identity, person_row
from lms.roster.columns import Complaint, Entry
from lms.roster.compare import Known, Plan, compare
from lms.roster.lookup import Lookup
from lms.roster.models import Action

CONTEXT = "roster_row.plan"


def staged_row(
    change_set_id: int,
    entry: Entry,
    known: Known | Complaint | None,
    lookup: Lookup,
    today: date,
) -> dict[str, Any]:
    """Return the staged row: what it would do, or everything that is wrong with it."""
    unit = lookup.unit(entry.unit) if entry.unit else None
    programme = lookup.programme(entry.programme) if entry.programme else None
    found = [thing for thing in (unit, programme, known) if isinstance(thing, Complaint)]
    problems = [*entry.problems, *found]
    plan: Plan | None = None
    if not problems and isinstance(unit, Organisation) and isinstance(known, Known):
        plan, problems = _compared(entry, known, unit, today)
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
        content["seen"] = known.seen if isinstance(known, Known) else ""
        staged["plan"] = lookup.keys.encrypt(json.dumps(content), context=CONTEXT)
    return staged


def _compared(
    entry: Entry, known: Known, unit: Organisation, today: date
) -> tuple[Plan | None, list[Complaint]]:
    found = compare(entry, known, unit_id=unit.id, today=today)
    return (None, [found]) if isinstance(found, Complaint) else (found, [])


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
    identity = _identity(entry, unit)
    made = person_row(keys, uuid=uuid, identity=identity) if plan.creates else None
    if made is not None and made["id_number_cipher"] is not None:
        made["id_number_cipher"] = made["id_number_cipher"].hex()
    return {
        "person": _texts(made) if made else None,
        "identity": _texts(_given(entry, unit)) if plan.identity and not plan.creates else None,
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


def _identity(entry: Entry, unit: Organisation) -> Identity:
    """Return the person's own data as the row says it."""
    return Identity(
        full_name=entry.name,
        born_on=entry.born_on,
        sex=entry.sex,
        id_number=entry.id_number,
        email=entry.email,
        phone=entry.phone,
        staff_code=entry.staff_code,
        staff_code_scope=top_level_id(unit.path),
    )


def _given(entry: Entry, unit: Organisation) -> dict[str, Any]:
    return {
        "full_name": entry.name,
        "born_on": entry.born_on,
        "sex": entry.sex,
        "id_number": entry.id_number.digits if entry.id_number else None,
        "email": entry.email,
        "phone": entry.phone,
        "staff_code": entry.staff_code,
        "staff_code_scope": top_level_id(unit.path),
    }


def _texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` as JSON can carry them."""
    return {
        key: value.isoformat()
        if isinstance(value, date)
        else (str(value) if isinstance(value, UUID) else value)
        for key, value in values.items()
    }
