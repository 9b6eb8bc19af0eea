"""Reports that are sealed by themselves after each month, and who is sent their link."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.service import grants_over
from lms.core import audit
from lms.core.clock import local_day
from lms.core.columns import uuid7
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Role
from lms.organisations.service import Organisation
from lms.people.service import Person
from lms.reports.errors import NobodyToTell
from lms.reports.models import Reader, Report, Schedule
from lms.reports.service.sealing import request_report
from lms.targets.service import Target, TreeOf, UnknownTarget, target_at


def possible_readers(session: Session, *, organisation: Organisation, today: date) -> list[Person]:
    """Return who manages the unit or one above it, those nearest first: they may read it all."""
    found: dict[int, Person] = {}
    for part in reversed(organisation.path.strip("/").split("/")):
        for grant, person in grants_over(session, organisation_id=int(part), today=today):
            if grant.role == Role.MANAGER:
                found.setdefault(person.id, person)
    return list(found.values())


def begin_schedule(
    session: Session,
    *,
    target: Target,
    organisation: Organisation,
    readers: Collection[UUID],
    actor: UUID,
    now: datetime,
) -> Schedule:
    """Have the figure sealed after each month; it takes the place of the unit's earlier schedule.

    `readers`: persons by uuid; those who may not read the unit are left out. Raises
    `NobodyToTell`.
    """
    today = local_day(now)
    chosen = [
        person
        for person in possible_readers(session, organisation=organisation, today=today)
        if person.uuid in readers
    ]
    if not chosen:
        raise NobodyToTell
    for old in schedules_of(session, organisation=organisation, target_key=target.key):
        end_schedule(session, schedule=old, actor=actor, now=now)
    schedule = Schedule(
        uuid=uuid7(),
        organisation_id=organisation.id,
        target_key=target.key,
        made_by=actor,
        made_at=now,
    )
    session.add(schedule)
    session.flush()  # its readers need its id
    session.add_all(Reader(schedule_id=schedule.id, person_id=person.id) for person in chosen)
    _record(session, schedule, "report_schedule.made", actor, now)
    return schedule


def end_schedule(session: Session, *, schedule: Schedule, actor: UUID, now: datetime) -> None:
    """Seal no more; asked twice it changes nothing."""
    if schedule.ended_at is None:
        schedule.ended_at, schedule.ended_by = now, actor
        _record(session, schedule, "report_schedule.ended", actor, now)


def schedules_of(
    session: Session, *, organisation: Organisation, target_key: str
) -> Sequence[Schedule]:
    """Return the unit's schedules in force for a target: none or one."""
    own = select(Schedule).where(
        Schedule.organisation_id == organisation.id,
        Schedule.target_key == target_key,
        Schedule.ended_at.is_(None),
    )
    return session.scalars(own).all()


def readers_of(session: Session, schedule: Schedule) -> Sequence[Person]:
    """Return who is sent the link, by given name."""
    chosen = select(Reader.person_id).where(Reader.schedule_id == schedule.id)
    people = select(Person).where(Person.id.in_(chosen)).order_by(Person.sort_key, Person.id)
    return session.scalars(people).all()


def file_monthly(session: Session, *, now: datetime) -> int:
    """Ask for the reports of the month that has ended, each once; return how many."""
    first = local_day(now).replace(day=1)
    last_day = first - timedelta(days=1)
    done = select(Report.schedule_id).where(
        Report.as_of == last_day, Report.schedule_id.is_not(None)
    )
    open_ones = session.execute(
        select(Schedule, Organisation)
        .join(Organisation, Organisation.id == Schedule.organisation_id)
        .where(Schedule.ended_at.is_(None), Schedule.id.not_in(done))
        .order_by(Schedule.id)
    )
    count = 0
    for schedule, unit in open_ones.all():
        has_ended = unit.closed_on is not None and unit.closed_on <= last_day
        if local_day(schedule.made_at) < first and not has_ended:
            count += _file(session, schedule, unit, last_day, now)
    return count


def told_to(session: Session, *, person_id: int, since: datetime) -> list[tuple[str, str]]:
    """Return (heading, path) of the scheduled reports of that time whose link a person is sent."""
    read = select(Reader.schedule_id).where(Reader.person_id == person_id)
    fresh = select(Report).where(Report.schedule_id.in_(read), Report.printed_at >= since)
    heading = msgid("Báo cáo tháng %(number)s đã khóa số liệu")
    return [
        (gettext(heading, number=report.number), f"/bao-cao/{report.uuid}")
        for report in session.scalars(fresh.order_by(Report.id))
    ]


def _file(
    session: Session, schedule: Schedule, unit: Organisation, day: date, now: datetime
) -> bool:
    try:
        target = target_at(session, key=schedule.target_key, known_at=now)
    except UnknownTarget:  # it is no target any more
        return False
    request_report(
        session,
        target=target,
        organisation=unit,
        as_of=day,
        tree=TreeOf.THE_DAY,
        actor=None,
        now=now,
        schedule_id=schedule.id,
    )
    return True


def _record(session: Session, schedule: Schedule, action: str, actor: UUID, now: datetime) -> None:
    unit = session.get_one(Organisation, schedule.organisation_id)
    audit.record(
        session,
        at=now,
        actor=actor,
        action=action,
        subject=("organisation", unit.uuid),
        detail={"target": schedule.target_key},
    )
