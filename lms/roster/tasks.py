"""Background work of the room: read a staff file, write what its preview showed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from lms.core.clock import utc_now
from lms.core.errors import LmsError
from lms.core.jobs import Task
from lms.core.resources import Resources
from lms.roster import service
from lms.roster.service.updating import RegisterChanged


def prepare(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Read and compare the file of payload["change_set"]."""
    service.prepare(resources, UUID(payload["change_set"]))


def apply(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Write the preview of payload["change_set"]; if the register has changed, nothing."""
    uuid = UUID(payload["change_set"])
    try:
        with resources.database.transaction() as session:
            service.apply(session, resources.keys, change_set_uuid=uuid, now=utc_now())
    except (RegisterChanged, IntegrityError, LmsError):
        with resources.database.transaction() as session:
            service.mark_stale(session, change_set_uuid=uuid)


def sweep(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Forget staged rows that nobody needs any more."""
    with resources.database.transaction() as session:
        service.forget_rows(session, now=utc_now())


TASKS = (
    Task("roster.prepare", prepare, first=True),
    Task("roster.apply", apply, first=True),
    Task("roster.sweep", sweep, every=timedelta(hours=24)),
)
