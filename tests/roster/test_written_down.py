"""Who takes the result or the wrong rows is written down, without names."""

import pytest
from sqlalchemy import select

from lms.core.audit import AuditEvent
from lms.core.resources import Resources
from tests.support.browser import Browser
from tests.support.staff_files import change_set_at, preview, row


@pytest.mark.parametrize(
    ("name", "file", "rows"),
    [("ket-qua.xlsx", "roster.result", 2), ("hang-loi.xlsx", "roster.wrong_rows", 1)],
)
def test_who_takes_a_file_is_written_down(
    binh: Browser, resources: Resources, name: str, file: str, rows: int
) -> None:
    address = preview(binh, resources, row(staff_code="CB01"), row("Hai", unit="Xã Z"))
    binh.download(f"{address}/{name}")
    with resources.database.reading() as session:
        taken = select(AuditEvent).where(AuditEvent.action == "file.exported")
        event = session.scalars(taken).one()
    change_set = change_set_at(resources, address)
    assert (event.subject_uuid, event.actor_uuid) == (change_set.uuid, change_set.made_by)
    assert event.detail == {"file": file, "rows": rows}
