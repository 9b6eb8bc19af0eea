"""The columns of a file of past trainings, and reading their cells. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lms.core.errors import LmsError
from lms.core.i18n import in_every_language, msgid
from lms.core.spreadsheets.headings import Heading
from lms.core.text import holds_id_number, parse_date
from lms.people.service import IdNumber, IdNumberInvalid, parse_id_number
from lms.recognition.rules import check_days

LONGEST = 300
LONGEST_QUOTE = 60
MOST_PERIODS = 2_000
EARLIEST = date(1990, 1, 1)
REQUIRED = msgid("Ô này bắt buộc. Hãy điền giá trị.")
IDENTITY = msgid("Cần số định danh hoặc mã cán bộ. Hãy điền một trong hai.")
BAD_DAY = msgid("Không phải ngày hợp lệ từ năm 1990. Hãy viết ngày/tháng/năm, ví dụ 05/02/2025.")
BAD_PERIODS = msgid("Không phải số tiết. Hãy ghi một số nguyên từ 1 đến 2000, mỗi tiết 45 phút.")
TOO_LONG = msgid("Dài quá 300 ký tự. Hãy viết ngắn lại.")
MISPLACED = msgid(
    "Ô này có dãy số dài như số định danh. Hãy chuyển sang cột Số định danh, hoặc kiểm tra xem các "
    "cột có bị lệch không."
)


COLUMNS: tuple[Heading, ...] = (
    Heading("name", msgid("Họ và tên"), ("ho ten",)),
    Heading("id_number", msgid("Số định danh"), ("so cccd",)),
    Heading("staff_code", msgid("Mã cán bộ")),
    Heading("programme", msgid("Mã chương trình"), required=True),
    Heading("training", msgid("Tên khóa học")),
    Heading("issuer", msgid("Đơn vị tổ chức"), required=True),
    Heading("document", msgid("Số, ngày quyết định hoặc chứng nhận"), required=True),
    Heading("periods", msgid("Số tiết"), required=True),
    Heading("started_on", msgid("Từ ngày")),
    Heading("completed_on", msgid("Ngày hoàn thành"), required=True),
)
IDENTITIES = ("id_number", "staff_code")  # one of them is enough
BY_KEY: Mapping[str, Heading] = {column.key: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row: which column, what stood there, the sentence in both languages."""

    column: str
    value: str
    texts: Mapping[str, str]

    def as_json(self) -> dict[str, str]:
        """Return it as it is staged."""
        return {"column": self.column, "value": self.value, **self.texts}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the file, read."""

    number: int
    texts: Mapping[str, str]  # by column, what needs no reading
    id_number: IdNumber | None = None
    periods: int = 1
    started_on: date = EARLIEST
    completed_on: date = EARLIEST
    problems: tuple[Problem, ...] = field(default=())

    @property
    def staff_code(self) -> str:
        """Return the staff code as typed, "" without one."""
        return self.texts.get("staff_code", "")


def problem(column: str, value: str, message: str, **params: object) -> Problem:
    """Return a problem with its sentence in every language; an ID number is not repeated."""
    texts = in_every_language(message, **params)
    hidden = column == "id_number" or holds_id_number(value)
    return Problem(column, "" if hidden else value[:LONGEST_QUOTE], texts)


def read_entry(number: int, cells: Mapping[str, str], *, today: date) -> Entry:
    """Read one row; `cells` maps our column keys to text. All problems are reported at once."""
    reader = _Reader(cells)
    for column in COLUMNS:
        reader.check(column)
    id_number = reader.id_number(today)
    periods = reader.periods()
    completed_on = reader.day("completed_on")
    started_on = reader.day("started_on") or completed_on
    if completed_on and started_on:
        reader.check_days(started_on, completed_on, today)
    return Entry(
        number,
        {key: text for key, text in cells.items() if key != "id_number"},
        id_number,
        periods,
        started_on or EARLIEST,
        completed_on or EARLIEST,
        tuple(reader.problems),
    )


class _Reader:
    """Reads the cells of a row and collects what is wrong."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.problems: list[Problem] = []

    def complain(self, key: str, message: str, **params: object) -> None:
        self.problems.append(problem(key, self.cells.get(key, ""), message, **params))

    def check(self, column: Heading) -> None:
        """Look at what every cell must be."""
        text = self.cells.get(column.key, "")
        if not text and column.required:
            self.complain(column.key, REQUIRED)
        elif column.key != "id_number" and holds_id_number(text):
            self.complain(column.key, MISPLACED)
        elif len(text) > LONGEST:
            self.complain(column.key, TOO_LONG)

    def id_number(self, today: date) -> IdNumber | None:
        text = self.cells.get("id_number", "")
        if not text:
            if not self.cells.get("staff_code"):
                self.complain("id_number", IDENTITY)
            return None
        try:
            return parse_id_number(text, today=today)
        except IdNumberInvalid as error:
            self.complain("id_number", error.message, **error.params)
            return None

    def periods(self) -> int:
        text = self.cells.get("periods", "")
        if text and not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_PERIODS):
            self.complain("periods", BAD_PERIODS)
            return 1
        return int(text) if text else 1

    def day(self, key: str) -> date | None:
        text = self.cells.get(key, "")
        if not text:
            return None
        try:
            day = parse_date(text)
        except ValueError:
            self.complain(key, BAD_DAY)
            return None
        if day < EARLIEST:
            self.complain(key, BAD_DAY)
            return None
        return day

    def check_days(self, started_on: date, completed_on: date, today: date) -> None:
        try:
            check_days(started_on=started_on, completed_on=completed_on, today=today)
        except LmsError as error:
            self.complain("completed_on", error.message, **error.params)
