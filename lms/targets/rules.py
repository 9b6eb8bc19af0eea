"""What a target says, and how its figure follows from posts: values in, values out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from lms.organisations.service import OrganisationKind
from lms.people.service import WorkingGroup
from lms.programme.document import Texts

TOTAL, APART = 0, -1  # beside the ids of units, which are positive


class Who(StrEnum):
    """Whom of a working group a target counts."""

    FULL_TIME = "full_time"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One version of a target.

    Source of the two that are delivered: Quyết định 1169/QĐ-TTg, 16/06/2025.
    """

    key: str
    name: Texts
    short_name: Texts
    basis: Texts
    groups: Mapping[WorkingGroup, Who]
    counted: tuple[OrganisationKind, ...]
    apart: tuple[OrganisationKind, ...]  # with all below them: never in the official figure
    tags: tuple[str, ...]  # completed programmes must cover them together
    in_depth: bool  # only programmes in depth count
    counts_from: date  # the first day on which a completion counts
    threshold: Fraction
    due_on: date
    pooled: bool  # False: each working group must reach the threshold

    def counts_post(self, group: WorkingGroup, *, full_time: bool) -> bool:
        """Tell whether a post in `group` puts its holder in the population."""
        who = self.groups.get(group)
        return who is Who.EVERYONE or (who is Who.FULL_TIME and full_time)

    def is_met_by(self, done: Iterable[tuple[str, bool, date]]) -> bool:
        """Tell whether what a person completed, as (tag, in depth, day), makes them trained."""
        found = {
            tag for tag, deep, on in done if on >= self.counts_from and (deep or not self.in_depth)
        }
        return found.issuperset(self.tags)


def rule_document(rule: Rule) -> dict[str, Any]:
    """Return `rule` as the JSON that is stored."""
    return {
        "key": rule.key,
        "name": rule.name,
        "short_name": rule.short_name,
        "basis": rule.basis,
        "groups": {group.value: who.value for group, who in rule.groups.items()},
        "counted": [kind.value for kind in rule.counted],
        "apart": [kind.value for kind in rule.apart],
        "tags": list(rule.tags),
        "in_depth": rule.in_depth,
        "counts_from": rule.counts_from.isoformat(),
        "threshold": str(rule.threshold),
        "due_on": rule.due_on.isoformat(),
        "pooled": rule.pooled,
    }


def rule_from(document: Mapping[str, Any]) -> Rule:
    """Return the rule that `rule_document` wrote; groups come in the order of `WorkingGroup`."""
    groups = document["groups"]
    return Rule(
        key=document["key"],
        name=document["name"],
        short_name=document["short_name"],
        basis=document["basis"],
        groups={group: Who(groups[group]) for group in WorkingGroup if group in groups},
        counted=tuple(map(OrganisationKind, document["counted"])),
        apart=tuple(map(OrganisationKind, document["apart"])),
        tags=tuple(document["tags"]),
        in_depth=document["in_depth"],
        counts_from=date.fromisoformat(document["counts_from"]),
        threshold=Fraction(document["threshold"]),
        due_on=date.fromisoformat(document["due_on"]),
        pooled=document["pooled"],
    )


@dataclass(frozen=True, slots=True)
class Count:
    """So many people, so many of them trained."""

    people: int = 0
    trained: int = 0


