"""One person's days: where they hold posts that count, whether they are trained. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lms.people.service import WorkingGroup
from lms.targets.counting import Places

_GROUPS = {group.value: group for group in WorkingGroup}


@dataclass(frozen=True, slots=True)
class Stay:
    """A post that counts, from a day on, to the first day no longer held."""

    unit: int
    group: WorkingGroup
    begins: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class Covered:
    """A content covered from a day on, to the first day on which it no longer counts."""

    tag: str
    begins: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """So many more people with these places, so many more of them trained."""

    on: date
    places: Places
    people: int
    trained: int


def steps(stays: Sequence[Stay], covered: Sequence[Covered], tags: Iterable[str]) -> Iterator[Step]:
    """Yield how a person moves between places and becomes trained, in order of days."""
    wanted = frozenset(tags)
    was: Places = ()
    was_trained = False
    for day in _days([*stays, *covered]):
        places = tuple(sorted({(s.unit, s.group) for s in stays if _holds(s, day)}))
        trained = bool(places) and wanted <= {c.tag for c in covered if _holds(c, day)}
        if places == was:
            if trained != was_trained:
                yield Step(day, places, 0, trained - was_trained)
        else:
            if was:
                yield Step(day, was, -1, -was_trained)
            if places:
                yield Step(day, places, 1, int(trained))
        was, was_trained = places, trained


def written(places: Places) -> str:
    """Write places as they are kept."""
    return ",".join(f"{unit}:{group}" for unit, group in places)


@lru_cache(maxsize=32_768)  # the same places come with every figure
def places_from(text: str) -> Places:
    """Read what `written` wrote."""
    parts = (part.split(":") for part in text.split(","))
    return tuple((int(unit), _GROUPS[group]) for unit, group in parts)


def _days(spans: Sequence[Stay | Covered]) -> list[date]:
    return sorted({day for span in spans for day in (span.begins, span.ends) if day})


def _holds(one: Stay | Covered, day: date) -> bool:
    return one.begins <= day and (one.ends is None or day < one.ends)
