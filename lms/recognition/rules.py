"""What a paper is, which days make sense, who approved whom: values in, values out."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms.core.text import nfc, short_date
from lms.recognition.errors import TrainingDates, TrainingNotOver

_KINDS = (
    (b"%PDF-", "application/pdf", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
)
_LONG_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){8,}")
LONGEST_NAME = 150


@dataclass(frozen=True, slots=True)
class Kind:
    """What a paper is by its first bytes; names and declared types can lie."""

    media_type: str
    ending: str


def kind_of(content: bytes) -> Kind | None:
    """Return what `content` is, None for anything but PDF, PNG and JPEG."""
    found = (Kind(media, end) for magic, media, end in _KINDS if content.startswith(magic))
    return next(found, None)


def kept_name(name: str, kind: Kind) -> str:
    """Return a file's name as it is kept: no path, no run of nine digits, the ending it earns."""
    last = nfc(re.split(r"[/\\]", name)[-1])
    stem = last.rpartition(".")[0] or last
    plain = "".join(c for c in _LONG_NUMBER.sub("…", stem) if c.isprintable())
    return f"{plain[:LONGEST_NAME] or 'minh-chung'}.{kind.ending}"


def table_name(name: str) -> str:
    """Return an uploaded table's name without what may be an ID number."""
    return _LONG_NUMBER.sub("…", nfc(re.split(r"[/\\]", name)[-1]))[:LONGEST_NAME]


def check_days(*, started_on: date, completed_on: date, today: date) -> None:
    """Raise `TrainingDates` or `TrainingNotOver` for days that cannot be."""
    if completed_on < started_on:
        raise TrainingDates(start=short_date(started_on), end=short_date(completed_on))
    if completed_on > today:
        raise TrainingNotOver(day=short_date(completed_on))


@dataclass(frozen=True, slots=True)
class Mutual:
    """Two officers who approved each other's files."""

    one: UUID  # accounts, the smaller first
    other: UUID
    by_one: int  # files of `other` that `one` approved
    by_other: int


def mutual_pairs(approved: Iterable[tuple[UUID, UUID]]) -> list[Mutual]:
    """Return who approved each other, most first; `approved` is (who filed, who approved)."""
    counts = Counter(approved)
    pairs = [
        Mutual(one, other, counts[other, one], counts[one, other])
        for one, other in counts
        if one < other and (other, one) in counts
    ]
    return sorted(pairs, key=lambda pair: (-pair.by_one - pair.by_other, pair.one, pair.other))
