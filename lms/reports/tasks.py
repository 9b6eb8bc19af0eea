"""Background work of the room: make reports, ask for those of the month."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from lms.core.clock import utc_now
from lms.core.jobs import Task
from lms.core.resources import Resources
from lms.reports import service


def make(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Seal and print the report payload["report"]; safe to repeat."""
    service.make_report(resources, UUID(payload["report"]), now=utc_now())


def monthly(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Ask for the reports of the month that has ended."""
    with resources.database.transaction() as session:
        service.file_monthly(session, now=utc_now())


TASKS = (
    Task("reports.make", make, first=True),
    Task("reports.monthly", monthly, every=timedelta(hours=1)),
)
