"""Sending: what is due is claimed, written from today's facts, handed over, and noted down."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from lms.accounts.service import CODE_LIFE, accounts_with_roles, make_code, own_account
from lms.catalog.service import current_programmes
from lms.core.clock import local_day
from lms.core.i18n import in_language, pick
from lms.core.mail import LetterRefused, MailFailure, ServerAway
from lms.core.secrets import Keyring
from lms.core.working_days import is_working_day
from lms.credentials.service import Certificate
from lms.learning.service import Enrolment, days_left
from lms.messages import queries
from lms.messages.letters import Envelope, Item, Mail, activation_mail, lay_out, learner_mail
from lms.messages.models import Kind, Line, Message, Topic
from lms.messages.queries import Addressee
from lms.messages.rules import MAX_TRIES, pause_after
from lms.messages.service.digests import write_digest
from lms.people.service import belongs_to

LEASE = timedelta(minutes=10)
GONE = "gone"  # nobody to write to any more
UNTRUE = "untrue"  # nothing of it holds any more


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that can be handed over; `key` names it within a folder."""

    letter: EmailMessage
    key: str


def claim_due(
    session: Session, *, now: datetime, limit: int, off: Collection[date] = ()
) -> list[int]:
    """Take messages that are due, the longest waiting first; nobody else gets them for a while."""
    free = or_(Message.claimed_until.is_(None), Message.claimed_until < now)
    waiting = (
        Message.sent_at.is_(None),
        Message.failed_at.is_(None),
        Message.cancelled_at.is_(None),
        Message.due_at <= now,
        free,
    )
    due = select(Message.id).where(*waiting).order_by(Message.due_at, Message.id).limit(limit)
    if not is_working_day(local_day(now), off):
        due = due.where(~Message.reminds)
    claim = (
        update(Message)
        .where(Message.id.in_(due), *waiting)
        .values(claimed_until=now + LEASE)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(session.scalars(claim))


def compose(
    session: Session,
    keys: Keyring,
    *,
    message_id: int,
    envelope: Envelope,
    now: datetime,
    off: Collection[date] = (),
) -> Ready | None:
    """Write the message from what is true now; None if nobody is to be told anything any more.

    What a letter tells is looked up again: a date that was extended, a programme completed since
    drops out. The one-time code of an activation is made here and stands in the message only.
    """
    message = session.get_one(Message, message_id)
    found = queries.addressees(session, [message.person_id], today=local_day(now))
    if not found:
        _drop(message, GONE, now)
        return None
    (addressee,) = found
    with in_language(addressee.language):
        mail = _mail(session, keys, message, addressee, now=now, off=off)
        if mail is None:
            _drop(message, UNTRUE, now)
            return None
        try:
            letter = lay_out(
                mail, address=addressee.email, uuid=message.uuid, now=now, envelope=envelope
            )
        except LetterRefused as failure:
            record_failure(session, message_id=message_id, failure=failure, now=now)
            return None
    message.language = addressee.language
    return Ready(letter, f"{message.made_on:%Y-%m-%d}/{message.uuid}")


def _drop(message: Message, why: str, now: datetime) -> None:
    message.cancelled_at, message.error, message.claimed_until = now, why, None


def _mail(
    session: Session,
    keys: Keyring,
    message: Message,
    addressee: Addressee,
    *,
    now: datetime,
    off: Collection[date],
) -> Mail | None:
    match Kind(message.kind):
        case Kind.LETTER:
            if items := _items(session, message, local_day(now)):
                return learner_mail(items, name=addressee.name, is_open=addressee.is_open)
            return None
        case Kind.ACTIVATION:
            return _activation(session, keys, message, addressee, now)
        case Kind.DIGEST:
            return write_digest(session, addressee, now=now, off=off)


def _activation(
    session: Session, keys: Keyring, message: Message, addressee: Addressee, now: datetime
) -> Mail | None:
    trusted = accounts_with_roles(session, [addressee.account_id])
    shared = queries.shared_addresses(session, [addressee.email])
    if addressee.is_open or trusted or shared:
        return None
    account = own_account(session, addressee.account_id)
    code = make_code(session, keys, account=account, actor=message.requested_by, now=now)
    return activation_mail(name=addressee.name, code=code, last_day=local_day(now + CODE_LIFE))


def _items(session: Session, message: Message, today: date) -> list[Item]:
    """Return what the letter tells and still holds."""
    lines = session.scalars(select(Line).where(Line.message_id == message.id)).all()
    subjects = [line.subject_uuid for line in lines]
    enrolments = session.scalars(
        select(Enrolment).where(
            Enrolment.uuid.in_(subjects),
            belongs_to(Enrolment.person_id, message.person_id),
            queries.is_open(),
        )
    )
    certificates = session.scalars(
        select(Certificate).where(
            Certificate.uuid.in_(subjects),
            belongs_to(Certificate.person_id, message.person_id),
            Certificate.revoked_at.is_(None),
            Certificate.replaced_at.is_(None),
        )
    )
    programmes = current_programmes(session)
    titles = {version.programme_key: pick(version.title) for version in programmes}
    by_code = {version.code: pick(version.title) for version in programmes}
    found = {e.uuid: _standing(e, titles, today) for e in enrolments}
    found |= {c.uuid: _certified(c, by_code) for c in certificates}
    told = (
        _still_so(line, found[line.subject_uuid]) for line in lines if line.subject_uuid in found
    )
    return [item for item in told if item is not None]


def _standing(enrolment: Enrolment, titles: Mapping[str, str], today: date) -> Item:
    days = days_left(enrolment.due_on, today)
    return Item(
        topic=Topic.OVERDUE if days is not None and days < 0 else Topic.DUE,
        title=titles.get(enrolment.programme_key, enrolment.programme_key),
        path=f"/hoc-tap/{enrolment.uuid}",
        days=days,
        due_on=enrolment.due_on,
    )


def _certified(certificate: Certificate, by_code: Mapping[str, str]) -> Item:
    printed = certificate.snapshot
    return Item(
        topic=Topic.CERTIFICATE,
        title=by_code.get(printed["programme_code"], printed["programme"]),
        path=f"/chung-nhan/{certificate.uuid}",
        number=certificate.number,
    )


def _still_so(line: Line, item: Item) -> Item | None:
    """Return what the line tells as things stand, None if it no longer holds."""
    match Topic(line.topic):
        case Topic.CERTIFICATE:
            return item
        case Topic.ENROLLED:
            return replace(item, topic=Topic.ENROLLED)
        case Topic.DUE:
            return item if item.due_on == line.due_on else None
        case Topic.OVERDUE:
            return item if item.topic is Topic.OVERDUE else None


def record_sent(session: Session, *, message_id: int, channel: str, now: datetime) -> None:
    """Note that the message was taken."""
    session.execute(
        update(Message)
        .where(Message.id == message_id)
        .values(sent_at=now, channel=channel, error=None, claimed_until=None)
    )


def record_failure(
    session: Session, *, message_id: int, failure: MailFailure, now: datetime
) -> None:
    """Note why the message did not go, and when to try again, if ever.

    A server that is away costs a message nothing: it waits, however long that takes.
    """
    message = session.get_one(Message, message_id)
    message.tries += 1
    message.error, message.claimed_until = failure.code, None
    is_over = message.tries >= MAX_TRIES and not isinstance(failure, ServerAway)
    if is_over or isinstance(failure, LetterRefused):
        message.failed_at = now
    else:
        message.due_at = now + pause_after(message.tries)


def release(session: Session, *, message_ids: Sequence[int]) -> None:
    """Give back messages that were claimed and not tried."""
    session.execute(update(Message).where(Message.id.in_(message_ids)).values(claimed_until=None))


def topics_of(session: Session, message_ids: Sequence[int]) -> dict[int, list[Topic]]:
    """Return what each letter tells, each topic once, by message id."""
    rows = session.execute(
        select(Line.message_id, Line.topic)
        .where(Line.message_id.in_(message_ids))
        .group_by(Line.message_id, Line.topic)
        .order_by(Line.message_id, Line.topic)
    )
    topics: defaultdict[int, list[Topic]] = defaultdict(list)
    for message_id, topic in rows:
        topics[message_id].append(Topic(topic))
    return topics
