"""What a year's report counts, and how: values in, values out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lms.core.i18n import msgid
from lms.learning.service import CompletionKind
from lms.organisations.service import OrganisationKind
from lms.people.service import Category, Sex

ENDS = (12, 14)  # month and day: Nghị định 09/2019/NĐ-CP, yearly reports
CONTENTS = {  # of fostering: Nghị định 171/2025/NĐ-CP
    1: msgid("Lý luận chính trị"),
    2: msgid("Quốc phòng và an ninh"),
    3: msgid("Kiến thức, kỹ năng quản lý nhà nước"),
    4: msgid("Kiến thức, kỹ năng theo vị trí việc làm"),
    5: msgid("Khoa học, công nghệ, đổi mới sáng tạo, kỹ năng số"),
}


class Level(StrEnum):
    """Where in the State somebody works."""

    CENTRAL = "central"
    PROVINCE = "province"
    COMMUNE = "commune"


class Form(StrEnum):
    """How somebody was trained."""

    ONLINE = "online"
    OUTSIDE = "outside"  # recognised: in a class elsewhere


LEVEL_NAMES = {
    Level.CENTRAL: msgid("Trung ương"),
    Level.PROVINCE: msgid("Cấp tỉnh"),
    Level.COMMUNE: msgid("Cấp xã"),
}
FORM_NAMES = {Form.ONLINE: msgid("Trực tuyến"), Form.OUTSIDE: msgid("Ở nơi khác, được công nhận")}


@dataclass(frozen=True, slots=True)
class Result:
    """A programme that somebody completed in the year, and where they worked on that day."""

    person_id: int
    sex: Sex | None
    is_minority: bool | None  # None: not recorded
    level: Level
    category: Category | None
    content: int
    form: Form


@dataclass(slots=True)
class Row:
    """People and times of one kind of staff."""

    people: set[int] = field(default_factory=set)
    women: set[int] = field(default_factory=set)
    minority: set[int] = field(default_factory=set)
    without_answer: set[int] = field(default_factory=set)  # whether they belong to one
    contents: dict[int, int] = field(default_factory=lambda: dict.fromkeys(CONTENTS, 0))
    forms: dict[Form, int] = field(default_factory=lambda: dict.fromkeys(Form, 0))

    @property
    def times(self) -> int:
        """Return how often somebody was trained."""
        return sum(self.forms.values())

    def add(self, result: Result) -> None:
        """Count one more result."""
        self.people.add(result.person_id)
        if result.sex is Sex.FEMALE:
            self.women.add(result.person_id)
        if result.is_minority is None:
            self.without_answer.add(result.person_id)
        elif result.is_minority:
            self.minority.add(result.person_id)
        self.contents[result.content] += 1
        self.forms[result.form] += 1


Key = tuple[Level, Category | None]


def period_of(year: int) -> tuple[date, date]:
    """Return the first and the last day that a year's report is about: 15/12 to 14/12."""
    month, day = ENDS
    return date(year - 1, month, day + 1), date(year, month, day)


def year_of(day: date) -> int:
    """Return the year in whose report a day falls."""
    return day.year if day <= period_of(day.year)[1] else day.year + 1


def form_of(kind: CompletionKind) -> Form:
    """Return how somebody was trained whose completion is of this kind; not for waivers."""
    return Form.OUTSIDE if kind == CompletionKind.RECOGNISED else Form.ONLINE


def count(results: Iterable[Result]) -> tuple[dict[Key, Row], Row]:
    """Return the rows in order of level and category, and the total with each person once.

    Whoever was trained twice in different kinds of work is in both rows.
    """
    rows: dict[Key, Row] = {}
    total = Row()
    for result in results:
        rows.setdefault((result.level, result.category), Row()).add(result)
        total.add(result)
    levels, categories = list(Level), [*Category, None]
    order = sorted(rows, key=lambda key: (levels.index(key[0]), categories.index(key[1])))
    return {key: rows[key] for key in order}, total


def level_of(path: str, kinds: Mapping[int, OrganisationKind]) -> Level:
    """Return the level of the unit at `path`: what it is, or what is above it."""
    parts: Sequence[OrganisationKind] = [
        OrganisationKind(kinds[int(part)]) for part in path.strip("/").split("/")
    ]
    if OrganisationKind.COMMUNE in parts:
        return Level.COMMUNE
    return Level.PROVINCE if OrganisationKind.PROVINCE in parts else Level.CENTRAL
