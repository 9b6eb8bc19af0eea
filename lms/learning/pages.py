"""What the quiz pages show, put together from an attempt. Values in, values out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from lms.assessment.service import Saved
from lms.catalog.service import Question
from lms.core.i18n import gettext


@dataclass(frozen=True, slots=True)
class Place:
    """One question's place in the list beside a quiz."""

    number: int
    answered: bool
    here: bool


def places(
    drawn: Sequence[tuple[Question, Mapping[str, Any]]], saved: Mapping[str, Saved], here: int
) -> list[Place]:
    """Return the list of questions; `here` is the number of the one shown, 0 for none."""
    return [
        Place(number, question.key in saved, number == here)
        for number, (question, _) in enumerate(drawn, start=1)
    ]


def resume_at(
    drawn: Sequence[tuple[Question, Mapping[str, Any]]], saved: Mapping[str, Saved]
) -> int | None:
    """Return the number of the question to go on with; None when all are answered.

    The first one without an answer after the one answered last, else the first without one.
    """
    numbers = {question.key: number for number, (question, _) in enumerate(drawn, start=1)}
    unanswered = [number for key, number in numbers.items() if key not in saved]
    newest = max(saved, key=lambda key: saved[key].sequence, default=None)
    last = numbers[newest] if newest is not None else 0
    return next((n for n in unanswered if n > last), next(iter(unanswered), None))


def ten_points(score: Decimal) -> str:
    """Return a score (0-1) out of ten, cut to one place: 0.7500 gives "7,5"."""
    tenths = int(score * 100)
    whole, rest = divmod(tenths, 10)
    point = gettext(",")
    return f"{whole}{point}{rest}" if rest else str(whole)


def in_order(things: Sequence[Any], keys: Sequence[str] | None) -> Sequence[Any]:
    """Return what has a key in the order of `keys`; without keys, as the author wrote it."""
    if not keys:
        return things
    return sorted(things, key=lambda thing: keys.index(thing.key))


def chosen_places(value: Any) -> Mapping[str, str]:  # noqa: ANN401 - JSON
    """Return {key: place} of an order, complete (a list of keys) or as a form had it."""
    if isinstance(value, list):
        return {key: str(place) for place, key in enumerate(value, start=1)}
    return value or {}


def numbered_gaps(prompt: str) -> str:
    """Return a prompt with its holes shown as "…(1)…"; the fields below bear the numbers."""
    numbers = count(1)
    return re.sub(r"\[\[[^\]]+\]\]", lambda _: f"…({next(numbers)})…", prompt)


def duration(minutes: int) -> str:
    """Say a number of minutes: 130 gives "2 giờ 10 phút"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("%(minutes)d phút", minutes=rest)
    if not rest:
        return gettext("%(hours)d giờ", hours=hours)
    return gettext("%(hours)d giờ %(minutes)d phút", hours=hours, minutes=rest)
