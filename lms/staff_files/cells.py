"""Reading the cells of a row: a value, or a sentence that says what to mend. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from lms.core.i18n import gettext, msgid
from lms.core.spreadsheets.complaints import FORMULA, OLD_FONT
from lms.core.spreadsheets.old_fonts import is_old_font
from lms.core.spreadsheets.reading import Row
from lms.core.text import fold, nfc, parse_date
from lms.people.service import (
    CATEGORY_NAMES,
    GROUP_NAMES,
    SEX_NAMES,
    IdNumber,
    IdNumberInvalid,
    id_number_warnings,
    parse_id_number,
)
from lms.staff_files.columns import BY_KEY, Complaint, Entry, complaint, complaint_of

LONGEST_NAME = 100
LONGEST_QUOTE = 60
NUMBERS = ("id_number", "phone")
OLDEST = date(1900, 1, 1)
MONTHS = 12
FULL_TIME_NAMES = {True: msgid("Chuyên trách"), False: msgid("Kiêm nhiệm")}
FULL_TIME_WORDS = {"chuyen trach": True, "full-time": True, "kiem nhiem": False, "part-time": False}
MASKED = re.compile(r"\*{8}(\d{4})")
MASKED_NUMBER = msgid(
    "Số định danh đã được che. Hãy nhập đủ 12 chữ số, hoặc giữ nguyên ô này và cột Hàng gốc như "
    "trong tệp các hàng lỗi."
)
REQUIRED = msgid("Ô này bắt buộc. Hãy điền giá trị.")
IDENTITY = msgid("Cần số định danh hoặc mã cán bộ. Hãy điền một trong hai.")
BAD_DATE = msgid("“%(value)s” không phải ngày hợp lệ. Hãy viết ngày/tháng/năm, ví dụ 05/02/1985.")
SERIAL_DATE = msgid(
    "“%(value)s” là số mà Excel dùng để lưu ngày. Hãy định dạng cột là Ngày (Date), hoặc viết "
    "ngày/tháng/năm."
)
SHORT_YEAR = msgid("“%(value)s” thiếu năm đủ bốn chữ số. Hãy viết như 05/02/1985.")
MONTH_FIRST = msgid(
    "“%(value)s” có tháng lớn hơn 12, có lẽ tháng đứng trước ngày. Hãy viết ngày/tháng/năm."
)
BAD_CHOICE = msgid("“%(value)s” không có trong danh mục. Hãy dùng một trong: %(choices)s.")
BAD_EMAIL = msgid("“%(value)s” không phải địa chỉ e-mail. Hãy kiểm tra dấu @ và tên miền.")
BAD_PHONE = msgid(
    "Số điện thoại gồm 10 hoặc 11 chữ số, bắt đầu bằng số 0. "
    "Hãy định dạng cột là Văn bản (Text) và nhập lại."
)
MISPLACED = msgid(
    "Ô này có dãy số dài như số định danh. Hãy chuyển sang cột Số định danh, "
    "hoặc kiểm tra xem các cột có bị lệch không."
)
BAD_NAME = msgid("Họ và tên có ký tự lạ hoặc quá dài. Hãy nhập đúng như trong giấy khai sinh.")
BAD_CODE = msgid("Mã cán bộ chỉ gồm chữ, số, dấu chấm, gạch. Hãy kiểm tra lại mã.")
BAD_ORDER = msgid("Ngày kết thúc đứng trước ngày bắt đầu. Hãy sửa một trong hai ngày.")
DUE_WITHOUT = msgid("Có hạn hoàn thành nhưng không có mã chương trình. Hãy điền mã hoặc xóa hạn.")

_NAME = re.compile(r"[^\W\d_][^\d_@#$%^*<>=]*", re.UNICODE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CODE = re.compile(r"[\w.\-/]{1,40}", re.UNICODE)
SHORTEST_NUMBER = 11
_LONG_NUMBER = re.compile(r"\d(?:[\s.\-]*\d){10}", re.UNICODE)
_WIDE = dict(zip(range(0xFF10, 0xFF1A), "0123456789", strict=True))  # full-width digits


def read_cells(row: Row, columns: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the texts of a sheet's row by our column keys, and which of them are formulas."""
    found = {key: row.cells[letter] for key, letter in columns.items() if letter in row.cells}
    texts = {key: cell.text for key, cell in found.items()}
    return texts, [key for key, cell in found.items() if cell.formula]


