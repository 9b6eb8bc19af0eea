"""The weekly report: who gets one, and the figures in it. Counts and names of units, no persons."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, distinct, func, select
from sqlalchemy.orm import Session

from lms.accounts.service import Account, principal_of
from lms.core.clock import local_day
from lms.core.permissions import Grant, Role
from lms.core.working_days import is_working_day
from lms.credentials.service import visible_waiting
from lms.enrolment.service import count_of, exceptions
from lms.learning.service import Enrolment
from lms.messages import queries
from lms.messages.letters import Mail
from lms.messages.models import Kind, Lane, Message
from lms.messages.queries import Addressee
from lms.messages.rules import WEEK, has_room
from lms.messages.service.making import insert_messages, message_row
from lms.messages.week import RegisterWeek, TargetWeek, digest_mail
from lms.organisations.service import Organisation, below, get_organisation
from lms.people.service import Person, Post, held_on, read_as, visible_people
from lms.reports.service import told_to
from lms.targets.service import Rule, figure, rule_of, targets_at

UNITS_SHOWN = 10
WITHOUT_ACCOUNT = "tai-khoan"
AT_ONCE = 500


def plan_digests(
    session: Session, *, weekly: int, now: datetime, off: Collection[date] = ()
) -> int:
    """Plan this week's reports of up to 500 officers on a working day; return how many."""
    today = local_day(now)
    if not is_working_day(today, off):
        return 0
    ending = f"{today.isocalendar().year}-W{today.isocalendar().week:02}"
    planned = select(Message.person_id).where(Message.unique_key.like(f"digest:%:{ending}"))
    missing = queries.officers(today).where(Account.person_id.not_in(planned))
    ids = list(session.scalars(missing.order_by(Account.person_id).limit(AT_ONCE)))
    past = queries.past_messages(session, ids, today=today)
    rows = [
        message_row(
            key=f"digest:{addressee.person_uuid}:{ending}",
            person_id=addressee.person_id,
            kind=Kind.DIGEST,
            lane=Lane.DIGEST,
            reminds=True,
            now=now,
        )
        for addressee in queries.addressees(session, ids, today=today)
        if addressee.is_open
        and has_room(
            past.get(addressee.person_id, ()), Lane.DIGEST, today, weekly=weekly, gets_digest=True
        )
    ]
    return len(insert_messages(session, rows))


def write_digest(
    session: Session, addressee: Addressee, *, now: datetime, off: Collection[date]
) -> Mail | None:
    """Return the report of what this person oversees, None if there is nothing to say."""
    today = local_day(now)
    who = principal_of(session, account_uuid=addressee.account_uuid, today=today)
    if who is None:
        return None
    kept = tuple(grant.path for grant in who.grants if grant.role is Role.HR)
    read = [grant for grant in who.grants if grant.role is Role.MANAGER]
    register = _register_week(session, kept, today=today, now=now, off=off) if kept else None
    targets = _target_weeks(session, read, today=today, now=now)
    sealed = told_to(session, person_id=addressee.person_id, since=now - WEEK)
    if not targets and not sealed and (register is None or register.is_empty):
        return None
    return digest_mail(register, targets, sealed, name=addressee.name)


def _register_week(
    session: Session, paths: Sequence[str], *, today: date, now: datetime, off: Collection[date]
) -> RegisterWeek:
    people = visible_people(paths, today=today).with_only_columns(Person.id)
    learning = select(read_as(Enrolment.person_id)).where(queries.is_open())
    late = learning.where(Enrolment.due_on < today)
    soon = learning.where(Enrolment.due_on.between(today, today + WEEK))
    closed = select(Account.person_id).where(
        Account.password_hash.is_(None), Account.person_id.in_(learning)
    )
    addressless = select(Person.id).where(Person.email.is_(None), Person.id.in_(learning))
    failed = select(Message.person_id).where(Message.failed_at >= now - timedelta(days=7))
    waiting = visible_waiting(paths, today=today).subquery()
    return RegisterWeek(
        late=_count(session, late, people),
        late_by_unit=_late_by_unit(session, paths, today),
        soon=_count(session, soon, people),
        closed=_count(session, closed, people),
        addressless=_count(session, addressless, people),
        failed=_count(session, failed, people),
        waiting=session.scalar(select(func.count()).select_from(waiting)) or 0,
        exceptions=sum(
            count_of(session, queue)
            for kind, queue in exceptions(session, paths=paths, today=today, off=off).items()
            if kind != WITHOUT_ACCOUNT  # counted as people above
        ),
    )


def _count(session: Session, found: Select[int], people: Select[int]) -> int:
    """Return how many of `people` are among those found."""
    among = people.where(Person.id.in_(found)).subquery()
    return session.scalar(select(func.count()).select_from(among)) or 0


def _late_by_unit(
    session: Session, paths: Sequence[str], today: date
) -> tuple[tuple[str, int], ...]:
    """Return the units with most people late, whoever has two posts in each of them."""
    people: ColumnElement[int] = func.count(distinct(Post.person_id))
    rows = session.execute(
        select(Organisation.name, people)
        .join(Post, Post.organisation_id == Organisation.id)
        .join(Enrolment, read_as(Enrolment.person_id) == Post.person_id)
        .where(
            held_on(today),
            below(Organisation.path, paths),
            queries.is_open(),
            Enrolment.due_on < today,
        )
        .group_by(Organisation.id, Organisation.name, Organisation.sort_key)
        .order_by(people.desc(), Organisation.sort_key)
        .limit(UNITS_SHOWN)
    )
    return tuple((name, count) for name, count in rows)


def _target_weeks(
    session: Session, grants: Sequence[Grant], *, today: date, now: datetime
) -> list[TargetWeek]:
    """Return each target's figure of each unit overseen, today and a week ago."""
    rules = [rule_of(target) for target in targets_at(session, known_at=now)]
    units = [get_organisation(session, grant.organisation_id) for grant in grants]
    weeks = [
        _target_week(session, rule, unit, today=today, now=now) for unit in units for rule in rules
    ]
    return [week for week in weeks if week.people]


def _target_week(
    session: Session, rule: Rule, unit: Organisation, *, today: date, now: datetime
) -> TargetWeek:
    line = figure(session, rule=rule, organisation=unit, as_of=today, known_at=now).total
    before = figure(
        session, rule=rule, organisation=unit, as_of=today - WEEK, known_at=now - WEEK
    ).total
    return TargetWeek(
        name=rule.short_name,
        unit=unit.name,
        path=f"/chi-tieu/{rule.key}/{unit.uuid}",
        people=line.whole.people,
        trained=line.whole.trained,
        needed=line.needed,
        trained_before=before.whole.trained,
        people_before=before.whole.people,
    )
