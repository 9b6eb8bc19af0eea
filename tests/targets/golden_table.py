"""`golden.md` read: what happened, and the figures that were reckoned by hand."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from lms.core.clock import VIETNAM
from lms.core.text import parse_date
from lms.targets.service import TreeOf

TABLE = Path(__file__).with_name("golden.md")
NOTHING = "–"
TREES = {"then": TreeOf.THE_DAY, "today": TreeOf.TODAY}
Row = dict[str, str]


def tables(path: Path = TABLE) -> dict[str, list[Row]]:
    """Return the rows of the file's tables by the head of their first column and of their last."""
    found: dict[str, list[Row]] = {}
    head: list[str] = []
    for text in path.read_text(encoding="utf-8").splitlines():
        if not text.startswith("|"):
            head = []
            continue
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        if not head:
            head = cells
        elif set(text) - set("|-"):  # not the line below the head
            found.setdefault(f"{head[0]}…{head[-1]}", []).append(
                dict(zip(head, cells, strict=True))
            )
    return found


def names_in(cell: str) -> frozenset[str]:
    """Return the names in a cell."""
    return frozenset() if cell == NOTHING else frozenset(cell.split(", "))


@dataclass(frozen=True)
class Event:
    """A line of “What happened”."""

    number: int
    recorded: date
    day: date
    what: str
    who: str
    details: str

    @property
    def now(self) -> datetime:
        """Return the moment at which it is recorded: in the order of the table."""
        morning = datetime.combine(self.recorded, time(9), VIETNAM)
        return morning + timedelta(minutes=self.number)


@dataclass(frozen=True)
class Question:
    """What a figure is asked with."""

    number: int  # of the line
    key: str
    unit: str
    as_of: date
    known: date
    tree: TreeOf

    @property
    def known_at(self) -> datetime:
        """Return the end of the day on which it is known."""
        return datetime.combine(self.known, time(18), VIETNAM)


@dataclass(frozen=True)
class Expected(Question):
    """A line of “Figures”: what was reckoned by hand."""

    trained: frozenset[str]
    not_yet: frozenset[str]
    n: int
    whole: int
    needed: int
    result: str


def events() -> list[Event]:
    """Return what happened, in the order in which it was recorded."""
    return [
        Event(
            number=int(row["No"]),
            recorded=parse_date(row["Recorded"]),
            day=parse_date(row["Holds from"]),
            what=row["What"],
            who=row["Who"],
            details=row["Details"],
        )
        for row in tables()["No…Details"]
    ]


def figures() -> list[Expected]:
    """Return the figures that were reckoned by hand."""
    return [
        Expected(
            **_question(row),
            trained=names_in(row["Trained"]),
            not_yet=names_in(row["Not yet"]),
            n=int(row["n"]),
            whole=int(row["N"]),
            needed=int(row["Needed"]),
            result=row["Result"],
        )
        for row in tables()["No…Result"]
    ]


@dataclass(frozen=True)
class Beside(Question):
    """A line of “Beside the figure”."""

    apart: tuple[frozenset[str], frozenset[str]]  # trained, not yet
    unlisted: tuple[frozenset[str], frozenset[str]]
    in_several: frozenset[str]


def beside() -> list[Beside]:
    """Return what is shown beside some figures."""
    return [
        Beside(
            **_question(row),
            apart=(names_in(row["Apart, trained"]), names_in(row["Apart, not yet"])),
            unlisted=(names_in(row["No list, trained"]), names_in(row["No list, not yet"])),
            in_several=names_in(row["In several"]),
        )
        for row in tables()["No…In several"]
    ]


def _question(row: Row) -> dict[str, Any]:
    return {
        "number": int(row["No"]),
        "key": row["Target"].lower(),
        "unit": row["Unit"],
        "as_of": parse_date(row["As of"]),
        "known": parse_date(row["Known"]),
        "tree": TREES[row.get("Tree", "then")],
    }
