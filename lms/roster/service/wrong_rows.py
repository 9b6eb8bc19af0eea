"""The rows that were not taken, as a file to mend and upload again; ID numbers stay masked in it.

Each row says which row of which file it was. When the mended file comes back with a masked number,
the number is taken from there, where it stands encrypted: nobody has to type it again.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.i18n import gettext
from lms.core.secrets import Keyring
from lms.core.spreadsheets.writing import Column as SheetColumn
from lms.core.spreadsheets.writing import Kind, Sheet
from lms.roster.models import Action, ChangeSet, Row
from lms.roster.service.files import say_problem
from lms.roster.service.staging import opened
from lms.staff_files.service import COLUMNS, MASKED, ORIGIN, REASON, WIDTHS, without_numbers

REFUSED = (Action.ERROR, Action.DOUBT)
Cells = dict[str, str]


def wrong_rows_sheet(session: Session, keys: Keyring, change_set: ChangeSet) -> Sheet:
    """Return the refused rows with the template's columns, the reason and the row they were."""
    columns = [
        SheetColumn(gettext(column.heading), Kind.TEXT, WIDTHS.get(column.key, 16))
        for column in COLUMNS
    ]
    columns.append(SheetColumn(gettext(REASON.heading), Kind.TEXT, 70))
    columns.append(SheetColumn(gettext(ORIGIN.heading), Kind.TEXT, 42))
    rows = _rows(session, keys, change_set)
    return Sheet(name=gettext("Các hàng lỗi"), columns=columns, rows=rows)


def _rows(session: Session, keys: Keyring, change_set: ChangeSet) -> Iterator[Sequence[str]]:
    refused = select(Row).where(Row.change_set_id == change_set.id, Row.action.in_(REFUSED))
    staged = session.scalars(refused.order_by(Row.number).execution_options(yield_per=500))
    for row in staged:
        cells = without_numbers(cells_of(keys, row))
        reason = "; ".join(say_problem(problem) for problem in row.problems)
        origin = f"{change_set.uuid}/{row.number}"
        yield [*(cells.get(column.key, "") for column in COLUMNS), reason, origin]


def rows_about(session: Session, change_set: ChangeSet, message: str) -> Iterator[Row]:
    """Yield the refused rows of which this msgid, without parameters, is among the problems."""
    refused = select(Row).where(Row.change_set_id == change_set.id, Row.action == Action.ERROR)
    for row in session.scalars(refused.order_by(Row.number).execution_options(yield_per=500)):
        if any(problem["vi"] == message for problem in row.problems):
            yield row


def cells_of(keys: Keyring, row: Row) -> Cells:
    """Return the cells of a refused row as they were read."""
    return dict(opened(keys, row.plan)["cells"]) if row.plan else {}


def restore_numbers(
    session: Session, keys: Keyring, rows: Sequence[Cells], *, made_by: UUID
) -> None:
    """Put full ID numbers back into the cells of mended rows, from the officer's own file."""
    masked = [cells for cells in rows if MASKED.fullmatch(cells.get("id_number", ""))]
    wanted: dict[UUID, dict[int, Cells]] = {}
    for cells in masked:
        origin = _origin(cells.get("origin", ""))
        if origin is not None:
            wanted.setdefault(origin[0], {})[origin[1]] = cells
    for uuid, by_number in wanted.items():
        refused = (
            select(Row)
            .join(ChangeSet, ChangeSet.id == Row.change_set_id)
            .where(
                ChangeSet.uuid == uuid,
                ChangeSet.made_by == made_by,
                Row.number.in_(list(by_number)),
                Row.action.in_(REFUSED),
            )
        )
        for row in session.scalars(refused):
            cells = by_number[row.number]
            number = opened(keys, row.plan)["cells"].get("id_number", "") if row.plan else ""
            if without_numbers({"id_number": number}) == {"id_number": cells["id_number"]}:
                cells["id_number"] = number


def _origin(text: str) -> tuple[UUID, int] | None:
    """Read "<change set>/<row>"; None if it is not that."""
    uuid, _, number = text.partition("/")
    try:
        return UUID(uuid), int(number)
    except ValueError:
        return None
