"""Sealed reports: two of a province, a month apart, and one of the country, for their pages."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.core.clock import local_day
from lms.demo.units import Units
from lms.reports.service import request_report
from lms.targets.service import TreeOf, targets_at


def ask_for_reports(session: Session, units: Units, *, now: datetime) -> None:
    """Have the first target sealed for a province, twice, and for the whole country.

    The worker seals them, as it does those that a manager asks for.
    """
    today, province = local_day(now), units.provinces[0]
    last_month = today.replace(day=1) - timedelta(days=1)
    for target in targets_at(session, known_at=now)[:1]:
        for unit, day in ((province, last_month), (province, today), (units.root, today)):
            request_report(
                session,
                target=target,
                organisation=unit,
                as_of=day,
                tree=TreeOf.THE_DAY,
                actor=None,
                now=now,
            )
