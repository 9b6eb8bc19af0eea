"""Units and rows as comparing a list sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from lms.core.text import one_spelling
from lms.gazetteer.columns import Entry, Problem
from lms.gazetteer.models import Action
from lms.organisations.service import OrganisationKind


@dataclass(frozen=True, slots=True)
class Known:
    """An open unit of the tree, with what comparing needs."""

    id: int
    name: str
    short_name: str
    kind: OrganisationKind
    parent_id: int | None
    path: str
    full_name: str
    since: date  # what is now so of it
    placed_since: date  # where it is now
    codes: tuple[str, ...] = ()


Place = Known | int  # a unit of the tree, or the number of a row that makes a new one
Change = tuple[str, str, str]  # column, before, after


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a row would do."""

    entry: Entry
    unit: Known | None = None
    parent: Place | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def action(self) -> Action:
        """Return the outcome in a word."""
        if self.problems:
            return Action.ERROR
        if self.unit is None:
            return Action.CREATE
        return Action.UPDATE if self.changes else Action.UNCHANGED

    def wrong(self, found: Problem) -> "Outcome":
        """Return it with one more problem."""
        return replace(self, problems=(*self.problems, found))


@dataclass(slots=True)
class Tree:
    """The units in reach, found by id, code and name."""

    units: Mapping[int, Known]
    tops: tuple[int, ...]  # ids at the head of the scope
    codes_elsewhere: frozenset[str]
    by_code: dict[str, list[Known]] = field(default_factory=dict)
    by_name: dict[tuple[int | None, str], list[Known]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Build the two indexes."""
        for unit in self.units.values():
            for code in unit.codes:
                self.by_code.setdefault(code, []).append(unit)
            self.by_name.setdefault((unit.parent_id, one_spelling(unit.name)), []).append(unit)
