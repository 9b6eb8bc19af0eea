"""What can be done with results for the national database. `__all__` is the room's face."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Subquery, case, func, insert, literal, select
from sqlalchemy.orm import Session

from lms.catalog.service import ProgrammeVersion
from lms.core import audit
from lms.core.clock import VIETNAM, local_day
from lms.core.text import nfc
from lms.dossier.errors import NothingToExport
from lms.dossier.lookup import rows_of
from lms.dossier.models import Action, Export, Format, Sent, Wanted
from lms.dossier.queries import completed_between, visible_exports, waiting
from lms.dossier.rules import last_late_day
from lms.organisations.service import Organisation
from lms.people.service import Person

__all__ = [
    "Asked",
    "Export",
    "Format",
    "Queue",
    "Waiting",
    "Wanted",
    "queue",
    "record_export",
    "rows_of",
    "visible_exports",
    "waiting_results",
]


@dataclass(frozen=True, slots=True)
class Queue:
    """How many results wait; `late` of the `ready` ones for more than three working days.

    `missing` cannot be sent: the person has no ID number.
    """

    ready: int
    late: int
    missing: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A result that is to be sent."""

    person: Person
    unit: str
    programme: dict[str, str]  # its title by language
    completed_on: date
    action: Action
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a file is to hold; the days only with `Wanted.ALL`, the last one included."""

    organisation: Organisation
    wanted: Wanted
    since: date | None = None
    until: date | None = None
    format: Format
    reason: str


def queue(session: Session, *, paths: Sequence[str], off: Collection[date], now: datetime) -> Queue:
    """Count what waits in `paths`; `off` are days off beside weekends and public holidays."""
    today = local_day(now)
    late_until = last_late_day(today, off) + timedelta(days=1)
    found = waiting(paths, today=today, now=now).c
    has_number = found.id_number_index.is_not(None)
    is_late = found.since < datetime.combine(late_until, time(), VIETNAM)
    row = session.execute(
        select(
            func.count(case((has_number, 1))),
            func.count(case((has_number & is_late, 1))),
            func.count(case((~has_number, 1))),
        )
    ).one()
    return Queue(*row)


def waiting_results(
    session: Session,
    *,
    paths: Sequence[str],
    missing: bool,
    limit: int,
    offset: int,
    now: datetime,
) -> list[Waiting]:
    """Return what waits in `paths`, the oldest first: what can be sent, or what is `missing`."""
    found = waiting(paths, today=local_day(now), now=now).c
    number = found.id_number_index
    rows = session.execute(
        select(
            Person,
            Organisation.name,
            ProgrammeVersion.title_vi,
            ProgrammeVersion.title_en,
            found.completed_on,
            found.action,
            found.since,
        )
        .join(Person, Person.id == found.person_id)
        .join(Organisation, Organisation.id == found.organisation_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == found.version_id)
        .where(number.is_(None) if missing else number.is_not(None))
        .order_by(found.since, found.completion_id)
        .limit(limit)
        .offset(offset)
    )
    return [
        Waiting(person, unit, {"vi": vi, "en": en}, day, Action(action), local_day(since))
        for person, unit, vi, en, day, action, since in rows
    ]


def record_export(session: Session, *, asked: Asked, actor: UUID, now: datetime) -> Export:
    """Write down that a file is handed out and what is in it; raises `NothingToExport`.

    From then on its results count as sent, as they stand now; the file is written afterwards
    from these rows. Results of people without an ID number stay where they are.
    """
    export = Export(
        organisation_id=asked.organisation.id,
        wanted=asked.wanted,
        since_on=asked.since,
        until_on=asked.until,
        format=asked.format,
        reason=nfc(asked.reason),
        row_count=0,
        made_by=actor,
        made_at=now,
    )
    session.add(export)
    session.flush()  # its rows need its id
    _write_rows(session, export, _wanted(asked, now))
    written = select(func.count()).where(Sent.export_id == export.id)
    export.row_count = session.scalar(written) or 0
    if not export.row_count:
        raise NothingToExport
    audit.record(
        session,
        at=now,
        actor=actor,
        action="dossier.exported",
        subject=("organisation", asked.organisation.uuid),
        detail=_detail(export),
    )
    return export


def _wanted(asked: Asked, now: datetime) -> Subquery:
    paths, today = [asked.organisation.path], local_day(now)
    if asked.since is None or asked.until is None:
        return waiting(paths, today=today, now=now)
    return completed_between(paths, since=asked.since, until=asked.until, today=today, now=now)


def _write_rows(session: Session, export: Export, found: Subquery) -> None:
    columns = (
        "completion_id",
        "organisation_id",
        "action",
        "certificate_id",
        "revoked_on",
        "id_number_index",
    )
    rows = (
        select(*(found.c[name] for name in columns), literal(export.id).label("export_id"))
        .where(found.c.id_number_index.is_not(None))
        .order_by(found.c.completed_on, found.c.completion_id)
    )
    session.execute(insert(Sent).from_select([*columns, "export_id"], rows))


def _detail(export: Export) -> dict[str, str | int]:
    days = {"since": export.since_on, "until": export.until_on}
    return {
        "file": f"dossier.{export.format}",
        "wanted": export.wanted,
        "rows": export.row_count,
        "reason": export.reason,
        **{name: day.isoformat() for name, day in days.items() if day is not None},
    }
