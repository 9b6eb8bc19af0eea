"""How a figure follows from posts: each person once in the whole, once in each line. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction

from lms.people.service import WorkingGroup
from lms.targets.rules import Rule

TOTAL, APART, UNLISTED = 0, -1, -2  # beside the ids of units, which are positive


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


Places = tuple[tuple[int, WorkingGroup], ...]  # units and groups, each once, in order


@dataclass(frozen=True, slots=True)
class Standing:
    """So many people hold posts in exactly these units and groups, and so many are trained."""

    places: Places
    people: int
    trained: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Lines of a unit and of those right below it."""

    total: Line  # the official figure
    own: Line  # posts in the unit itself
    children: Mapping[int, Line]
    apart: Line  # outside the official figure
    unlisted: Line  # in units without the complete list that the target needs
    in_several: int  # people counted in more than one of `own` and `children`


Key = tuple[int, WorkingGroup | None]  # a line and a group; None: the whole line


class Tree:
    """The part of the tree that a figure is about: unit → path ("/1/5/23/"), as of its day."""

    def __init__(
        self,
        top: int,
        paths: Mapping[int, str],
        apart: AbstractSet[int],
        unlisted: AbstractSet[int] = frozenset(),
    ) -> None:
        self.top = top
        start = paths.get(top)
        self._lines = {
            unit: self._line(unit, path[len(start) :], apart, unlisted)
            for unit, path in paths.items()
            if start is not None and path.startswith(start)
        }

    def _line(
        self, unit: int, rest: str, apart: AbstractSet[int], unlisted: AbstractSet[int]
    ) -> int:
        """Return the line that counts posts in `unit`; `rest` is its path from the top down."""
        if unit in apart:
            return APART
        if unit in unlisted:
            return UNLISTED
        child, _, _ = rest.partition("/")
        return int(child) if child else self.top  # the top, or a unit that has become the top

    def lines(self, places: Places) -> tuple[tuple[int, WorkingGroup], ...]:
        """Return the lines, and groups in them, that people with these posts count in, each once.

        Places outside the figure are in none.
        """
        lines = self._lines
        if len(places) == 1:
            ((unit, group),) = places
            return ((lines[unit], group),) if unit in lines else ()
        return tuple({(lines[unit], group) for unit, group in places if unit in lines})


def _keys(lines: Iterable[tuple[int, WorkingGroup]]) -> set[Key]:
    """Return what people in these lines and groups count in, each once."""
    keys: set[Key] = set()
    for line, group in lines:
        keys |= {(line, None), (line, group)}
        if line > 0:
            keys |= {(TOTAL, None), (TOTAL, group)}
    return keys


def apart_units(kinds: Mapping[int, str], paths: Mapping[int, str], rule: Rule) -> frozenset[int]:
    """Return the units that are of a kind shown apart, or lie below one."""
    heads = {str(unit) for unit, kind in kinds.items() if kind in rule.apart}
    if not heads:
        return frozenset()
    return frozenset(
        unit for unit, path in paths.items() if not heads.isdisjoint(path.strip("/").split("/"))
    )


def unlisted_units(paths: Mapping[int, str], covered: Mapping[int, bool]) -> frozenset[int]:
    """Return the units without a complete list: `covered` has what each confirmed word says.

    The word of the unit itself or of the nearest one above decides; without a word there is none.
    """
    return frozenset(
        unit
        for unit, path in paths.items()
        if not next(
            (
                covered[part]
                for part in (unit, *map(int, reversed(path.strip("/").split("/"))))
                if part in covered
            ),
            False,
        )
    )


def tally(
    rule: Rule, tree: Tree, *, children: Sequence[int], standings: Iterable[Standing]
) -> Tally:
    """Count each person once in the whole and once in each line."""
    together: dict[tuple[tuple[int, WorkingGroup], ...], tuple[int, int]] = {}
    for standing in standings:
        lines = tree.lines(standing.places)
        number, number_trained = together.get(lines, (0, 0))
        together[lines] = (number + standing.people, number_trained + standing.trained)
    people: Counter[Key] = Counter()
    trained: Counter[Key] = Counter()
    in_several = 0
    for lines, (number, number_trained) in together.items():
        keys = _keys(lines)
        for key in keys:
            people[key] += number
            trained[key] += number_trained
        if len({line for line, _ in lines if line > 0}) > 1:
            in_several += number

    def line(number: int) -> Line:
        counts = {g: Count(people[number, g], trained[number, g]) for g in rule.groups}
        return _line(rule, Count(people[number, None], trained[number, None]), counts)

    return Tally(
        total=line(TOTAL),
        own=line(tree.top),
        children={child: line(child) for child in children},
        apart=line(APART),
        unlisted=line(UNLISTED),
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
