"""Periods, the list that is confirmed, what is odd in it, what changed: values in, values out."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from lms.core.i18n import gettext, msgid
from lms.people.service import WorkingGroup

YEAR = 12
ROMAN = ("I", "II", "III", "IV")
Listed = Mapping[UUID, AbstractSet[WorkingGroup]]  # person → groups


@dataclass(frozen=True, slots=True)
class Period:
    """Some months that HR answers for as a whole."""

    first: date
    after: date  # the first day no longer in it

    @property
    def name(self) -> str:
        """Return "quý IV/2026", "tháng 11/2026" …, in the reader's language."""
        months = (self.after.year - self.first.year) * YEAR + self.after.month - self.first.month
        number = (self.first.month - 1) // months
        match months:
            case 1:
                return gettext("tháng %(n)d/%(year)d", n=number + 1, year=self.first.year)
            case 3:
                return gettext("quý %(n)s/%(year)d", n=ROMAN[number], year=self.first.year)
            case 6 if number == 0:
                return gettext("6 tháng đầu năm %(year)d", year=self.first.year)
            case 6:
                return gettext("6 tháng cuối năm %(year)d", year=self.first.year)
            case _:
                return gettext("năm %(year)d", year=self.first.year)


def period_of(day: date, months: int) -> Period:
    """Return the period of `months` (1, 3, 6, 12) in which `day` lies; a year has whole ones."""
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    month = first.month + months
    after = date(first.year + (month > YEAR), (month - 1) % YEAR + 1, 1)
    return Period(first, after)


@dataclass(frozen=True, slots=True)
class Held:
    """A post on the day of the list, of somebody who is in it."""

    person: UUID
    name: str
    fold_key: str
    born_on: date | None
    unit: int
    top: int  # id of the ministry or province
    group: WorkingGroup
    full_time: bool
    inside: bool  # in the unit that confirms, or below it
    valid_from: date
    valid_to: date | None = None
    unit_closed: bool = False  # on that day


class Kind(StrEnum):
    """What may be wrong with a list."""

    DUPLICATE = "duplicate"
    CLOSED_UNIT = "closed_unit"
    NO_GROUP = "no_group"
    CONTRADICTION = "contradiction"


KIND_NAMES = {
    Kind.DUPLICATE: msgid("Có thể trùng: cùng họ tên và ngày sinh"),
    Kind.CLOSED_UNIT: msgid("Đang ở đơn vị đã ngừng hoạt động"),
    Kind.NO_GROUP: msgid("Chưa xếp nhóm công tác (nhóm Khác)"),
    Kind.CONTRADICTION: msgid(
        "Vị trí mâu thuẫn: hai vị trí chuyên trách cùng lúc ở hai bộ, tỉnh, hoặc ngày kết thúc "
        "trước ngày bắt đầu"
    ),
}


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing to settle or explain, and whom it is about."""

    kind: Kind
    people: tuple[tuple[UUID, str], ...]  # person, name


def listed(posts: Iterable[Held]) -> dict[UUID, frozenset[WorkingGroup]]:
    """Return who is in the list, each once, and in which groups."""
    groups: defaultdict[UUID, set[WorkingGroup]] = defaultdict(set)
    for post in posts:
        if post.inside:
            groups[post.person].add(post.group)
    return {person: frozenset(held) for person, held in groups.items()}


def counts(people: Listed) -> dict[WorkingGroup, int]:
    """Return how many are in each group; who is in two counts in both."""
    found = Counter(group for groups in people.values() for group in groups)
    return {group: found[group] for group in WorkingGroup if found[group]}


def canonical(people: Listed) -> str:
    """Return the list as the text that is hashed: persons by uuid, each with its groups."""
    rows = sorted((str(person), sorted(groups)) for person, groups in people.items())
    return json.dumps(rows, separators=(",", ":"))


def digest(people: Listed) -> str:
    """Return the SHA-256 of the list, 64 hex digits."""
    return sha256(canonical(people).encode()).hexdigest()


def seal(people: Listed, defects: Iterable[Defect]) -> str:
    """Return the SHA-256 of the list together with what is odd in it: what an officer saw."""
    odd = sorted((d.kind, sorted(str(person) for person, _ in d.people)) for d in defects)
    return sha256(json.dumps([canonical(people), odd]).encode()).hexdigest()


def find_defects(posts: Sequence[Held]) -> list[Defect]:
    """Return what is odd, in the order of `Kind`, each person or pair once a kind."""
    people = listed(posts)
    by_person: defaultdict[UUID, list[Held]] = defaultdict(list)
    for post in posts:
        if post.person in people:
            by_person[post.person].append(post)
    return [
        *_duplicates(by_person),
        *_each(Kind.CLOSED_UNIT, by_person, lambda held: any(_is_closed(p) for p in held)),
        *_each(Kind.NO_GROUP, by_person, lambda held: any(_is_other(p) for p in held)),
        *_each(Kind.CONTRADICTION, by_person, _contradict),
    ]


def _duplicates(by_person: Mapping[UUID, Sequence[Held]]) -> list[Defect]:
    twins: defaultdict[tuple[str, date], list[tuple[UUID, str]]] = defaultdict(list)
    for person, held in by_person.items():
        if held[0].born_on is not None:
            twins[held[0].fold_key, held[0].born_on].append((person, held[0].name))
    return [Defect(Kind.DUPLICATE, tuple(sorted(who))) for who in twins.values() if len(who) > 1]


def _each(
    kind: Kind, by_person: Mapping[UUID, Sequence[Held]], is_odd: Callable[[Sequence[Held]], bool]
) -> list[Defect]:
    return [
        Defect(kind, ((person, held[0].name),))
        for person, held in by_person.items()
        if is_odd(held)
    ]


def _is_closed(post: Held) -> bool:
    return post.inside and post.unit_closed


def _is_other(post: Held) -> bool:
    return post.inside and post.group is WorkingGroup.OTHER


def _contradict(held: Sequence[Held]) -> bool:
    tops = {post.top for post in held if post.full_time}
    ends = any(post.valid_to is not None and post.valid_to <= post.valid_from for post in held)
    return len(tops) > 1 or ends


@dataclass(frozen=True, slots=True)
class Changes:
    """Who is in the list and was not, and the other way round."""

    joined: tuple[UUID, ...]
    moved_in: tuple[UUID, ...]  # held a post elsewhere when the last list was confirmed
    left: tuple[UUID, ...]
    moved_out: tuple[UUID, ...]  # hold a post elsewhere now
    regrouped: tuple[UUID, ...]


def compare(
    before: Listed,
    now: Listed,
    *,
    elsewhere_before: AbstractSet[UUID],
    elsewhere_now: AbstractSet[UUID],
) -> Changes:
    """Return what changed between two lists; everybody stands in at most one part."""
    came, went = now.keys() - before.keys(), before.keys() - now.keys()
    return Changes(
        joined=tuple(sorted(came - elsewhere_before)),
        moved_in=tuple(sorted(came & elsewhere_before)),
        left=tuple(sorted(went - elsewhere_now)),
        moved_out=tuple(sorted(went & elsewhere_now)),
        regrouped=tuple(
            sorted(who for who in before.keys() & now.keys() if before[who] != now[who])
        ),
    )
