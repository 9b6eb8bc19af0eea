"""A year's results as a table for XLSX and CSV."""

from collections.abc import Iterator

from lms.annual.rules import CONTENTS, FORM_NAMES, LEVEL_NAMES, Key, Row
from lms.annual.service import Year
from lms.core.i18n import gettext, msgid, number
from lms.core.spreadsheets.writing import Column, Kind, Sheet, Value
from lms.core.text import short_date
from lms.people.service import CATEGORY_NAMES

NO_CATEGORY = msgid("Chưa ghi đối tượng")
WITHOUT_ANSWER = msgid(
    "Cột Dân tộc thiểu số chưa gồm %(count)s người chưa được ghi là có hay không thuộc dân tộc "
    "thiểu số."
)


def year_sheet(found: Year, *, unit: str) -> Sheet:
    """Return one row for each level and category, and the total."""
    minority = [Column(gettext("Dân tộc thiểu số"), Kind.NUMBER, 12)] if found.has_minority else []
    contents = [Column(gettext(name), Kind.NUMBER, 18) for name in CONTENTS.values()]
    forms = [Column(gettext(name), Kind.NUMBER, 16) for name in FORM_NAMES.values()]
    columns = (
        Column(gettext("Cấp"), width=14),
        Column(gettext("Đối tượng"), width=30),
        Column(gettext("Số người"), Kind.NUMBER, 12),
        Column(gettext("Trong đó nữ"), Kind.NUMBER, 12),
        *minority,
        Column(gettext("Lượt người"), Kind.NUMBER, 12),
        *contents,
        *forms,
    )
    days = gettext(
        "Kết quả từ ngày %(first)s đến ngày %(last)s",
        first=short_date(found.first),
        last=short_date(found.last),
    )
    notes = [unit, days]
    if found.without_answer:
        notes.append(gettext(WITHOUT_ANSWER, count=number(found.without_answer)))
    return Sheet(gettext("Kết quả bồi dưỡng"), columns, _rows(found), notes)


def row_names(key: Key) -> tuple[str, str]:
    """Return level and category in words."""
    level, category = key
    name = CATEGORY_NAMES[category] if category else NO_CATEGORY
    return gettext(LEVEL_NAMES[level]), gettext(name)


def _rows(found: Year) -> Iterator[tuple[Value, ...]]:
    for key, row in found.rows.items():
        yield (*row_names(key), *_numbers(found, row))
    yield (gettext("Tổng số (mỗi người một lần)"), None, *_numbers(found, found.total))


def _numbers(found: Year, row: Row) -> Iterator[int]:
    yield len(row.people)
    yield len(row.women)
    if found.has_minority:
        yield len(row.minority)
    yield row.times
    yield from row.contents.values()
    yield from row.forms.values()
