"""Which changes of the register raise a percentage: values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.oversight.names import Way


@dataclass(frozen=True, slots=True)
class Held:
    """A post as one row says it: in which unit, as what, from when to when."""

    thread: UUID
    organisation_id: int
    group: str
    full_time: bool
    valid_from: date
    valid_to: date | None  # the first day no longer held


def way_of(before: Held, after: Sequence[Held]) -> Way | None:
    """Return how a unit lost somebody when `before` was superseded; None: it did not.

    `after` is all that was written about the same person at the same moment. A post that ends
    earlier and goes on in another post is what the other post says: a move, part-time work,
    another group; one that goes on in nothing has been left. A new title, an earlier beginning
    and a later end keep the person counted.
    """
    kept = next((held for held in after if held.thread == before.thread), None)
    if kept is not None and not _ends_earlier(kept, before):
        changed = _changed(before, kept)
        return changed or (Way.REDATED if kept.valid_from > before.valid_from else None)
    start = before.valid_from if kept is None else kept.valid_to
    later = [h for h in after if h.thread != before.thread and start and h.valid_from >= start]
    if later:
        return _changed(before, min(later, key=lambda held: held.valid_from))
    return Way.LEFT if kept is None or before.valid_to is None else Way.REDATED


def _ends_earlier(kept: Held, before: Held) -> bool:
    if kept.valid_to is None:
        return False
    return before.valid_to is None or kept.valid_to < before.valid_to


def _changed(before: Held, new: Held) -> Way | None:
    if new.organisation_id != before.organisation_id:
        return Way.MOVED
    if before.full_time and not new.full_time:
        return Way.PART_TIME
    return Way.REGROUPED if new.group != before.group else None


def is_backdated(completed_on: date, recorded_on: date) -> bool:
    """Tell whether something was said to be done on a day before the one it was written down."""
    return completed_on < recorded_on


def is_whole_country(paths: Sequence[str]) -> bool:
    """Tell whether the root, of which everything is a part, is among `paths`."""
    return any(path.count("/") == 2 for path in paths)  # noqa: PLR2004 - "/1/"
