"""Personal ID numbers and posts in time: values in, values out."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from lms.core.i18n import msgid
from lms.people.errors import (
    IdNumberAge,
    IdNumberCentury,
    IdNumberLetters,
    IdNumberLostZero,
    IdNumberShape,
)
from lms.people.models import Category, Sex, WorkingGroup

T = TypeVar("T")

LENGTH = 12
PROVINCES = 96  # the first three digits keep the 63 old provinces' codes, 001-096, for life
YOUNGEST, OLDEST = 16, 100

WARNING_PROVINCE = msgid("Ba chữ số đầu của số định danh không có trong danh mục nơi đăng ký.")
WARNING_YEAR = msgid("Năm sinh trong số định danh khác với ngày sinh đã nhập.")
WARNING_SEX = msgid("Giới tính trong số định danh khác với giới tính đã nhập.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTerms:
    """What a post consists of. `valid_to` is the first day no longer held."""

    organisation_id: int
    working_group: WorkingGroup
    full_time: bool
    valid_from: date
    category: Category | None = None
    title: str | None = None
    valid_to: date | None = None

    @property
    def kind(self) -> tuple[int, WorkingGroup, bool]:
        """Return what makes two posts the same one if they are held at once."""
        return self.organisation_id, self.working_group, self.full_time


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A well-formed personal ID number (số định danh cá nhân), twelve digits.

    Digits 1-3: place of registration; 4: century and sex; 5-6: year; 7-12: random. There is no
    check digit. Source: Nghị định 137/2015/NĐ-CP, Điều 13.
    """

    digits: str

    @property
    def birth_year(self) -> int:
        """Return the year in digits 4-6."""
        return 1900 + 100 * (int(self.digits[3]) // 2) + int(self.digits[4:6])

    @property
    def sex(self) -> Sex:
        """Return the sex in digit 4."""
        return Sex.FEMALE if int(self.digits[3]) % 2 else Sex.MALE


def parse_id_number(text: str, *, today: date) -> IdNumber:
    """Read a number as typed (spaces, dots, hyphens allowed) or raise an `IdNumberInvalid`."""
    digits = re.sub(r"[\s.\-]", "", text)
    odd = next((char for char in digits if not ("0" <= char <= "9")), None)
    if odd is not None:
        raise IdNumberLetters(letter=odd)
    if len(digits) == LENGTH - 1:
        raise IdNumberLostZero
    if len(digits) != LENGTH:
        raise IdNumberShape(length=len(digits))
    if digits[3] not in "0123":
        raise IdNumberCentury(digit=digits[3])
    number = IdNumber(digits)
    if not YOUNGEST <= today.year - number.birth_year <= OLDEST:
        raise IdNumberAge(year=number.birth_year)
    return number


def id_number_warnings(number: IdNumber, *, born_on: date | None, sex: Sex | None) -> list[str]:
    """Return msgids of what looks wrong but may be right: real records contain errors."""
    warnings = []
    if not 1 <= int(number.digits[:3]) <= PROVINCES:
        warnings.append(WARNING_PROVINCE)
    if born_on is not None and born_on.year != number.birth_year:
        warnings.append(WARNING_YEAR)
    if sex is not None and sex != number.sex:
        warnings.append(WARNING_SEX)
    return warnings


def one_phone(text: str) -> str:
    """Return a telephone number as it is kept: digits only, 0 for the country code 84."""
    digits = "".join(char for char in text if "0" <= char <= "9")
    return f"0{digits[2:]}" if re.fullmatch(r"84\d{9,10}", digits) else digits


def mask(tail: str | None) -> str:
    """Return a number's mask, "********0001", from its last four digits; "" without a number."""
    return f"********{tail}" if tail else ""


def overlap(one: PostTerms, other: PostTerms) -> bool:
    """Tell whether there is a day on which both posts are held."""
    return (one.valid_to is None or other.valid_from < one.valid_to) and (
        other.valid_to is None or one.valid_from < other.valid_to
    )


def contradicts(one: PostTerms, other: PostTerms) -> bool:
    """Tell whether nobody can hold both: twice full-time in one unit and group at once.

    Part-time posts beside each other, and posts in several units, are normal.
    """
    return one.full_time and one.kind == other.kind and overlap(one, other)


def one_post_each(posts: Sequence[T], terms: Callable[[T], PostTerms]) -> list[list[T]]:
    """Part posts into groups that are one post: equal in kind, each overlapping the one before.

    Within a group, and among groups, the earliest comes first.
    """
    groups: list[tuple[PostTerms, list[T]]] = []
    for post in sorted(posts, key=lambda post: terms(post).valid_from):
        own = terms(post)
        for place, (whole, members) in enumerate(groups):
            if whole.kind == own.kind and overlap(whole, own):
                groups[place] = (whole_of(whole, own), [*members, post])
                break
        else:
            groups.append((own, [post]))
    return [members for _, members in groups]


def whole_of(terms: PostTerms, *others: PostTerms) -> PostTerms:
    """Return `terms` from the first day of all of them to the last."""
    every = (terms, *others)
    ends = [one.valid_to for one in every]
    return PostTerms(
        organisation_id=terms.organisation_id,
        working_group=terms.working_group,
        full_time=terms.full_time,
        category=terms.category,
        title=terms.title,
        valid_from=min(one.valid_from for one in every),
        valid_to=None if None in ends else max(end for end in ends if end is not None),
    )
