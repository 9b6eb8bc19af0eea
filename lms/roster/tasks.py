"""Background work of the room: read a staff file, write what its preview showed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from lms.core.clock import utc_now
from lms.core.jobs import Task
from lms.core.resources import Resources
from lms.roster import service


def prepare(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Read and compare the file of payload["change_set"]."""
    service.prepare(resources, UUID(payload["change_set"]))


def apply(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Write the preview of payload["change_set"]; if the register has changed, nothing."""
    service.apply(resources, UUID(payload["change_set"]), now=utc_now())


def undo(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Take back what payload["change_set"] wrote; if somebody has built on it, nothing."""
    service.undo(resources, UUID(payload["change_set"]), now=utc_now())


def sweep(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Forget what nobody needs any more."""
    service.forget_rows(resources, now=utc_now())


TASKS = (
    Task("roster.prepare", prepare, first=True),
    Task("roster.apply", apply, first=True),
    Task("roster.undo", undo, first=True),
    Task("roster.sweep", sweep, every=timedelta(hours=1)),
)
