"""The figure of a unit: the lines and what makes them up."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.attestation.service import lists_of_all_staff
from lms.organisations.service import Organisation, OrganisationKind
from lms.targets import queries
from lms.targets.basis import Basis, TreeOf
from lms.targets.counting import (
    Line,
    Tree,
    apart_units,
    tally,
    unlisted_units,
)
from lms.targets.rules import Register, Rule
from lms.targets.service.keeping import standings


@dataclass(frozen=True, slots=True)
class Child:
    """The line of a unit right below, under the name it had."""

    uuid: UUID
    name: str
    kind: OrganisationKind
    line: Line
    lacks_list: bool  # the target needs a complete list, and there is none: nothing is counted
    position: int  # in order of name


@dataclass(frozen=True, slots=True)
class Missing:
    """A content that no published programme offers so that it counts."""

    tag: str
    is_shallow: bool  # there is a programme with it, but not in depth


@dataclass(frozen=True, slots=True)
class Figure:
    """A target in a unit as of a day, as known at a moment."""

    basis: Basis
    total: Line
    own: Line
    children: tuple[Child, ...]  # those that need most first
    apart: Line
    unlisted: Line  # in units without the complete list that the target needs
    lacks_list: bool  # the unit has none, nor has any below it
    in_several: int  # people counted in more than one line
    missing: tuple[Missing, ...]  # why nobody can be trained yet

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return the lines that make up the total."""
        return (*(child.line for child in self.children), self.own)

    @property
    def counted_again(self) -> int:
        """Return by how much the sum of the lines exceeds the total."""
        return sum(line.whole.people for line in self.lines) - self.total.whole.people


def basis_of(
    session: Session,
    *,
    rule: Rule,
    organisation: Organisation,
    as_of: date,
    known_at: datetime,
    tree: TreeOf = TreeOf.THE_DAY,
) -> Basis:
    """Return what figures and names start from: the unit's place in the tree on that day."""
    bare = Basis(rule, organisation.id, None, as_of, known_at, tree=tree)
    return _basis_and_paths(session, bare)[0]


def figure(
    session: Session,
    *,
    rule: Rule,
    organisation: Organisation,
    as_of: date,
    known_at: datetime,
    tree: TreeOf = TreeOf.THE_DAY,
) -> Figure:
    """Return the figure; for the same arguments it never changes."""
    bare = Basis(rule, organisation.id, None, as_of, known_at, tree=tree)
    basis, paths = _basis_and_paths(session, bare)
    children = session.execute(queries.children(basis)).all()
    places = Tree(organisation.id, paths, basis.apart, basis.unlisted)
    counted = tally(
        rule,
        places,
        children=[row[0] for row in children],
        standings=standings(session, basis),
    )
    lines = [
        Child(uuid, name, kind, line, id_ in basis.unlisted and not line.whole.people, position)
        for position, (id_, uuid, name, kind) in enumerate(children)
        for line in (counted.children[id_],)
    ]
    return Figure(
        basis=basis,
        total=counted.total,
        own=counted.own,
        children=tuple(sorted(lines, key=lambda child: -child.line.needed)),
        apart=counted.apart,
        unlisted=counted.unlisted,
        lacks_list=organisation.id in basis.unlisted and not counted.total.whole.people,
        in_several=counted.in_several,
        missing=_missing(session, basis),
    )


def _basis_and_paths(session: Session, bare: Basis) -> tuple[Basis, dict[int, str]]:
    """Fill in where the unit stands in its tree, and what is apart there."""
    version = queries.versions(bare).subquery()
    path = session.scalar(
        select(version.c.path).where(version.c.organisation_id == bare.organisation_id)
    )
    placed = replace(bare, path=path)
    rows = session.execute(queries.units(placed)).all()
    paths = {unit: unit_path for unit, unit_path, _ in rows}
    apart = apart_units({unit: kind for unit, _, kind in rows}, paths, bare.rule)
    if bare.rule.register is not Register.ALL_STAFF:
        return replace(placed, apart=apart), paths
    covered = lists_of_all_staff(session, **bare.at)
    return replace(placed, apart=apart, unlisted=unlisted_units(paths, covered)), paths


def _missing(session: Session, basis: Basis) -> tuple[Missing, ...]:
    published = {(bool(deep), tag) for deep, tag in session.execute(queries.published_tags(basis))}
    usable = {tag for deep, tag in published if deep or not basis.rule.in_depth}
    known = {tag for _, tag in published}
    return tuple(
        Missing(tag, is_shallow=tag in known) for tag in basis.rule.tags if tag not in usable
    )
