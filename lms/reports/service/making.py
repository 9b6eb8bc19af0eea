"""What the worker does with a report: seal the figure, then make its files."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.db import writers_since
from lms.core.resources import Resources
from lms.reports.errors import StillWriting
from lms.reports.models import Report
from lms.reports.service.printing import make_files, store_file
from lms.reports.service.sealing import prepare, seal


def make_report(resources: Resources, report_uuid: UUID, *, now: datetime) -> None:
    """Seal the report and make its files; safe to repeat at any point, and to cut off.

    The number is taken when the figure is known, so that one that cannot be counted leaves no gap.
    Raises `StillWriting` while somebody may yet commit what was recorded before its moment.
    """
    with resources.database.reading() as session:
        report = _report(session, report_uuid)
        if report.sealed_at is None and writers_since(session, report.known_at):
            raise StillWriting
        sealing = None if report.sealed_at else prepare(session, report)
    if sealing is not None:
        with resources.database.transaction() as session:
            report = _report(session, report_uuid, lock=True)
            if report.sealed_at is None:
                seal(session, report=report, sealing=sealing, now=now)
    with resources.database.reading() as session:
        report = _report(session, report_uuid)
        contents = {} if report.printed_at else make_files(session, resources, report)
    stored = [
        store_file(resources.files, report, kind, content) for kind, content in contents.items()
    ]
    with resources.database.transaction() as session:
        report = _report(session, report_uuid, lock=True)
        if report.printed_at is None:
            session.add_all(stored)
            report.printed_at = now


def _report(session: Session, uuid: UUID, *, lock: bool = False) -> Report:
    found = select(Report).where(Report.uuid == uuid)
    return session.scalars(found.with_for_update() if lock else found).one()
