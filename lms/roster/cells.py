"""Reading the cells of a row: a value, or a sentence that says what to mend. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from lms.core.i18n import gettext, msgid
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
from lms.roster.columns import BY_KEY, Complaint, Entry, complaint, complaint_of

LONGEST_NAME = 100
LONGEST_QUOTE = 60
NUMBERS = ("id_number", "phone")
OLDEST = date(1900, 1, 1)
FULL_TIME_NAMES = {True: msgid("Chuyên trách"), False: msgid("Kiêm nhiệm")}
FULL_TIME_WORDS = {"chuyen trach": True, "full-time": True, "kiem nhiem": False, "part-time": False}
REQUIRED = msgid("Ô này bắt buộc. Hãy điền giá trị.")
IDENTITY = msgid("Cần số định danh hoặc mã cán bộ. Hãy điền một trong hai.")
BAD_DATE = msgid("“%(value)s” không phải ngày hợp lệ. Hãy viết ngày/tháng/năm, ví dụ 05/02/1985.")
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
OLD_FONT = msgid(
    "Chữ bị lỗi phông (TCVN3 hoặc VNI). Hãy chuyển bảng mã của tệp sang Unicode rồi tải lại."
)
DUE_WITHOUT = msgid("Có hạn hoàn thành nhưng không có mã chương trình. Hãy điền mã hoặc xóa hạn.")

_NAME = re.compile(r"[^\W\d_][^\d_@#$%^*<>=]*", re.UNICODE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CODE = re.compile(r"[\w.\-/]{1,40}", re.UNICODE)
_LONG_NUMBER = re.compile(r"\d{11}", re.UNICODE)
_OLD_FONT = re.compile(r"[µ¸¹¨©®¬¦§¶·»¼½¾]")  # noqa: RUF001 - as TCVN3 looks in Unicode


def read_entry(number: int, cells: Mapping[str, Any], *, today: date) -> Entry:
    """Read one row; `cells` maps our column keys to values. All problems are reported at once."""
    problems: list[Complaint] = []
    values: dict[str, Any] = {}
    for key, (target, reader) in _READERS.items():
        raw = cells.get(key)
        if raw is None or raw == "":
            if BY_KEY[key].required:
                problems.append(complaint(key, REQUIRED))
            continue
        if key not in NUMBERS and looks_like_id_number(str(raw)):
            problems.append(complaint(key, MISPLACED))  # which does not repeat it
            continue
        try:
            values[target] = reader(raw, today)
        except IdNumberInvalid as error:
            problems.append(complaint_of(key, error))
        except Unreadable as error:
            problems.append(complaint(key, error.message, **error.params))
    return _checked(Entry(number, **values, problems=tuple(problems)), cells)


def looks_like_id_number(text: str) -> bool:
    """Tell whether `text` holds eleven digits in a row (a leading zero may be lost) or more."""
    return _LONG_NUMBER.search(re.sub(r"[\s.\-]", "", text)) is not None


def _checked(entry: Entry, cells: Mapping[str, Any]) -> Entry:
    """Add what only shows when cells are seen together."""
    if not cells.get("id_number") and not cells.get("staff_code"):
        entry = entry.complain(complaint("id_number", IDENTITY))
    if entry.start and entry.last_day and entry.last_day < entry.start:
        entry = entry.complain(complaint("to", BAD_ORDER))
    if entry.due_on and not entry.programme:
        entry = entry.complain(complaint("due_on", DUE_WITHOUT))
    if entry.id_number is not None:
        odd = id_number_warnings(entry.id_number, born_on=entry.born_on, sex=entry.sex)
        warnings = tuple(complaint("id_number", text) for text in odd)
        entry = replace(entry, warnings=warnings)
    return entry


class Unreadable(Exception):
    """A cell's text does not say what its column needs."""

    def __init__(self, message: str, **params: object) -> None:
        self.message, self.params = message, params
        super().__init__(message)


def _quoted(value: Any) -> str:  # noqa: ANN401
    text = nfc(str(value))
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _text(value: Any, _today: date) -> str:  # noqa: ANN401 - a cell
    text = nfc(str(value))
    if _OLD_FONT.search(text):
        raise Unreadable(OLD_FONT)
    return text


def _name(value: Any, today: date) -> str:  # noqa: ANN401
    text = _text(value, today)
    if len(text) > LONGEST_NAME or not _NAME.fullmatch(text):
        raise Unreadable(BAD_NAME)
    return text


def _day(value: Any, _today: date) -> date:  # noqa: ANN401
    if isinstance(value, date):
        return value
    try:
        day = parse_date(str(value))
    except ValueError as error:
        raise Unreadable(BAD_DATE, value=_quoted(value)) from error
    if day < OLDEST:
        raise Unreadable(BAD_DATE, value=_quoted(value))
    return day


def _born(value: Any, today: date) -> date:  # noqa: ANN401
    day = _day(value, today)
    if day >= today:
        raise Unreadable(BAD_DATE, value=_quoted(value))
    return day


def _choice(names: Mapping[Any, str]) -> Callable[[Any, date], Any]:
    def read(value: Any, today: date) -> Any:  # noqa: ANN401
        typed = fold(_text(value, today))
        for choice, name in names.items():
            if typed in (fold(name), choice.value):
                return choice
        choices = ", ".join(gettext(name) for name in names.values())
        raise Unreadable(BAD_CHOICE, value=_quoted(value), choices=choices)

    return read


def _full_time(value: Any, today: date) -> bool:  # noqa: ANN401
    typed = fold(_text(value, today))
    if typed not in FULL_TIME_WORDS:
        choices = ", ".join(gettext(name) for name in FULL_TIME_NAMES.values())
        raise Unreadable(BAD_CHOICE, value=_quoted(value), choices=choices)
    return FULL_TIME_WORDS[typed]


def _code(value: Any, today: date) -> str:  # noqa: ANN401
    text = _text(value, today)
    if not _CODE.fullmatch(text):
        raise Unreadable(BAD_CODE)
    return text


def _email(value: Any, today: date) -> str:  # noqa: ANN401
    text = _text(value, today).lower()
    if not _EMAIL.fullmatch(text):
        raise Unreadable(BAD_EMAIL, value=_quoted(text))
    return text


def _phone(value: Any, today: date) -> str:  # noqa: ANN401
    digits = re.sub(r"[\s.\-()+]", "", _text(value, today))
    if re.fullmatch(r"84[1-9]\d{8,9}", digits):  # with the country's code
        digits = f"0{digits[2:]}"
    if not re.fullmatch(r"0\d{9}|02\d{9}", digits):
        raise Unreadable(BAD_PHONE)
    return digits


def _id_number(value: Any, today: date) -> IdNumber:  # noqa: ANN401
    return parse_id_number(_text(value, today), today=today)


_READERS: Mapping[str, tuple[str, Callable[[Any, date], Any]]] = {
    "name": ("name", _name),
    "born_on": ("born_on", _born),
    "sex": ("sex", _choice(SEX_NAMES)),
    "id_number": ("id_number", _id_number),
    "staff_code": ("staff_code", _code),
    "unit": ("unit", _text),
    "title": ("title", _text),
    "category": ("category", _choice(CATEGORY_NAMES)),
    "group": ("group", _choice(GROUP_NAMES)),
    "full_time": ("full_time", _full_time),
    "from": ("start", _day),
    "to": ("last_day", _day),
    "email": ("email", _email),
    "phone": ("phone", _phone),
    "programme": ("programme", _code),
    "due_on": ("due_on", _day),
}
