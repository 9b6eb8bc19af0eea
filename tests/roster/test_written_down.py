"""Who takes the result file is written down, without names."""

from sqlalchemy import select

from lms.core.audit import AuditEvent
from lms.core.resources import Resources
from tests.support.browser import Browser
from tests.support.staff_files import change_set_at, preview, row


def test_who_takes_the_result_is_written_down(binh: Browser, resources: Resources) -> None:
    address = preview(binh, resources, row(staff_code="CB01"), row("Hai", staff_code="CB02"))
    binh.download(f"{address}/ket-qua.xlsx")
    with resources.database.reading() as session:
        taken = select(AuditEvent).where(AuditEvent.action == "file.exported")
        event = session.scalars(taken).one()
    change_set = change_set_at(resources, address)
    assert (event.subject_uuid, event.actor_uuid) == (change_set.uuid, change_set.made_by)
    assert event.detail == {"file": "roster.result", "rows": 2}
