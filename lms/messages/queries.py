"""Who can be written to, and what there is to tell: the questions asked of lower rooms' tables."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, exists, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.accounts.service import Account, RoleGrant
from lms.core.clock import local_day
from lms.core.permissions import Role
from lms.core.working_days import LONGEST_BREAK
from lms.credentials.service import Certificate
from lms.learning.service import Enrolment
from lms.messages.models import Kind, Lane, Line, Message, Topic
from lms.messages.rules import STAGES, WEEK, Past, Standing
from lms.people.service import Person, Post, read_as, records_of

NEWS_LIFE = timedelta(days=30)  # what happened longer ago is no news
AHEAD = timedelta(days=max(STAGES) + LONGEST_BREAK)  # holidays may lie between
OFFICERS = (Role.HR, Role.MANAGER)
_OWNER = read_as(Enrolment.person_id)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who can be written to."""

    person_id: int
    person_uuid: UUID
    name: str
    email: str
    account_id: int
    account_uuid: UUID
    language: str
    is_open: bool  # the account has a password


def reachable(today: date) -> Select[int, UUID, str, str | None, int, UUID, str, bool]:
    """Select those with an address, a post today or to come, and an account not suspended."""
    post = exists().where(
        Post.person_id == Person.id,
        Post.superseded_at.is_(None),
        or_(Post.valid_to.is_(None), Post.valid_to > today),
    )
    return (
        select(
            Person.id,
            Person.uuid,
            Person.full_name,
            Person.email,
            Account.id,
            Account.uuid,
            Account.language,
            Account.password_hash.is_not(None),
        )
        .join(Account, Account.person_id == Person.id)
        .where(
            Person.email.is_not(None),
            Person.withdrawn_at.is_(None),
            Account.suspended_at.is_(None),
            post,
        )
    )


def addressees(session: Session, person_ids: Sequence[int], *, today: date) -> list[Addressee]:
    """Return those of the people who can be written to."""
    rows = session.execute(reachable(today).where(Person.id.in_(person_ids)))
    return [
        Addressee(person, uuid, name, email or "", account, account_uuid, language, is_open)
        for person, uuid, name, email, account, account_uuid, language, is_open in rows
    ]


def shared_addresses(session: Session, emails: Iterable[str]) -> set[str]:
    """Return those of the addresses that more than one living person bears."""
    several = (
        select(Person.email)
        .where(Person.email.in_(list(emails)), Person.withdrawn_at.is_(None))
        .group_by(Person.email)
        .having(func.count() > 1)
    )
    return {email for email in session.scalars(several) if email}


def is_open() -> ColumnElement[bool]:
    """Return the condition that an enrolment is neither completed nor released."""
    return and_(Enrolment.completed_at.is_(None), Enrolment.released_at.is_(None))


