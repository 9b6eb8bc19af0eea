"""The columns of a staff file: headings, reading a cell, saying what is wrong. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from lms.core.errors import LmsError
from lms.core.i18n import gettext, in_every_language, msgid
from lms.core.text import fold
from lms.people.service import (
    Category,
    IdNumber,
    Sex,
    WorkingGroup,
)
from lms.staff_files.errors import DoubledColumn, MissingColumns


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the template."""

    key: str
    heading: str  # Vietnamese msgid, as printed in the template
    required: bool = False
    aliases: tuple[str, ...] = ()


COLUMNS: tuple[Column, ...] = (
    Column("name", msgid("Họ và tên"), required=True, aliases=("họ tên", "full name")),
    Column("born_on", msgid("Ngày sinh"), aliases=("date of birth",)),
    Column("sex", msgid("Giới tính"), aliases=("sex", "gender")),
    Column("id_number", msgid("Số định danh"), aliases=("số cccd", "số định danh cá nhân")),
    Column("staff_code", msgid("Mã cán bộ"), aliases=("staff code",)),
    Column("unit", msgid("Đơn vị"), required=True, aliases=("mã đơn vị", "tên đơn vị", "unit")),
    Column("title", msgid("Chức vụ"), aliases=("chức danh", "position")),
    Column("category", msgid("Đối tượng"), aliases=("category",)),
    Column("group", msgid("Nhóm công tác"), required=True, aliases=("working group",)),
    Column(
        "full_time",
        msgid("Chuyên trách/kiêm nhiệm"),
        required=True,
        aliases=("chuyên trách", "full-time/part-time"),
    ),
    Column("from", msgid("Ngày bắt đầu"), aliases=("từ ngày", "start date")),
    Column("to", msgid("Ngày kết thúc"), aliases=("đến ngày", "end date")),
    Column("email", msgid("E-mail"), aliases=("email", "thư điện tử")),
    Column("phone", msgid("Điện thoại"), aliases=("số điện thoại", "phone")),
    Column("programme", msgid("Mã chương trình"), aliases=("programme code",)),
    Column("due_on", msgid("Hạn hoàn thành"), aliases=("due date",)),
)
REASON = Column("reason", msgid("Lý do"))  # of a file of wrong rows: read over
ORIGIN = Column("origin", msgid("Hàng gốc"))  # where such a row came from: see `roster`
BY_KEY: Mapping[str, Column] = {column.key: column for column in (*COLUMNS, REASON, ORIGIN)}


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong (or odd) in a row: which column, and the sentence in both languages."""

    column: str
    texts: Mapping[str, str]

    def as_json(self) -> dict[str, str]:
        """Return it as it is staged."""
        return {"column": self.column, **self.texts}


class Entry(NamedTuple):
    """A row of the file, read. None: the cell is empty."""

    number: int
    name: str = ""
    born_on: date | None = None
    sex: Sex | None = None
    id_number: IdNumber | None = None
    staff_code: str | None = None
    unit: str = ""
    title: str | None = None
    category: Category | None = None
    group: WorkingGroup = WorkingGroup.OTHER
    full_time: bool = False
    start: date | None = None
    last_day: date | None = None
    email: str | None = None
    phone: str | None = None
    programme: str | None = None
    due_on: date | None = None
    problems: tuple[Complaint, ...] = ()
    warnings: tuple[Complaint, ...] = ()

    @property
    def valid_to(self) -> date | None:
        """Return the first day the post is no longer held."""
        return self.last_day + timedelta(days=1) if self.last_day else None

    def complain(self, complaint: Complaint) -> "Entry":
        """Return the entry with one more problem."""
        return self._replace(problems=(*self.problems, complaint))


def complaint(column: str, message: str, **params: object) -> Complaint:
    """Return a complaint about `column` with its sentence in every language."""
    return Complaint(column, in_every_language(message, **params))


def complaint_of(column: str, error: LmsError) -> Complaint:
    """Return what `error` says as a complaint about `column`."""
    return complaint(column, error.message, **error.params)


def _names(column: Column) -> list[str]:
    """Return what the column may be called: its heading in every language, and aliases."""
    return [*in_every_language(column.heading).values(), *column.aliases]


def find_columns(headings: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return ({our key: column letter}, headings ignored); `headings` is {letter: text}.

    Order, letter case, tone marks and a star do not count. Raises `MissingColumns` (all missing
    ones at once; one of Số định danh and Mã cán bộ is enough) or `DoubledColumn`.
    """
    names = {fold(name): column.key for column in BY_KEY.values() for name in _names(column)}
    found: dict[str, str] = {}
    ignored = []
    for letter, text in headings.items():
        key = names.get(fold(re.sub(r"[✱*()]", " ", text)))
        if key is None:
            ignored.append(text)
        elif key in found:
            raise DoubledColumn(column=gettext(BY_KEY[key].heading))
        else:
            found[key] = letter
    missing = [c.heading for c in COLUMNS if c.required and c.key not in found]
    if not {"id_number", "staff_code"} & set(found):
        missing.append(BY_KEY["id_number"].heading)
    if missing:
        raise MissingColumns(columns=", ".join(gettext(heading) for heading in missing))
    return found, ignored
