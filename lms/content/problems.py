"""Mistakes in `courses/`: where, what is wrong, and how to mend it. All are found in one go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from typing_extensions import override

from lms.core.i18n import gettext


class Place(NamedTuple):
    """A line of a file; `file` is written from `courses/` on, lines count from 1."""

    file: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Complaint:
    """A kind of mistake: `cause` and `cure` are msgids that take the same parameters."""

    cause: str
    cure: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake at one place."""

    place: Place
    complaint: Complaint
    params: Mapping[str, object]

    @property
    def file(self) -> str:
        """Return the file, from `courses/` on."""
        return self.place.file

    @property
    def line(self) -> int:
        """Return the line, counted from 1."""
        return self.place.line

    @property
    def cause(self) -> str:
        """Say what is wrong, in the reader's language."""
        return gettext(self.complaint.cause, **self.params)

    @property
    def cure(self) -> str:
        """Say how to mend it, in the reader's language."""
        return gettext(self.complaint.cure, **self.params)

    @override
    def __str__(self) -> str:
        """Return "file:line: cause cure" in one line."""
        return f"{self.file}:{self.line}: {self.cause} {self.cure}"


@dataclass(slots=True)
class Problems:
    """What has been found so far; readers add to it and go on with a harmless value."""

    found: list[Problem] = field(default_factory=list)

    def add(self, place: Place, complaint: Complaint, **params: object) -> None:
        """Note `complaint` at `place`."""
        self.found.append(Problem(place, complaint, params))

    def in_order(self) -> tuple[Problem, ...]:
        """Return the problems by file and line, each once."""
        unique = {(p.place, p.complaint, tuple(p.params.items())): p for p in self.found}
        return tuple(sorted(unique.values(), key=lambda p: p.place))