def read_entry(
    number: int, cells: Mapping[str, str], formulas: Sequence[str] = (), *, today: date
) -> Entry:
    """Read one row; `cells` maps our column keys to texts. All problems are reported at once."""
    problems: list[Complaint] = []
    values: dict[str, Any] = {}
    for key, target, reader, is_required in _FIELDS:
        raw = cells.get(key)
        if not raw:
            if is_required:
                problems.append(complaint(key, REQUIRED))
            continue
        if not raw.isascii():
            raw = raw.translate(_WIDE)
        if key not in NUMBERS and looks_like_id_number(raw):
            problems.append(complaint(key, MISPLACED))  # which does not repeat it
            continue
        try:
            values[target] = reader(raw, today)
        except IdNumberInvalid as error:
            problems.append(complaint_of(key, error))
        except Unreadable as error:
            problems.append(complaint(key, error.message, **error.params))
    problems += [complaint(key, FORMULA) for key in formulas if key in _READERS]
    return _checked(Entry(number, **values, problems=tuple(problems)), cells)


def looks_like_id_number(text: str) -> bool:
    """Tell whether `text` holds eleven digits in a row (a leading zero may be lost) or more."""
    if len(text) < SHORTEST_NUMBER:
        return False
    return _LONG_NUMBER.search(text) is not None


