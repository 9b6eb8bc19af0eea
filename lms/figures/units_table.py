"""The units below a figure as a table: put in order, narrowed by name, with their last months."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from lms.core.clock import month_ends
from lms.core.text import fold
from lms.figures.asking import Asked
from lms.targets.service import Child, Figure, Line, figure

MONTHS = 6  # before the figure's day, in the small drawings
FIRST = "thieu"


def _share(line: Line) -> Fraction:
    return Fraction(line.whole.trained, line.whole.people) if line.whole.people else Fraction(-1)


# What an address may ask for; each begins with what a reader looks for first.
ORDERS: Mapping[str, Callable[[Child], Any]] = {
    "ten": lambda child: child.position,
    "tong": lambda child: (-child.line.whole.people, child.position),
    "da": lambda child: (-child.line.whole.trained, child.position),
    "ty-le": lambda child: (-_share(child.line), child.position),
    FIRST: lambda child: (-child.line.needed, child.position),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """How the table is asked for."""

    order: str = FIRST
    is_reversed: bool = False
    text: str = ""
    trend: bool = False

    def arguments(self, order: str | None = None, *, trend: bool | None = None) -> dict[str, str]:
        """Return an address's arguments for this, or for another order: twice turns it round."""
        turned = not self.is_reversed if order == self.order else False
        is_reversed = self.is_reversed if order is None else turned
        wanted = {
            "xep": order or self.order,
            "nguoc": "co" if is_reversed else "",
            "tim": self.text,
            "xu-huong": "co" if (self.trend if trend is None else trend) else "",
        }
        return {name: value for name, value in wanted.items() if value and value != FIRST}


def wish_from(arguments: Mapping[str, str]) -> Wish:
    """Return what an address asks for; an unknown order is the usual one."""
    order = arguments.get("xep", FIRST)
    return Wish(
        order=order if order in ORDERS else FIRST,
        is_reversed=arguments.get("nguoc") == "co",
        text=arguments.get("tim", "").strip(),
        trend=arguments.get("xu-huong") == "co",
    )


def arrange(children: Sequence[Child], wish: Wish) -> list[Child]:
    """Return the units whose name has the words in it, with or without tone marks, in order."""
    wanted = fold(wish.text)
    found = [child for child in children if wanted in fold(child.name)]
    return sorted(found, key=ORDERS[wish.order], reverse=wish.is_reversed)


@dataclass(frozen=True, slots=True)
class Trend:
    """A unit's share at the ends of the last months and now, in percent cut to one decimal."""

    shares: tuple[float, ...]

    @property
    def change(self) -> float:
        """Return by how many points it rose since the first of them."""
        return round(self.shares[-1] - self.shares[0], 1)


def trends(session: Session, asked: Asked, made: Figure) -> dict[object, Trend]:
    """Return the trend of each unit that had people before, by uuid: a figure for each month."""
    shares: dict[object, list[float]] = {}
    for day in month_ends(asked.day, MONTHS)[:-1]:
        then = figure(
            session,
            rule=asked.rule,
            organisation=asked.unit,
            as_of=day,
            known_at=asked.now,
            tree=asked.tree,
        )
        _note(shares, then.children)
    _note(shares, made.children)
    return {uuid: Trend(tuple(found)) for uuid, found in shares.items() if len(found) > 1}


def _note(shares: dict[object, list[float]], children: Sequence[Child]) -> None:
    for child in children:
        whole = child.line.whole
        if whole.people:
            shares.setdefault(child.uuid, []).append(whole.trained * 1000 // whole.people / 10)
