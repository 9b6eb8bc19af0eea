"""The tree as comparing a unit list needs it, read in a few queries."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.core.text import nfc
from lms.gazetteer.columns import Entry, Problem, problem_of
from lms.gazetteer.compare import compare
from lms.gazetteer.listed import Known, Outcome, Tree
from lms.organisations.service import (
    AmbiguousUnit,
    Organisation,
    OrganisationCode,
    OrganisationKind,
    OrganisationVersion,
    UnknownUnit,
    find_organisation,
    visible_organisations,
)

_AT_A_TIME = 500


def compare_entries(
    session: Session, entries: Sequence[Entry], *, paths: Sequence[str], today: date
) -> list[Outcome]:
    """Return what each row would do to the units at or below `paths`."""
    tree = _tree(session, entries, paths, today)
    named: dict[str, Known | Problem] = {}
    for text in {entry.parent for entry in entries} - {""}:
        try:
            unit = find_organisation(session, text=text, paths=paths, today=today, root=True)
        except (UnknownUnit, AmbiguousUnit) as error:
            named[text] = problem_of("parent", error)
        else:
            named[text] = tree.units[unit.id]
    return compare(entries, tree, named, today=today)


def _tree(session: Session, entries: Sequence[Entry], paths: Sequence[str], today: date) -> Tree:
    visible = visible_organisations(paths).where(Organisation.closed_on.is_(None))
    units = {unit.id: unit for unit in session.scalars(visible)}
    names = {unit.id: unit.name for unit in units.values()}
    held = _codes(session, {entry.code for entry in entries if entry.code}, today)
    own = _own_codes(session, units, today)
    since, placed = _since(session, units)
    known = {
        unit.id: Known(
            id=unit.id,
            name=unit.name,
            short_name=unit.short_name or "",
            kind=OrganisationKind(unit.kind),
            parent_id=unit.parent_id,
            path=unit.path,
            full_name=_full_name(unit, names),
            since=since.get(unit.id, today),
            placed_since=placed.get(unit.id, today),
            codes=tuple(own.get(unit.id, ())),
        )
        for unit in units.values()
    }
    elsewhere = frozenset(code for code, holders in held.items() if not holders & set(units))
    tops = tuple(unit.id for unit in units.values() if unit.path in set(paths))
    return Tree(known, tops, elsewhere)


def _full_name(unit: Organisation, names: dict[int, str]) -> str:
    """Return the name with those of the units above that are in reach, the root left out."""
    above = [int(part) for part in unit.path.strip("/").split("/")][1:-1]
    known = [names[id_] for id_ in reversed(above) if id_ in names]
    return f"{unit.name} ({', '.join(known)})" if known else unit.name


def _some(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _AT_A_TIME):
        yield values[start : start + _AT_A_TIME]


def _codes(session: Session, wanted: set[str], today: date) -> dict[str, set[int]]:
    """Return who bears each of the codes today or later, in reach or not."""
    held: dict[str, set[int]] = {}
    code = OrganisationCode
    for some in _some(sorted(map(nfc, wanted))):
        rows = session.execute(
            select(code.code, code.organisation_id).where(
                code.code.in_(some),
                code.superseded_at.is_(None),
                or_(code.valid_to.is_(None), code.valid_to > today),
            )
        )
        for text, unit in rows:
            held.setdefault(text, set()).add(unit)
    return held


def _own_codes(
    session: Session, units: dict[int, Organisation], today: date
) -> dict[int, list[str]]:
    code = OrganisationCode
    rows = session.execute(
        select(code.organisation_id, code.code)
        .where(
            code.superseded_at.is_(None),
            code.valid_from <= today,
            or_(code.valid_to.is_(None), code.valid_to > today),
        )
        .order_by(code.id)
    )
    own: dict[int, list[str]] = {}
    for unit, text in rows:
        if unit in units:
            own.setdefault(unit, []).append(text)
    return own


def _since(
    session: Session, units: dict[int, Organisation]
) -> tuple[dict[int, date], dict[int, date]]:
    """Return since when what is now so of each unit is so, and since when it is where it is."""
    version = OrganisationVersion
    rows = session.execute(
        select(version.organisation_id, version.path, version.valid_from)
        .where(version.superseded_at.is_(None))
        .order_by(version.valid_from)
    )
    since: dict[int, date] = {}
    placed: dict[int, date] = {}
    for unit_id, path, start in rows:
        unit = units.get(unit_id)
        if unit is not None:
            since[unit_id] = start
            if path == unit.path:
                placed.setdefault(unit_id, start)
    return since, placed
