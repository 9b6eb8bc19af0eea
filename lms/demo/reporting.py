"""Two sealed reports of a province, a month apart, so that their pages show."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.core.clock import local_day
from lms.demo.units import Units
from lms.reports.service import request_report
from lms.targets.service import TreeOf, rule_of, targets_at


def ask_for_reports(session: Session, units: Units, *, now: datetime) -> None:
    """Have the 2030 target of the first province sealed as of the last month's end and of today.

    The worker seals them, as it does those that a manager asks for.
    """
    today = local_day(now)
    targets = sorted(targets_at(session, known_at=now), key=lambda one: rule_of(one).due_on)
    for target in targets[-1:]:
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
