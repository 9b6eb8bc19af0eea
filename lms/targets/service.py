"""What can be done with targets. `__all__` is the room's face."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms.content.service import Problem, canonical, digest
from lms.core import audit
from lms.organisations.service import Organisation, OrganisationKind
from lms.people.service import WorkingGroup
from lms.targets import queries
from lms.targets.errors import TargetsBroken, UnknownTarget
from lms.targets.models import Target
from lms.targets.queries import Basis, Part, TreeOf, Wanted
from lms.targets.reading import read_targets
from lms.targets.reasons import Done, Held, Named, State, explain
from lms.targets.rules import (
    Cell,
    Line,
    Place,
    Rule,
    Tally,
    Tree,
    apart_units,
    rule_document,
    rule_from,
    tally,
)

__all__ = [
    "Basis",
    "Child",
    "Figure",
    "Line",
    "Missing",
    "Named",
    "Part",
    "Rule",
    "State",
    "Target",
    "TargetsBroken",
    "TreeOf",
    "UnknownTarget",
    "Wanted",
    "all_names",
    "basis_of",
    "check_targets",
    "explain_people",
    "figure",
    "rule_of",
    "sync_targets",
    "target_at",
    "targets_at",
]

_AT_A_TIME = 1_000  # people explained with one pair of queries


@dataclass(frozen=True, slots=True)
class Child:
    """The line of a unit right below, under the name it had."""

    uuid: UUID
    name: str
    kind: OrganisationKind
    line: Line


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


def check_targets(path: Path) -> tuple[Problem, ...]:
    """Return every mistake of the targets' file."""
    return read_targets(path).problems


def sync_targets(session: Session, path: Path, now: datetime) -> Sequence[Target]:
    """Bring the table to what the file says and return the new versions.

    A changed target is a new version; one that left the file is superseded. Raises
    `TargetsBroken` if the file has any mistake.
    """
    reading = read_targets(path)
    if reading.problems:
        problems = reading.problems
        raise TargetsBroken(count=len(problems), first=str(problems[0]), problems=problems)
    current = {target.key: target for target in targets_at(session, known_at=now)}
    wanted = {rule.key: rule for rule in reading.rules}
    addresses = {key: digest(canonical(rule_document(rule))) for key, rule in wanted.items()}
    for key, target in current.items():
        if target.digest != addresses.get(key):
            target.superseded_at = now
    session.flush()  # the old version leaves before the new one comes: one current a key
    changed = [key for key in wanted if key not in current or current[key].digest != addresses[key]]
    return [_add_version(session, wanted[key], addresses[key], now) for key in changed]


def targets_at(session: Session, *, known_at: datetime) -> Sequence[Target]:
    """Return the targets as known at a moment, the earliest due first."""
    known = select(Target).where(
        Target.recorded_at <= known_at,
        or_(Target.superseded_at.is_(None), Target.superseded_at > known_at),
    )
    return sorted(session.scalars(known), key=lambda target: (rule_of(target).due_on, target.key))


def target_at(session: Session, *, key: str, known_at: datetime) -> Target:
    """Return the target as known at a moment, or raise `UnknownTarget`."""
    found = [t for t in targets_at(session, known_at=known_at) if t.key == key]
    if not found:
        raise UnknownTarget
    return found[0]


def rule_of(target: Target) -> Rule:
    """Return what the target says."""
    return rule_from(target.document)


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
    places = Tree(organisation.id, paths, basis.apart)
    counted = _tally(session, basis, places, [row[0] for row in children])
    lines = [Child(uuid, name, kind, counted.children[id_]) for id_, uuid, name, kind in children]
    return Figure(
        basis=basis,
        total=counted.total,
        own=counted.own,
        children=tuple(sorted(lines, key=lambda child: -child.line.needed)),
        apart=counted.apart,
        in_several=counted.in_several,
        missing=_missing(session, basis),
    )


def explain_people(
    session: Session,
    *,
    basis: Basis,
    people: Sequence[tuple[int, str]],
    wanted: Wanted,
) -> list[Named]:
    """Return each of `people` (id, name) with their posts in the unit, state and reason."""
    ids = [person for person, _ in people]
    posts: defaultdict[int, list[Held]] = defaultdict(list)
    for person, unit, name, group, full_time, title in session.execute(
        queries.posts_of(basis, ids)
    ):
        held = Held(name, WorkingGroup(group), full_time, title, unit in basis.apart)
        if wanted.state is State.OUTSIDE or held.is_apart == (wanted.part is Part.APART):
            posts[person].append(held)
    done: defaultdict[int, list[Done]] = defaultdict(list)
    for person, vi, en, on, tags, in_depth in session.execute(queries.programmes_of(basis, ids)):
        done[person].append(Done({"vi": vi, "en": en}, on, frozenset(tags), in_depth))
    outside = wanted.state is State.OUTSIDE
    return [
        explain(basis.rule, name=name, posts=posts[id_], done=done[id_], outside=outside)
        for id_, name in people
    ]


def all_names(session: Session, *, basis: Basis, wanted: Wanted) -> Iterator[Named]:
    """Yield everybody behind a number, for a file; memory holds their ids and a thousand names."""
    people = [(id_, name) for id_, name in session.execute(queries.names(basis, wanted))]
    for start in range(0, len(people), _AT_A_TIME):
        some = people[start : start + _AT_A_TIME]
        yield from explain_people(session, basis=basis, people=some, wanted=wanted)


def _add_version(session: Session, rule: Rule, address: str, now: datetime) -> Target:
    last = session.scalar(select(func.max(Target.number)).where(Target.key == rule.key)) or 0
    target = Target(
        key=rule.key,
        number=last + 1,
        digest=address,
        document=rule_document(rule),
        recorded_at=now,
    )
    session.add(target)
    audit.record(
        session,
        at=now,
        actor=None,
        action="target.published",
        subject=("target", None),
        detail={"key": rule.key, "number": target.number, "digest": address},
    )
    return target


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
    return replace(placed, apart=apart), paths


def _tally(session: Session, basis: Basis, tree: Tree, children: Sequence[int]) -> Tally:
    cells, places = [], []
    for unit, group, person, people, trained in session.execute(queries.places(basis)):
        if person is None:
            cells.append(Cell(unit, WorkingGroup(group), people, trained))
        else:
            places.append(Place(person, unit, WorkingGroup(group), bool(trained)))
    return tally(basis.rule, tree, children=children, cells=cells, places=places)


def _missing(session: Session, basis: Basis) -> tuple[Missing, ...]:
    published = {(bool(deep), tag) for deep, tag in session.execute(queries.published_tags(basis))}
    usable = {tag for deep, tag in published if deep or not basis.rule.in_depth}
    known = {tag for _, tag in published}
    return tuple(
        Missing(tag, is_shallow=tag in known) for tag in basis.rule.tags if tag not in usable
    )
