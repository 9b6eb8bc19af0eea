"""A figure as canonical JSON: what may be sealed, compared byte by byte and digested."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.content.service import canonical
from lms.organisations.service import Organisation
from lms.people.service import Person
from lms.targets import queries
from lms.targets.basis import Basis, TreeOf, Wanted
from lms.targets.counting import Count, Line
from lms.targets.models import Target
from lms.targets.reasons import State
from lms.targets.service.figures import Figure, figure
from lms.targets.service.versions import rule_of


def statement(
    session: Session,
    *,
    target: Target,
    organisation: Organisation,
    as_of: date,
    known_at: datetime,
    tree: TreeOf = TreeOf.THE_DAY,
) -> str:
    """Return counts and person uuids, and what they were asked with, as canonical JSON.

    The same arguments give the same bytes for ever, whatever is recorded later. Names are not in
    it: they are looked up when it is shown.
    """
    rule = rule_of(target)
    made = figure(
        session, rule=rule, organisation=organisation, as_of=as_of, known_at=known_at, tree=tree
    )
    return statement_of(session, made, target=target, organisation=organisation)


def statement_of(
    session: Session, made: Figure, *, target: Target, organisation: Organisation
) -> str:
    """Return the statement of a figure that was made for this target and unit."""
    basis = made.basis
    return canonical(
        {
            "target": {"key": target.key, "number": target.number, "digest": target.digest},
            "organisation": str(organisation.uuid),
            "as_of": basis.as_of.isoformat(),
            "known_at": basis.known_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "tree": basis.tree.value,
            "total": _line(made.total),
            "own": _line(made.own),
            "units": {str(child.uuid): _line(child.line) for child in made.children},
            "apart": _line(made.apart),
            "unlisted": _line(made.unlisted),
            "in_several": made.in_several,
            "trained": _uuids(session, basis, State.TRAINED),
            "not_yet": _uuids(session, basis, State.NOT_YET),
        }
    )


def _line(line: Line) -> dict[str, Any]:
    return {
        "whole": _count(line.whole),
        "groups": {group.value: _count(count) for group, count in line.groups.items()},
        "needed": line.needed,
    }


def _count(count: Count) -> list[int]:
    return [count.people, count.trained]


def _uuids(session: Session, basis: Basis, state: State) -> list[str]:
    people = queries.names(basis, Wanted(state)).with_only_columns(Person.id)
    uuids = select(Person.uuid).where(Person.id.in_(people.order_by(None)))
    return sorted(map(str, session.scalars(uuids)))
