"""Two sealed reports of a province, a month apart, so that their pages show."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.core.clock import local_day
from lms.demo.units import Units
from lms.reports.service import request_report
from lms.targets.service import TreeOf, targets_at


def ask_for_reports(session: Session, units: Units, *, now: datetime) -> None:
    """Have the first target sealed for the first province, as of the last month's end and of today.

    The worker seals them, as it does those that a manager asks for.
    """
    today = local_day(now)
    for target in targets_at(session, known_at=now)[:1]:
        for day in (today.replace(day=1) - timedelta(days=1), today):
            request_report(
                session,
                target=target,
                organisation=units.provinces[0],
                as_of=day,
                tree=TreeOf.THE_DAY,
                actor=None,
                now=now,
            )
