"""Recurring work of the room: keep the movements of each target near to what is known."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from lms.core.clock import utc_now
from lms.core.db import insert_rows
from lms.core.jobs import Task
from lms.core.resources import Resources
from lms.targets import service
from lms.targets.service import Target


def keep(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Keep anew, in short transactions, what is a day old or too far from what is known."""
    now = utc_now()
    with resources.database.reading() as session:
        stale = [
            target
            for target in service.targets_at(session, known_at=now)
            if service.is_stale(session, service.rule_of(target), now)
        ]
    for target in stale:
        keep_target(resources, target, now)


def keep_target(resources: Resources, target: Target, now: datetime) -> None:
    """Write the target's movements as known shortly before `now`; earlier ones go."""
    with resources.database.transaction() as session:
        before, kept = service.begin_keeping(session, target=target, now=now)
    with resources.database.reading() as session:
        for rows in service.movements(session, kept, service.rule_of(target)):
            with resources.database.transaction() as writing:
                insert_rows(writing, service.Movement, rows)
    with resources.database.transaction() as session:
        service.open_months(session, kept=kept, now=now)
    for old in before:
        with resources.database.transaction() as session:
            service.forget(session, old)


TASKS = (Task("targets.keep", keep, every=timedelta(minutes=10)),)
