"""The only way a view gets a report."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.core.errors import NotFound
from lms.organisations.service import Organisation, below
from lms.reports.models import Report, Schedule


def visible_reports(paths: Sequence[str]) -> Select[Report, Organisation]:
    """Select the reports of units in `paths` with their unit, the newest first."""
    found = select(Report, Organisation).join(
        Organisation, Organisation.id == Report.organisation_id
    )
    return found.where(below(Organisation.path, paths)).order_by(Report.id.desc())


def visible_report(
    session: Session, *, paths: Sequence[str], uuid: UUID
) -> tuple[Report, Organisation]:
    """Return the report and its unit if that is in scope, else raise `NotFound`."""
    found = session.execute(visible_reports(paths).where(Report.uuid == uuid)).one_or_none()
    if found is None:
        raise NotFound
    report, unit = found
    return report, unit


def report_by_token(session: Session, token: str) -> Report:
    """Return the sealed report of a public page, or raise `NotFound`."""
    if not token.isprintable():  # PostgreSQL takes no NUL
        raise NotFound
    sealed = select(Report).where(Report.token == token, Report.sealed_at.is_not(None))
    found = session.scalars(sealed).one_or_none()
    if found is None:
        raise NotFound
    return found


def visible_schedule(session: Session, *, paths: Sequence[str], uuid: UUID) -> Schedule:
    """Return the schedule if its unit is in scope, else raise `NotFound`."""
    found = session.scalars(
        select(Schedule)
        .join(Organisation, Organisation.id == Schedule.organisation_id)
        .where(Schedule.uuid == uuid, below(Organisation.path, paths))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
