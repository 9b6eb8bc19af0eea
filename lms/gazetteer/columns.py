"""The columns of a unit list, and what a row says. Values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core.errors import LmsError
from lms.core.i18n import gettext, in_every_language, msgid
from lms.core.spreadsheets.complaints import OLD_FONT
from lms.core.spreadsheets.headings import Heading
from lms.core.spreadsheets.old_fonts import is_old_font
from lms.core.text import fold, nfc, parse_date
from lms.organisations.service import KIND_NAMES, OrganisationKind

EMPTY = msgid("Ô này bắt buộc.")
TOO_LONG = msgid("Hãy viết ngắn lại, nhiều nhất %(max)d ký tự.")
BAD_KIND = msgid("Không hiểu loại “%(value)s”. Hãy ghi một trong các loại: %(choices)s.")
BAD_DAY = msgid("Không hiểu ngày “%(value)s”. Hãy viết ngày/tháng/năm, ví dụ 05/02/2026.")
FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitColumn(Heading):
    """One column of the template."""

    most: int  # characters
    width: int = 18


COLUMNS = (
    UnitColumn(key="code", text=msgid("Mã"), most=40, aliases=("ma don vi", "code")),
    UnitColumn(
        key="name",
        text=msgid("Tên đơn vị"),
        most=200,
        required=True,
        aliases=("ten", "name"),
        width=44,
    ),
    UnitColumn(
        key="short_name",
        text=msgid("Tên viết tắt"),
        most=60,
        aliases=("viet tat", "short name"),
    ),
    UnitColumn(
        key="kind",
        text=msgid("Loại đơn vị"),
        most=60,
        required=True,
        aliases=("loai", "kind"),
        width=28,
    ),
    UnitColumn(
        key="parent",
        text=msgid("Đơn vị cấp trên"),
        most=400,
        aliases=("cap tren", "don vi cap tren ma hoac ten", "parent", "unit above"),
        width=40,
    ),
    UnitColumn(
        key="start",
        text=msgid("Ngày hiệu lực"),
        most=40,
        aliases=("tu ngay", "effective date"),
    ),
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


def read_entry(number: int, cells: Mapping[str, Any]) -> Entry:
    """Return what the cells ({our key: text}) say, with everything that is wrong with them."""
    problems: list[Problem] = []
    texts = {key: nfc(str(cells.get(key) or "")) for key in BY_KEY}
    for column in COLUMNS:
        if is_old_font(texts[column.key]):
            problems.append(problem(column.key, OLD_FONT))
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