def without_numbers(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the cells with what may be an ID number masked but for its last four digits."""
    shown = {}
    for key, text in cells.items():
        digits = re.sub(r"[\s.\-]", "", text.translate(_WIDE))
        is_number = looks_like_id_number(digits) and not (
            key == "phone" and re.fullmatch(r"\+?84\d{9}", digits)
        )
        is_short = key == "id_number" and re.search(r"\d{5}", digits)
        shown[key] = "*" * 8 + re.sub(r"\D", "", digits)[-4:] if is_number or is_short else text
    return shown


def _checked(entry: Entry, cells: Mapping[str, str]) -> Entry:
    """Add what only shows when cells are seen together."""
    if not cells.get("id_number") and not cells.get("staff_code"):
        entry = entry.complain(complaint("id_number", IDENTITY))
    if entry.start and entry.last_day and entry.last_day < entry.start:
        entry = entry.complain(complaint("to", BAD_ORDER))
    if entry.due_on and not entry.programme:
        entry = entry.complain(complaint("due_on", DUE_WITHOUT))
    if entry.id_number is not None:
        odd = id_number_warnings(entry.id_number, born_on=entry.born_on, sex=entry.sex)
        if odd:
            warnings = tuple(complaint("id_number", text) for text in odd)
            entry = entry._replace(warnings=warnings)
    return entry


class Unreadable(Exception):
    """A cell's text does not say what its column needs."""

    def __init__(self, message: str, **params: object) -> None:
        self.message, self.params = message, params
        super().__init__(message)


def _quoted(value: str) -> str:
    text = nfc(value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _text(value: str, _today: date) -> str:
    text = nfc(value)
    if is_old_font(text):
        raise Unreadable(OLD_FONT)
    return text


def _name(value: str, today: date) -> str:
    text = _text(value, today)
    if len(text) > LONGEST_NAME or not _NAME.fullmatch(text):
        raise Unreadable(BAD_NAME)
    return text


def _day(value: str, _today: date) -> date:
    try:
        day = parse_date(value)
    except ValueError as error:
        raise Unreadable(_why_no_date(value.strip()), value=_quoted(value)) from error
    if day < OLDEST:
        raise Unreadable(BAD_DATE, value=_quoted(value))
    return day


def _why_no_date(text: str) -> str:
    """Return the sentence for what people and spreadsheets write instead of a date."""
    if re.fullmatch(r"\d{5}", text):
        return SERIAL_DATE
    if re.fullmatch(r"\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2}|\d{1,2}[/.\-]\d{4}", text):
        return SHORT_YEAR
    parts = re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ]\d{4}", text)
    if parts and int(parts.group(1)) <= MONTHS < int(parts.group(2)):
        return MONTH_FIRST
    return BAD_DATE


def _born(value: str, today: date) -> date:
    day = _day(value, today)
    if day >= today:
        raise Unreadable(BAD_DATE, value=_quoted(value))
    return day


def _choice(names: Mapping[Any, str]) -> Callable[[str, date], Any]:
    words = {choice.value: choice for choice in names}
    words |= {fold(name): choice for choice, name in names.items()}
    exact = {name: choice for choice, name in names.items()}  # what nearly every cell holds

    def read(value: str, today: date) -> Any:  # noqa: ANN401 - a member of any enum
        found = exact.get(value) or words.get(fold(_text(value, today)))
        if found is None:
            choices = ", ".join(gettext(name) for name in names.values())
            raise Unreadable(BAD_CHOICE, value=_quoted(value), choices=choices)
        return found

    return read


def _full_time(value: str, today: date) -> bool:
    typed = fold(_text(value, today))
    if typed not in FULL_TIME_WORDS:
        choices = ", ".join(gettext(name) for name in FULL_TIME_NAMES.values())
        raise Unreadable(BAD_CHOICE, value=_quoted(value), choices=choices)
    return FULL_TIME_WORDS[typed]


def _code(value: str, today: date) -> str:
    text = _text(value, today)
    if not _CODE.fullmatch(text):
        raise Unreadable(BAD_CODE)
    return text


def _email(value: str, today: date) -> str:
    text = _text(value, today).lower()
    if not _EMAIL.fullmatch(text):
        raise Unreadable(BAD_EMAIL, value=_quoted(text))
    return text


def _phone(value: str, today: date) -> str:
    digits = re.sub(r"[\s.\-()+]", "", _text(value, today))
    if re.fullmatch(r"84[1-9]\d{8,9}", digits):  # with the country's code
        digits = f"0{digits[2:]}"
    if not re.fullmatch(r"0\d{9}|02\d{9}", digits):
        raise Unreadable(BAD_PHONE)
    return digits


def _id_number(value: str, today: date) -> IdNumber:
    if MASKED.fullmatch(value):
        raise Unreadable(MASKED_NUMBER)
    return parse_id_number(_text(value, today), today=today)


# What stands in many rows of a file is read once.
_repeated = lru_cache(maxsize=1_000)
_READERS: Mapping[str, tuple[str, Callable[[str, date], Any]]] = {
    "name": ("name", _name),
    "born_on": ("born_on", _born),
    "sex": ("sex", _repeated(_choice(SEX_NAMES))),
    "id_number": ("id_number", _id_number),
    "staff_code": ("staff_code", _code),
    "unit": ("unit", _repeated(_text)),
    "title": ("title", _repeated(_text)),
    "category": ("category", _repeated(_choice(CATEGORY_NAMES))),
    "group": ("group", _repeated(_choice(GROUP_NAMES))),
    "full_time": ("full_time", _repeated(_full_time)),
    "from": ("start", _repeated(_day)),
    "to": ("last_day", _repeated(_day)),
    "email": ("email", _email),
    "phone": ("phone", _phone),
    "programme": ("programme", _repeated(_code)),
    "due_on": ("due_on", _repeated(_day)),
}
_FIELDS = [
    (key, target, reader, BY_KEY[key].required) for key, (target, reader) in _READERS.items()
]
