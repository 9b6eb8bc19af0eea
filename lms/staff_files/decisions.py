"""What HR decided about single rows of a preview. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

OTHER = "other"  # somebody who is not on the register yet
CORRECTION = "correction"  # the post was recorded wrongly
MOVE = "move"


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions about a change set, by row."""

    who: Mapping[int, UUID | None]  # None: somebody new
    corrections: frozenset[int]


def decided_of(decisions: Mapping[str, str]) -> Decided:
    """Return decisions as `ChangeSet.decisions` keeps them: {row: uuid | word}."""
    who: dict[int, UUID | None] = {}
    corrections = set()
    for number, choice in decisions.items():
        if choice == CORRECTION:
            corrections.add(int(number))
        else:
            who[int(number)] = None if choice == OTHER else UUID(choice)
    return Decided(who, frozenset(corrections))
