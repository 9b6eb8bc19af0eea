"""Whether what was sealed still holds: its files, its figure, its people."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.accounts.service import Account
from lms.content.service import digest
from lms.core.errors import NotFound
from lms.core.storage import FileStore
from lms.organisations.service import Organisation
from lms.people.service import Person
from lms.reports.models import Report, ReportFile
from lms.reports.service.printing import read_file
from lms.reports.service.sealing import figure_of
from lms.targets.service import Target, TreeOf, Wanted, names, statement_of


def is_kept(session: Session, files: FileStore, report: Report) -> bool:
    """Tell whether the stored statement is, byte for byte, the one that was sealed."""
    try:
        content = read_file(session, files, report, "json")
    except NotFound:
        return False
    return sha256(content).hexdigest() == report.digest


def recount(session: Session, report: Report) -> bool:
    """Tell whether the figure, counted anew to the person, is the one that was sealed."""
    made, target, unit = figure_of(session, report)
    found = statement_of(session, made, target=target, organisation=unit)
    return digest(found) == report.digest


def newest_report(
    session: Session, *, organisation: Organisation, target_key: str
) -> Report | None:
    """Return the unit's newest report on a target that is sealed and printed, or None."""
    printed = (
        select(Report)
        .join(Target, Target.id == Report.target_id)
        .where(
            Target.key == target_key,
            Report.organisation_id == organisation.id,
            Report.tree == TreeOf.THE_DAY,
            Report.printed_at.is_not(None),
        )
        .order_by(Report.as_of.desc(), Report.id.desc())
    )
    return session.scalars(printed.limit(1)).first()


def sealed_file(session: Session, content: bytes) -> Report | None:
    """Return the report of which `content` is a file, byte for byte, or None."""
    of = select(ReportFile.report_id).where(ReportFile.sha256 == sha256(content).hexdigest())
    return session.scalars(select(Report).where(Report.id.in_(of))).first()


def faults(session: Session, files: FileStore) -> Iterator[tuple[Report, str]]:
    """Yield every sealed report with what is wrong with it: "figure", "file" or ""."""
    sealed = select(Report).where(Report.printed_at.is_not(None)).order_by(Report.id)
    for report in session.scalars(sealed).all():
        if not recount(session, report):
            yield report, "figure"
        else:
            yield report, "" if is_kept(session, files, report) else "file"


def sealer(session: Session, report: Report) -> str:
    """Return the name of whoever had the figure sealed, "" for the monthly schedule."""
    named = select(Person.full_name).join(Account, Account.person_id == Person.id)
    return session.scalar(named.where(Account.uuid == report.asked_by)) or ""


def people_reported(session: Session, uuids: Select[Any], *, since: datetime) -> set[UUID]:
    """Return who of `uuids` stands in a report whose moment is `since` or later."""
    found: set[UUID] = set()
    for report in session.scalars(select(Report).where(Report.known_at >= since)):
        basis = figure_of(session, report)[0].basis
        counted = names(basis, Wanted()).with_only_columns(Person.id).order_by(None)
        inside = select(Person.uuid).where(Person.uuid.in_(uuids), Person.id.in_(counted))
        found.update(session.scalars(inside))
    return found