def _told(subject: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    return exists().where(
        Line.subject_uuid == subject,
        Message.id == Line.message_id,
        Message.cancelled_at.is_(None),
    )


def to_write_to(session: Session, *, now: datetime, limit: int, after: int = 0) -> list[int]:
    """Return the ids behind `after` of people for whom there may be something to tell, in order.

    Whoever has been planned a letter today is left out.
    """
    today = local_day(now)
    reminded = exists().where(
        Message.person_id == read_as(Enrolment.person_id),
        Message.tells_overdue,
        Message.cancelled_at.is_(None),
        Message.made_on > today - WEEK,
    )
    enrolled = select(_OWNER).where(
        is_open(),
        or_(
            and_(Enrolment.enrolled_at >= now - NEWS_LIFE, ~_told(Enrolment.uuid)),
            Enrolment.due_on.between(today, today + AHEAD),
            and_(Enrolment.due_on < today, ~reminded),
        ),
    )
    certified = select(read_as(Certificate.person_id)).where(_fresh_certificate(now))
    wanted = union(enrolled, certified).subquery()
    written = select(Message.person_id).where(
        Message.made_on == today, Message.unique_key.like("letter:%")
    )
    people = (
        reachable(today)
        .with_only_columns(Person.id)
        .where(Person.id > after, Person.id.in_(select(wanted.c[0])), Person.id.not_in(written))
    )
    return list(session.scalars(people.order_by(Person.id).limit(limit)))


def _fresh_certificate(now: datetime) -> ColumnElement[bool]:
    return and_(
        Certificate.pdf_key.is_not(None),
        Certificate.issued_at >= now - NEWS_LIFE,
        Certificate.revoked_at.is_(None),
        Certificate.replaced_at.is_(None),
        ~_told(Certificate.uuid),
    )


def standings(
    session: Session, person_ids: Sequence[int], *, now: datetime
) -> dict[int, list[Standing]]:
    """Return each person's open enrolments and what was told of them.

    An enrolment from long ago that nobody was told of counts as told: it is no news.
    """
    open_ones = session.execute(
        select(_OWNER, Enrolment.uuid, Enrolment.due_on, Enrolment.enrolled_at)
        .where(Enrolment.person_id.in_(_records(person_ids)), is_open())
        .order_by(Enrolment.due_on, Enrolment.id)
    ).all()
    told: defaultdict[UUID, list[tuple[date | None, int | None]]] = defaultdict(list)
    lines = (
        select(Line.subject_uuid, Line.due_on, Line.stage)
        .join(Message, Message.id == Line.message_id)
        .where(
            Message.person_id.in_(person_ids),
            Message.cancelled_at.is_(None),
            Line.topic != Topic.CERTIFICATE,
        )
    )
    for uuid, due_on, stage in session.execute(lines):
        told[uuid].append((due_on, stage))
    found: defaultdict[int, list[Standing]] = defaultdict(list)
    for person_id, uuid, due_on, enrolled_at in open_ones:
        stages = [stage for day, stage in told[uuid] if day == due_on and stage is not None]
        found[person_id].append(
            Standing(
                uuid=uuid,
                due_on=due_on,
                is_told=bool(told[uuid]) or enrolled_at < now - NEWS_LIFE,
                stage=min(stages, default=None),
            )
        )
    return found


def untold_certificates(
    session: Session, person_ids: Sequence[int], *, now: datetime
) -> dict[int, list[UUID]]:
    """Return each person's certificates that can be fetched and were not told of."""
    rows = session.execute(
        select(read_as(Certificate.person_id), Certificate.uuid)
        .where(Certificate.person_id.in_(_records(person_ids)), _fresh_certificate(now))
        .order_by(Certificate.id)
    )
    found: defaultdict[int, list[UUID]] = defaultdict(list)
    for person_id, uuid in rows:
        found[person_id].append(uuid)
    return found


def _records(person_ids: Sequence[int]) -> CompoundSelect[int]:
    return records_of(select(Person.id).where(Person.id.in_(person_ids)))


def past_messages(
    session: Session, person_ids: Sequence[int], *, today: date, except_id: int | None = None
) -> dict[int, list[Past]]:
    """Return each person's messages of the last seven days, and those that wait."""
    ended = func.coalesce(Message.sent_at, Message.failed_at)
    rows = session.execute(
        select(
            Message.id,
            Message.person_id,
            Message.kind,
            Message.lane,
            Message.tells_overdue,
            Message.sent_at,
            Message.failed_at,
        ).where(
            Message.person_id.in_(person_ids),
            Message.cancelled_at.is_(None),
            or_(ended.is_(None), Message.made_on > today - WEEK, ended >= _long_ago(today)),
        )
    )
    found: defaultdict[int, list[Past]] = defaultdict(list)
    for id_, person_id, kind, lane, overdue, sent_at, failed_at in rows:
        moment = sent_at or failed_at
        on = local_day(moment) if moment else None
        if id_ != except_id and (on is None or on > today - WEEK):
            found[person_id].append(Past(Kind(kind), Lane(lane), overdue, on))
    return found


def _long_ago(today: date) -> datetime:
    """Return a moment before the week that the budget looks at, in any time zone."""
    return datetime.fromisoformat(f"{today - WEEK:%Y-%m-%d}T00:00:00+00:00") - timedelta(days=1)


def officers(today: date) -> Select[int]:
    """Select the ids of the people who keep a register or read its figures, by role."""
    return (
        select(Account.person_id)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role.in_(OFFICERS),
            RoleGrant.ended_at.is_(None),
            RoleGrant.valid_from <= today,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > today),
        )
        .distinct()
    )


def officers_among(session: Session, person_ids: Sequence[int], *, today: date) -> set[int]:
    """Return those of the people who get a weekly report."""
    return set(session.scalars(officers(today).where(Account.person_id.in_(person_ids))))
