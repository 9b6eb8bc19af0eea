"""Background work of the room: keep enrolments in step with the rules."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from lms.core.clock import utc_now
from lms.core.jobs import Task
from lms.core.resources import Resources
from lms.enrolment import service

BATCH = 500


def follow(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Look at whoever changed, in short transactions; once a day at everybody."""
    now = utc_now()
    with resources.database.reading() as session:
        people = service.people_to_look_at(session, now=now)
    for start in range(0, len(people), BATCH):
        with resources.database.transaction() as session:
            service.follow(session, people=people[start : start + BATCH], now=now)
    with resources.database.transaction() as session:
        service.note_look(session, now=now)


TASKS = (Task("enrolment.follow", follow, every=timedelta(minutes=1)),)
