"""Background work of the room: carry out what was decided for a day that has come."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.jobs import Task
from lms.core.resources import Resources
from lms.reorganisation import service


def carry_out(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Carry out every plan whose day has come, each in a transaction of its own."""
    now = utc_now()
    with resources.database.reading() as session:
        due = service.due_plans(session, today=local_day(now))
    for plan_id in due:
        try:
            with resources.database.transaction() as session:
                service.carry_out_plan(session, plan_id=plan_id, now=now)
        except LmsError as error:
            with resources.database.transaction() as session:
                service.note_failure(session, plan_id=plan_id, error=error, now=now)


TASKS = (Task("reorganisation.carry_out", carry_out, every=timedelta(minutes=5)),)
