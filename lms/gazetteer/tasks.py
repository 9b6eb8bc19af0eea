"""Background work of the room: read a list of units, write what its preview showed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from lms.core.clock import utc_now
from lms.core.errors import LmsError
from lms.core.jobs import Task
from lms.core.resources import Resources
from lms.gazetteer import service


def read_file(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Read and compare the file of payload["unit_file"]."""
    service.read_units(resources, UUID(payload["unit_file"]))


def write_file(resources: Resources, payload: Mapping[str, Any]) -> None:
    """Write the preview of payload["unit_file"]; if the tree has changed, nothing."""
    uuid = UUID(payload["unit_file"])
    try:
        with resources.database.transaction() as session:
            service.write_units(session, uuid=uuid, now=utc_now())
    except LmsError as error:
        with resources.database.transaction() as session:
            service.mark_refused(session, uuid=uuid, error=error)


def sweep(resources: Resources, _payload: Mapping[str, Any]) -> None:
    """Mend what lost jobs left behind, forget what nobody wrote."""
    with resources.database.transaction() as session:
        keys = service.mend_files(session, now=utc_now())
    for key in keys:
        resources.files.delete(key)


TASKS = (
    Task("gazetteer.read", read_file, first=True),
    Task("gazetteer.write", write_file, first=True),
    Task("gazetteer.sweep", sweep, every=timedelta(hours=1)),
)
