"""Recurring work of the room: hand in what was left open."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from lms.assessment.service import overdue_attempts
from lms.core.clock import utc_now
from lms.core.jobs import Task
from lms.core.resources import Resources
from lms.learning import service

GRACE = timedelta(minutes=1)  # a page that is open hands in by itself
BATCH = 500


def close_attempts(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Mark attempts whose time ran out and to which nobody came back, each in its transaction."""
    now = utc_now()
    with resources.database.reading() as session:
        left_open = overdue_attempts(session, before=now - GRACE, limit=BATCH)
    for sitting, key in left_open:
        with resources.database.transaction() as session:
            service.close_attempt(session, sitting=sitting, quiz_key=key, now=now)


TASKS = (Task("learning.close_attempts", close_attempts, every=timedelta(minutes=1)),)
