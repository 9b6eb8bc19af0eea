"""Background work of the room: read a file of past trainings, forget old trial runs."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from lms.core.clock import utc_now
from lms.core.jobs import Task
from lms.core.resources import Resources
from lms.recognition import service


def prepare(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Read and compare the file of payload["batch"]."""
    service.prepare(resources, UUID(payload["batch"]))


def sweep(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Forget staged rows that nobody needs any more."""
    with resources.database.transaction() as session:
        service.forget_rows(session, now=utc_now())


TASKS = (
    Task("recognition.prepare", prepare),
    Task("recognition.sweep", sweep, every=timedelta(hours=24)),
)