def still_needed(threshold: Fraction, count: Count) -> int:
    """Return how many more must be trained: max(0, ceil(threshold × people) - trained)."""
    wanted = -(-threshold.numerator * count.people // threshold.denominator)
    return max(0, wanted - count.trained)


def is_reached(threshold: Fraction, count: Count) -> bool | None:
    """Tell whether `count` reaches `threshold`, tested on whole numbers; None: nobody to train."""
    if not count.people:
        return None
    return threshold.numerator * count.people <= threshold.denominator * count.trained


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a figure: each person once in the whole and once in each of their groups."""

    whole: Count
    groups: Mapping[WorkingGroup, Count]
    needed: int
    reached: bool | None  # None: there is nobody to train


@dataclass(frozen=True, slots=True)
class Cell:
    """How many people hold posts only in this unit and group."""

    unit: int
    group: WorkingGroup
    people: int
    trained: int


@dataclass(frozen=True, slots=True)
class Place:
    """One of the several units and groups in which a person holds posts."""

    person: int
    unit: int
    group: WorkingGroup
    is_trained: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Lines of a unit and of those right below it."""

    total: Line  # the official figure
    own: Line  # posts in the unit itself
    children: Mapping[int, Line]
    apart: Line  # outside the official figure
    in_several: int  # people counted in more than one of `own` and `children`


Key = tuple[int, WorkingGroup | None]  # a line and a group; None: the whole line


class Tree:
    """The part of the tree that a figure is about: unit → path ("/1/5/23/"), as of its day."""

    def __init__(self, top: int, paths: Mapping[int, str], apart: AbstractSet[int]) -> None:
        self.top = top
        self.apart = apart
        self._paths = paths

    def line_of(self, unit: int) -> int:
        """Return the id of the line that counts posts in `unit`: a child of the top, or the top."""
        if unit in self.apart:
            return APART
        if unit == self.top:
            return unit
        ids = self._paths[unit].strip("/").split("/")
        below = ids[ids.index(str(self.top)) + 1 :]
        return int(below[0]) if below else self.top  # a unit that has become the top

    def keys(self, unit: int, group: WorkingGroup) -> Iterator[Key]:
        """Yield what a post in `unit` and `group` counts in."""
        line = self.line_of(unit)
        for number in (line,) if line == APART else (TOTAL, line):
            yield number, None
            yield number, group


def apart_units(kinds: Mapping[int, str], paths: Mapping[int, str], rule: Rule) -> frozenset[int]:
    """Return the units that are of a kind shown apart, or lie below one."""
    heads = {str(unit) for unit, kind in kinds.items() if kind in rule.apart}
    if not heads:
        return frozenset()
    return frozenset(
        unit for unit, path in paths.items() if not heads.isdisjoint(path.strip("/").split("/"))
    )


def tally(
    rule: Rule,
    tree: Tree,
    *,
    children: Sequence[int],
    cells: Iterable[Cell],
    places: Iterable[Place],
) -> Tally:
    """Count each person once in the whole and once in each line."""
    people: Counter[Key] = Counter()
    trained: Counter[Key] = Counter()
    for cell in cells:
        for key in tree.keys(cell.unit, cell.group):
            people[key] += cell.people
            trained[key] += cell.trained
    held: defaultdict[tuple[int, bool], set[Key]] = defaultdict(set)
    for place in places:
        held[place.person, place.is_trained].update(tree.keys(place.unit, place.group))
    in_several = 0
    for (_, is_trained), keys in held.items():
        people.update(keys)
        if is_trained:
            trained.update(keys)
        in_several += sum(line > 0 and group is None for line, group in keys) > 1

    def line(number: int) -> Line:
        counts = {g: Count(people[number, g], trained[number, g]) for g in rule.groups}
        return _line(rule, Count(people[number, None], trained[number, None]), counts)

    return Tally(
        total=line(TOTAL),
        own=line(tree.top),
        children={child: line(child) for child in children},
        apart=line(APART),
        in_several=in_several,
    )


def line_of(threshold: Fraction, count: Count) -> Line:
    """Return the line of one working group by itself."""
    return Line(count, {}, still_needed(threshold, count), is_reached(threshold, count))


def _line(rule: Rule, whole: Count, groups: Mapping[WorkingGroup, Count]) -> Line:
    tested = [whole] if rule.pooled else [count for count in groups.values() if count.people]
    return Line(
        whole=whole,
        groups=groups,
        needed=sum(still_needed(rule.threshold, count) for count in tested),
        reached=all(is_reached(rule.threshold, count) for count in tested)
        if whole.people
        else None,
    )
