"""Files that go out: the template to fill in, every row with what it would do and why not."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.i18n import gettext, language, msgid
from lms.core.spreadsheets.writing import Column, Kind, Sheet
from lms.recognition.columns import BY_KEY, COLUMNS
from lms.recognition.models import Batch, Outcome, Row

OUTCOME_NAMES = {
    Outcome.NEW: msgid("Sẽ trình duyệt"),
    Outcome.UNCHANGED: msgid("Đã có, bỏ qua"),
    Outcome.ERROR: msgid("Lỗi, không ghi"),
}


def template_sheet(codes: Sequence[str]) -> Sheet:
    """Return the sheet that HR fills in; ✱ marks what must be there; `codes` of programmes."""
    columns = [
        Column(
            gettext(column.text) + (" ✱" if column.required else ""),
            Kind.TEXT,
            24,
            choices=tuple(codes) if column.key == "programme" else (),
        )
        for column in COLUMNS
    ]
    return Sheet(gettext("Kết quả đã có"), columns)


def result_sheet(session: Session, batch: Batch) -> Sheet:
    """Return every row with its outcome; of an error the column, the value, cause and cure."""
    columns = [
        Column(gettext("Hàng trong tệp"), Kind.NUMBER, 10),
        Column(gettext("Họ và tên"), Kind.TEXT, 28),
        Column(gettext("Kết quả"), Kind.TEXT, 18),
        Column(gettext("Lý do"), Kind.TEXT, 80),
    ]
    return Sheet(gettext("Kết quả"), columns, _rows(session, batch))


def _rows(session: Session, batch: Batch) -> Iterator[Sequence[str | int]]:
    staged = select(Row).where(Row.batch_id == batch.id).order_by(Row.number)
    for row in session.scalars(staged.execution_options(yield_per=500)):
        said = "; ".join(say_problem(found) for found in row.problems)
        yield row.number, row.name, gettext(OUTCOME_NAMES[Outcome(row.outcome)]), said


def say_problem(found: dict[str, str]) -> str:
    """Return a problem in words: column, what stood there, cause and cure."""
    value = f" “{found['value']}”" if found["value"] else ""
    return f"{gettext(BY_KEY[found['column']].text)}{value}: {found[language()]}"
