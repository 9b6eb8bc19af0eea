"""Background work of the room: print a sheet of slips, forget what was taken."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from lms.core.clock import utc_now
from lms.core.jobs import Task
from lms.core.resources import Resources
from lms.slips import service


def print_sheet(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Print the sheet payload["sheet"]; safe to repeat, with other codes each time."""
    service.print_sheet(resources, UUID(payload["sheet"]), now=utc_now())


def sweep(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Delete printed files that nobody may fetch any more."""
    service.forget_sheets(resources, now=utc_now())


TASKS = (
    Task("slips.print", print_sheet, first=True),
    Task("slips.sweep", sweep, every=timedelta(hours=1)),
)
