"""Small numbers hidden so that nothing brings them back: values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 5  # people trained, and people not yet: fewer could be told one by one, and so could none


@dataclass(frozen=True, slots=True)
class Line:
    """One province, or several shown as one."""

    names: tuple[str, ...]
    people: int
    trained: int

    @property
    def is_small(self) -> bool:
        """Tell whether the numbers say too much about single people."""
        return min(self.trained, self.people - self.trained) < LEAST


def publishable(lines: Sequence[Line]) -> list[Line]:
    """Return lines that may be shown together with their sum; [] if there are none.

    Provinces with small numbers are shown as one line. A line of one province would be what is
    left of the sum, and a small one would say too much itself: so the smallest of the others go in
    until there are two or more and their sum is large enough. Those without anybody to train are
    left out.
    """
    peopled = sorted((line for line in lines if line.people), key=lambda line: line.people)
    shown = [line for line in peopled if not line.is_small]
    hidden = [line for line in peopled if line.is_small]
    if not hidden:
        return shown
    while shown and (len(hidden) == 1 or together(hidden).is_small):
        hidden.append(shown.pop(0))
    pool = together(hidden)
    return [] if len(hidden) == 1 or pool.is_small else [*shown, pool]


def together(lines: Sequence[Line]) -> Line:
    """Return several lines as one."""
    return Line(
        names=tuple(name for line in lines for name in line.names),
        people=sum(line.people for line in lines),
        trained=sum(line.trained for line in lines),
    )
