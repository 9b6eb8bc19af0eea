"""Changes to units from a day on: another name, kind or place; merging, splitting, closing.

What was known before stays readable: versions are superseded and written anew around the day.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from lms.organisations.errors import (
    BelowItself,
    HasUnitsBelow,
    NothingChanges,
    NothingToMerge,
)
from lms.organisations.models import (
    Organisation,
    OrganisationKind,
    OrganisationVersion,
    Succession,
    SuccessionKind,
)
from lms.organisations.service.codes import end_codes
from lms.organisations.service.deciding import Decision, require_changeable, stop, write_down
from lms.organisations.service.moving import move_below
from lms.organisations.service.tree import children, names, require_place, version_of


def rename_organisation(
    session: Session,
    *,
    organisation: Organisation,
    name: str,
    short_name: str | None,
    decision: Decision,
) -> None:
    """Give the unit a new name; raises as `require_changeable` does, and `NothingChanges`."""
    current = require_changeable(session, organisation=organisation, decision=decision)
    new = names(name, short_name)
    if (organisation.name, organisation.short_name) == (new["name"], new["short_name"]):
        raise NothingChanges
    _revise(session, organisation, current, decision, new)
    write_down(session, [organisation], [organisation], SuccessionKind.RENAME, decision)


def rekind_organisation(
    session: Session, *, organisation: Organisation, kind: OrganisationKind, decision: Decision
) -> None:
    """Make the unit one of another kind; raises as `require_changeable`, and `NothingChanges`."""
    current = require_changeable(session, organisation=organisation, decision=decision)
    if organisation.kind == kind:
        raise NothingChanges
    _revise(session, organisation, current, decision, {"kind": kind})
    write_down(session, [organisation], [organisation], SuccessionKind.REKIND, decision)


def move_organisation(
    session: Session, *, organisation: Organisation, parent: Organisation, decision: Decision
) -> None:
    """Put the unit, with all below it, under another one.

    Raises as `require_changeable` does; `BelowItself`, `NothingChanges`; `UnitClosed` or
    `UnitBegan` of `parent`.
    """
    current = require_changeable(session, organisation=organisation, decision=decision)
    require_place(session, parent, day=decision.effective_on)
    if parent.path.startswith(organisation.path):
        raise BelowItself(name=organisation.name, successor=parent.name)
    if organisation.parent_id == parent.id:
        raise NothingChanges
    old, new = organisation.path, f"{parent.path}{organisation.id}/"
    _revise(session, organisation, current, decision, {"parent_id": parent.id, "path": new})
    move_below(session, (old, new), (organisation.id, organisation.id), decision)
    write_down(session, [organisation], [organisation], SuccessionKind.TRANSFER, decision)


def close_organisation(
    session: Session, *, organisation: Organisation, decision: Decision
) -> Succession:
    """End a unit that has no unit below it; its past goes to the unit above.

    Raises as `require_changeable` does, and `HasUnitsBelow`.
    """
    current = require_changeable(session, organisation=organisation, decision=decision)
    count = len(children(session, organisation))
    if count:
        raise HasUnitsBelow(name=organisation.name, count=count)
    above = session.get_one(Organisation, organisation.parent_id)
    _end(session, organisation, current, above, decision)
    return write_down(session, [organisation], [above], SuccessionKind.CLOSE, decision)[0]


def merge_organisations(
    session: Session,
    *,
    organisations: Iterable[Organisation],
    successor: Organisation,
    decision: Decision,
) -> Sequence[Succession]:
    """End the units in favour of `successor`, which may be one of them; what is below goes along.

    Raises as `require_changeable` does; `NothingToMerge`, `BelowItself`; `UnitClosed` or
    `UnitBegan` of `successor`.
    """
    ending = sorted({u.id: u for u in organisations if u.id != successor.id}.items())
    if not ending:
        raise NothingToMerge
    require_place(session, successor, day=decision.effective_on)
    for _, unit in ending:
        current = require_changeable(session, organisation=unit, decision=decision)
        _refuse_below(unit, successor)
        _end(session, unit, current, successor, decision)
    units = [unit for _, unit in ending]
    return write_down(session, units, [successor], SuccessionKind.MERGE, decision)


def split_organisation(
    session: Session,
    *,
    organisation: Organisation,
    successors: Sequence[Organisation],
    decision: Decision,
) -> Sequence[Succession]:
    """End the unit in favour of several; what is below it goes to the first of them.

    Raises as `require_changeable` does; `NothingToMerge`, `BelowItself`; `UnitClosed` or
    `UnitBegan` of the first successor.
    """
    if len({unit.id for unit in successors} - {organisation.id}) < 2:  # noqa: PLR2004 - two parts
        raise NothingToMerge
    current = require_changeable(session, organisation=organisation, decision=decision)
    for unit in successors:
        require_place(session, unit, day=decision.effective_on)
        _refuse_below(organisation, unit)
    _end(session, organisation, current, successors[0], decision)
    return write_down(session, [organisation], successors, SuccessionKind.SPLIT, decision)


def carve_organisation(
    session: Session,
    *,
    organisation: Organisation,
    successors: Sequence[Organisation],
    decision: Decision,
) -> Sequence[Succession]:
    """Let new units take a part of one that goes on; what is below it stays.

    Raises as `require_changeable` does; `NothingToMerge`; `UnitClosed` or `UnitBegan` of a
    successor.
    """
    if not {unit.id for unit in successors} - {organisation.id}:
        raise NothingToMerge
    require_changeable(session, organisation=organisation, decision=decision)
    for unit in successors:
        require_place(session, unit, day=decision.effective_on)
    return write_down(session, [organisation], successors, SuccessionKind.CARVE, decision)


def _refuse_below(unit: Organisation, successor: Organisation) -> None:
    if successor.path.startswith(unit.path):
        raise BelowItself(name=unit.name, successor=successor.name)


def _revise(
    session: Session,
    unit: Organisation,
    current: OrganisationVersion,
    decision: Decision,
    values: Mapping[str, object],
) -> None:
    """Write `values` to the unit and its history from the day on."""
    stop(session, current, decision)
    for name, value in values.items():
        setattr(unit, name, value)
    session.add(version_of(unit, valid_from=decision.effective_on, now=decision.now))


def _end(
    session: Session,
    unit: Organisation,
    current: OrganisationVersion,
    heir: Organisation,
    decision: Decision,
) -> None:
    stop(session, current, decision)
    move_below(session, (unit.path, heir.path), (unit.id, heir.id), decision)
    unit.closed_on = decision.effective_on
    end_codes(session, organisation=unit, day=decision.effective_on, now=decision.now)
