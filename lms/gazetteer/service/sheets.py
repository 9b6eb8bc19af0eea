"""Sheets that go out: the template of a unit list, and what came of each row."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.i18n import gettext, language, msgid
from lms.core.spreadsheets.writing import Column, Kind, Sheet
from lms.gazetteer.columns import BY_KEY, COLUMNS
from lms.gazetteer.models import Action, UnitFile, UnitRow
from lms.organisations.service import KIND_NAMES, OrganisationKind

ACTION_NAMES = {
    Action.CREATE: msgid("Thêm mới"),
    Action.UPDATE: msgid("Cập nhật"),
    Action.UNCHANGED: msgid("Không đổi"),
    Action.ERROR: msgid("Lỗi, không ghi"),
}


def unit_template() -> Sheet:
    """Return the sheet to fill in; ✱ marks what must be there."""
    kinds = tuple(gettext(name) for name in KIND_NAMES.values())
    columns = [
        Column(
            heading=gettext(column.text) + (" ✱" if column.required else ""),
            width=column.width,
            choices=kinds if column.key == "kind" else (),
        )
        for column in COLUMNS
    ]
    return Sheet(name=gettext("Danh mục đơn vị"), columns=columns)


def unit_result(session: Session, unit_file: UnitFile) -> Sheet:
    """Return every row of the file with what it does and why."""
    columns = [
        Column(gettext("Hàng trong tệp"), Kind.NUMBER, 10),
        Column(gettext("Tên đơn vị"), Kind.TEXT, 44),
        Column(gettext("Kết quả"), Kind.TEXT, 16),
        Column(gettext("Thay đổi"), Kind.TEXT, 50),
        Column(gettext("Lý do"), Kind.TEXT, 70),
    ]
    return Sheet(name=gettext("Kết quả"), columns=columns, rows=_rows(session, unit_file))


def _rows(session: Session, unit_file: UnitFile) -> Iterator[Sequence[str | int]]:
    staged = select(UnitRow).where(UnitRow.file_id == unit_file.id).order_by(UnitRow.number)
    for row in session.scalars(staged):
        yield (
            row.number,
            row.name,
            gettext(ACTION_NAMES[Action(row.action)]),
            "; ".join(say_unit_change(*change) for change in row.changes),
            "; ".join(say_unit_problem(found) for found in row.problems),
        )


def say_unit_change(key: str, before: str, after: str) -> str:
    """Return a change in words: "Tên đơn vị: A → B"."""
    if key == "kind":
        before, after = (gettext(KIND_NAMES[OrganisationKind(kind)]) for kind in (before, after))
    return f"{gettext(BY_KEY[key].text)}: {before or '–'} → {after}"


def say_unit_problem(found: dict[str, str]) -> str:
    """Return a problem in words, with its column."""
    return f"{gettext(BY_KEY[found['column']].text)}: {found[language()]}"
