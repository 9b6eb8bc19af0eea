"""Recurring work of the room."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from lms.core.clock import utc_now
from lms.core.jobs import Task
from lms.core.resources import Resources
from lms.register import service


def settle(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Release the enrolments of those whose last day at work has come."""
    settled = 1
    while settled:
        with resources.database.transaction() as session:
            settled = service.settle_departures(session, now=utc_now())


TASKS = (Task("register.settle", settle, every=timedelta(hours=1)),)
