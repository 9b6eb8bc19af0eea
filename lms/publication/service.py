"""What can be done with published figures. `__all__` is the room's face."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.storage import FileStore
from lms.organisations.service import Organisation, OrganisationKind, get_root
from lms.publication.rules import Line, publishable, together
from lms.reports.service import Report, newest_report, read_file

__all__ = ["Line", "Published", "published"]


@dataclass(frozen=True, slots=True)
class Published:
    """The newest sealed report on the whole country, as far as it may be shown."""

    report: Report
    lines: list[Line]
    total: Line | None  # of the lines; None: nothing may be shown


def published(session: Session, files: FileStore, *, target_key: str) -> Published | None:
    """Return what may be shown of a target, None before a report on the whole country is sealed.

    A sealed figure, never a live one: what two looks differ by would tell of single people.
    """
    root = get_root(session)
    report = newest_report(session, organisation=root, target_key=target_key) if root else None
    if report is None:
        return None
    statement = json.loads(read_file(session, files, report, "json"))
    lines = publishable(_provinces(session, statement["units"]))
    return Published(report, lines, together(lines) if lines else None)


def _provinces(session: Session, units: Mapping[str, Any]) -> list[Line]:
    rows = session.execute(
        select(Organisation.uuid, Organisation.name)
        .where(
            Organisation.uuid.in_([UUID(uuid) for uuid in units]),
            Organisation.kind == OrganisationKind.PROVINCE,
        )
        .order_by(Organisation.sort_key, Organisation.id)
    )
    return [Line((name,), *units[str(uuid)]["whole"]) for uuid, name in rows]
