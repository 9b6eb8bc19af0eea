"""What a figure is asked with: values that queries and services share."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from lms.people.service import WorkingGroup
from lms.targets.reasons import Part, State
from lms.targets.rules import Rule


class TreeOf(StrEnum):
    """In which tree the units stand; also the value in addresses."""

    THE_DAY = "khi-do"  # as it was on the figure's day
    TODAY = "hien-nay"  # as it was known to be at the moment of knowing


@dataclass(frozen=True, slots=True)
class Basis:
    """What a figure is about: a rule, a unit as it was on a day, as known at a moment."""

    rule: Rule
    organisation_id: int
    path: str | None  # None: the unit did not exist on that day
    as_of: date
    known_at: datetime
    apart: frozenset[int] = frozenset()  # units outside the official figure
    unlisted: frozenset[int] = frozenset()  # units without the complete list it needs
    tree: TreeOf = TreeOf.THE_DAY

    @property
    def at(self) -> dict[str, Any]:
        """Return the two moments as keywords."""
        return {"as_of": self.as_of, "known_at": self.known_at}

    @property
    def scope(self) -> tuple[str, ...]:
        """Return the paths at or below which posts are looked for."""
        return (self.path,) if self.path else ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose names are asked for; None: no narrowing."""

    state: State | None = None
    part: Part | None = None
    group: WorkingGroup | None = None
