"""Recurring work of the room."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from lms.accounts import service
from lms.core.clock import utc_now
from lms.core.jobs import Task
from lms.core.resources import Resources


def sweep(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Delete old failures and ended sessions."""
    with resources.database.transaction() as session:
        service.sweep(session, now=utc_now())


TASKS = (Task("accounts.sweep", sweep, every=timedelta(hours=1)),)
