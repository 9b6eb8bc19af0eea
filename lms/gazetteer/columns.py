"""The columns of a unit list: headings, and what a row says. Values in, values out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core.errors import LmsError
from lms.core.i18n import LANGUAGES, gettext, in_every_language, in_language, msgid
from lms.core.text import fold, nfc, parse_date
from lms.gazetteer.errors import DoubledUnitColumn, MissingUnitColumns
from lms.organisations.service import KIND_NAMES, OrganisationKind

EMPTY = msgid("Ô này bắt buộc.")
FORMULA = msgid("Ô này là công thức. Hãy chép và dán lại dưới dạng giá trị (Paste Values).")
TOO_LONG = msgid("Hãy viết ngắn lại, nhiều nhất %(max)d ký tự.")
BAD_KIND = msgid("Không hiểu loại “%(value)s”. Hãy ghi một trong các loại: %(choices)s.")
BAD_DAY = msgid("Không hiểu ngày “%(value)s”. Hãy viết ngày/tháng/năm, ví dụ 05/02/2026.")
FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class UnitColumn:
    """One column of the template."""

    key: str
    heading: str  # Vietnamese msgid, as printed in the template
    most: int  # characters
    required: bool = False
    aliases: tuple[str, ...] = ()  # without tone marks
    width: int = 18


COLUMNS = (
    UnitColumn("code", msgid("Mã"), 40, aliases=("ma don vi", "code")),
    UnitColumn("name", msgid("Tên đơn vị"), 200, required=True, aliases=("ten", "name"), width=44),
    UnitColumn("short_name", msgid("Tên viết tắt"), 60, aliases=("viet tat", "short name")),
    UnitColumn("kind", msgid("Loại đơn vị"), 60, required=True, aliases=("loai", "kind"), width=28),
    UnitColumn(
        "parent",
        msgid("Đơn vị cấp trên"),
        400,
        aliases=("cap tren", "don vi cap tren ma hoac ten", "parent", "unit above"),
        width=40,
    ),
    UnitColumn("start", msgid("Ngày hiệu lực"), 40, aliases=("tu ngay", "effective date")),
)
BY_KEY: Mapping[str, UnitColumn] = {column.key: column for column in COLUMNS}
KIND_WORDS = {
    "bo": OrganisationKind.MINISTRY,
    "tinh": OrganisationKind.PROVINCE,
    "thanh pho": OrganisationKind.PROVINCE,
    "xa": OrganisationKind.COMMUNE,
    "phuong": OrganisationKind.COMMUNE,
    "dac khu": OrganisationKind.COMMUNE,
    "so": OrganisationKind.DEPARTMENT,
    "cuc": OrganisationKind.DEPARTMENT,
    "vu": OrganisationKind.DEPARTMENT,
    "phong": OrganisationKind.DEPARTMENT,
    "ban": OrganisationKind.DEPARTMENT,
    "don vi su nghiep": OrganisationKind.PUBLIC_SERVICE_UNIT,
    "dang": OrganisationKind.PARTY,
    "mat tran": OrganisationKind.FRONT,
    "bao chi": OrganisationKind.PRESS,
}
Problem = dict[str, str]  # {"column", "vi", "en"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row, read. Empty: nothing was written there."""

    number: int
    code: str = ""
    name: str = ""
    short_name: str = ""
    kind: OrganisationKind | None = None
    parent: str = ""
    start: date | None = None
    problems: tuple[Problem, ...] = ()


def problem(column: str, message: str, **params: object) -> Problem:
    """Return what is wrong with a row in `column`, in every language."""
    return {"column": column, **in_every_language(message, **params)}


def problem_of(column: str, error: LmsError) -> Problem:
    """Return what `error` says as a problem of `column`."""
    return problem(column, error.message, **error.params)


def find_columns(headings: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return ({our key: column letter}, headings ignored); `headings` is {letter: text}.

    Order, letter case, tone marks and stars do not count. Raises `MissingUnitColumns` or
    `DoubledUnitColumn`.
    """
    known = {fold(name): column.key for column in COLUMNS for name in _names(column)}
    found: dict[str, str] = {}
    ignored = []
    for letter, text in headings.items():
        key = known.get(fold(re.sub(r"[✱*()]", " ", text)))
        if key is None:
            ignored.append(text)
        elif key in found:
            raise DoubledUnitColumn(column=gettext(BY_KEY[key].heading))
        else:
            found[key] = letter
    missing = [c.heading for c in COLUMNS if c.required and c.key not in found]
    if missing:
        raise MissingUnitColumns(columns=", ".join(map(gettext, missing)))
    return found, ignored


def _names(column: UnitColumn) -> list[str]:
    headings = []
    for code in LANGUAGES:
        with in_language(code):
            headings.append(gettext(column.heading))
    return [*headings, *column.aliases]


def read_entry(number: int, cells: Mapping[str, Any]) -> Entry:
    """Return what the cells ({our key: text}) say, with everything that is wrong with them."""
    problems: list[Problem] = []
    texts = {key: nfc(str(cells.get(key) or "")) for key in BY_KEY}
    for column in COLUMNS:
        if column.required and not texts[column.key]:
            problems.append(problem(column.key, EMPTY))
        if len(texts[column.key]) > column.most:
            problems.append(problem(column.key, TOO_LONG, max=column.most))
            texts[column.key] = texts[column.key][: column.most]
    kind = _kind(texts["kind"])
    if texts["kind"] and kind is None:
        choices = ", ".join(gettext(name) for name in KIND_NAMES.values())
        problems.append(problem("kind", BAD_KIND, value=texts["kind"], choices=choices))
    start = _day(texts["start"])
    if texts["start"] and start is None:
        problems.append(problem("start", BAD_DAY, value=texts["start"]))
    plain = {key: texts[key] for key in ("code", "name", "short_name", "parent")}
    return Entry(number=number, kind=kind, start=start, problems=tuple(problems), **plain)


def _kind(text: str) -> OrganisationKind | None:
    typed = fold(text)
    for kind, name in KIND_NAMES.items():
        written = {fold(each) for each in in_every_language(name).values()}
        if typed in written or typed == kind.value:
            return kind
    return KIND_WORDS.get(typed)


def _day(text: str) -> date | None:
    try:
        day = parse_date(text) if text else None
    except ValueError:
        return None
    return day if day is not None and day.year >= FIRST_YEAR else None
