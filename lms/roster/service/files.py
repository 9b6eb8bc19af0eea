"""Files that go out: the template to fill in, the result of applying."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.i18n import gettext, language, msgid, raw_gettext
from lms.core.spreadsheets.writing import Column as SheetColumn
from lms.core.spreadsheets.writing import Kind, Sheet
from lms.roster.models import Action, ChangeSet, Row
from lms.staff_files.service import BY_KEY

ACTION_NAMES = {
    Action.CREATE: msgid("Thêm mới"),
    Action.UPDATE: msgid("Cập nhật"),
    Action.MOVE: msgid("Chuyển vị trí"),
    Action.CORRECT: msgid("Sửa ghi sai"),
    Action.LEAVE: msgid("Thôi giữ vị trí"),
    Action.ABSENT: msgid("Không có trong tệp"),
    Action.UNCHANGED: msgid("Không đổi"),
    Action.DOUBT: msgid("Có thể trùng"),
    Action.ERROR: msgid("Lỗi, không ghi"),
}


def result_sheet(session: Session, change_set: ChangeSet) -> Sheet:
    """Return every row of the file with what was done and why; ID numbers do not stand in it."""
    columns = [
        SheetColumn(gettext("Hàng trong tệp"), Kind.NUMBER, 10),
        SheetColumn(gettext("Họ và tên"), Kind.TEXT, 28),
        SheetColumn(gettext("Kết quả"), Kind.TEXT, 16),
        SheetColumn(gettext("Thay đổi"), Kind.TEXT, 50),
        SheetColumn(gettext("Lý do"), Kind.TEXT, 70),
    ]
    return Sheet(name=gettext("Kết quả"), columns=columns, rows=_rows(session, change_set))


def _rows(session: Session, change_set: ChangeSet) -> Iterator[Sequence[str | int | None]]:
    staged = select(Row).where(Row.change_set_id == change_set.id).order_by(Row.number)
    for row in session.scalars(staged.execution_options(yield_per=500)):
        yield (
            row.number if row.action != Action.ABSENT else None,
            row.name,
            gettext(ACTION_NAMES[Action(row.action)]),
            "; ".join(say_change(*change) for change in row.changes),
            "; ".join(say_problem(found) for found in [*row.problems, *row.warnings]),
        )


def say_change(key: str, before: str, after: str) -> str:
    """Return a change in words: "Đơn vị: A → B"."""
    heading = gettext(BY_KEY[key].heading)
    return f"{heading}: {raw_gettext(before) or '–'} → {raw_gettext(after) or '–'}"


def say_problem(found: dict[str, str]) -> str:
    """Return a problem in words, with its column."""
    return f"{gettext(BY_KEY[found['column']].heading)}: {found[language()]}"
