"""What a unit list does is written: new units in a few statements, then the changes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms.gazetteer.listed import Known, Outcome
from lms.gazetteer.models import Action, UnitFile
from lms.organisations.service import (
    Decision,
    NewUnit,
    Organisation,
    OrganisationKind,
    get_organisation,
    insert_organisations,
    move_organisation,
    rekind_organisation,
    rename_organisation,
    replace_codes,
)


def write_outcomes(
    session: Session, outcomes: Sequence[Outcome], *, unit_file: UnitFile, now: datetime
) -> None:
    """Add the new units and change the known ones; raises what changing a unit raises."""
    today = unit_file.compared_on or now.date()
    made = _add(session, outcomes, actor=unit_file.made_by, today=today, now=now)
    for outcome in outcomes:
        if outcome.action == Action.UPDATE:
            decision = Decision(
                effective_on=outcome.entry.start or today,
                basis=unit_file.basis,
                actor=unit_file.made_by,
                now=now,
            )
            _change(session, outcome, decision, made)


def _add(
    session: Session, outcomes: Sequence[Outcome], *, actor: UUID, today: date, now: datetime
) -> dict[int, Organisation]:
    """Write the new units level by level, parents first; return them by row."""
    waiting = [outcome for outcome in outcomes if outcome.action == Action.CREATE]
    made: dict[int, Organisation] = {}
    while waiting:
        level = [o for o in waiting if not isinstance(o.parent, int) or o.parent in made]
        rows = [
            NewUnit(
                parent=_parent(session, outcome, made),
                name=outcome.entry.name,
                short_name=outcome.entry.short_name or None,
                kind=outcome.entry.kind or OrganisationKind.DEPARTMENT,
                code=outcome.entry.code or None,
                valid_from=outcome.entry.start or today,
            )
            for outcome in level
        ]
        units = insert_organisations(session, rows, actor=actor, now=now)
        made.update({o.entry.number: unit for o, unit in zip(level, units, strict=True)})
        waiting = [outcome for outcome in waiting if outcome.entry.number not in made]
    return made


def _parent(session: Session, outcome: Outcome, made: Mapping[int, Organisation]) -> Organisation:
    place = outcome.parent
    if isinstance(place, Known):
        return get_organisation(session, place.id)
    return made[place or 0]


def _change(
    session: Session, outcome: Outcome, decision: Decision, made: Mapping[int, Organisation]
) -> None:
    entry, known = outcome.entry, outcome.unit
    unit = get_organisation(session, known.id if known else 0)
    columns = {column for column, *_ in outcome.changes}
    if columns & {"name", "short_name"}:
        rename_organisation(
            session,
            organisation=unit,
            name=entry.name,
            short_name=entry.short_name or unit.short_name,
            decision=decision,
        )
    if "kind" in columns and entry.kind is not None:
        rekind_organisation(session, organisation=unit, kind=entry.kind, decision=decision)
    if "parent" in columns:
        parent = _parent(session, outcome, made)
        move_organisation(session, organisation=unit, parent=parent, decision=decision)
    if "code" in columns:
        replace_codes(
            session,
            organisation=unit,
            code=entry.code,
            day=decision.effective_on,
            now=decision.now,
        )
