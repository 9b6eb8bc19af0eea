"""What officers ask for: a one-time code by e-mail, and another try."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from lms.accounts.service import accounts_with_roles
from lms.core import audit
from lms.core.clock import VIETNAM, local_day
from lms.core.text import short_date
from lms.messages import queries
from lms.messages.errors import NotFailed, WeekFull
from lms.messages.models import Kind, Lane, Message
from lms.messages.names import Refusal
from lms.messages.queries import Addressee
from lms.messages.rules import DAY, Past, first_day_with_room
from lms.messages.service.making import insert_messages, message_row

MOST_AT_ONCE = 5_000
_BATCH = 500


def request_activation(
    session: Session,
    *,
    person_ids: Sequence[int],
    weekly: int,
    actor: UUID,
    now: datetime,
) -> dict[int, Refusal | None]:
    """Plan a message with a one-time code for each person; return why not, by person id.

    At most `MOST_AT_ONCE` people. The code is made when the message goes. A week that is full
    delays it.
    """
    outcome: dict[int, Refusal | None] = {}
    for start in range(0, min(len(person_ids), MOST_AT_ONCE), _BATCH):
        some = person_ids[start : start + _BATCH]
        outcome |= _request_some(session, some, weekly=weekly, actor=actor, now=now)
    return outcome


def _request_some(
    session: Session, person_ids: Sequence[int], *, weekly: int, actor: UUID, now: datetime
) -> dict[int, Refusal | None]:
    today = local_day(now)
    addressees = {a.person_id: a for a in queries.addressees(session, person_ids, today=today)}
    outcome: dict[int, Refusal | None] = dict.fromkeys(person_ids, Refusal.NOBODY)
    found = list(addressees.values())
    trusted = accounts_with_roles(session, [addressee.account_id for addressee in found])
    shared = queries.shared_addresses(session, [addressee.email for addressee in found])
    past = queries.past_messages(session, list(addressees), today=today)
    rows, uuids = [], []
    for addressee in found:
        own = past.get(addressee.person_id, [])
        day = first_day_with_room(own, Lane.OTHER, today, weekly=weekly, gets_digest=False)
        refusal = _refusal(addressee, own, trusted, shared, day)
        outcome[addressee.person_id] = refusal
        if refusal is None and day is not None:
            row = message_row(
                key=f"activation:{addressee.person_uuid}:{now.isoformat()}",
                person_id=addressee.person_id,
                kind=Kind.ACTIVATION,
                lane=Lane.OTHER,
                now=now,
            )
            rows.append({**row, "requested_by": actor, "due_at": max(now, _morning(day))})
            uuids.append(addressee.account_uuid)
    insert_messages(session, rows)
    audit.record_many(
        session, at=now, actor=actor, action="code.mail_requested", kind="account", uuids=uuids
    )
    return outcome


def _refusal(
    addressee: Addressee,
    past: Sequence[Past],
    trusted: set[int],
    shared: set[str],
    day: date | None,
) -> Refusal | None:
    if addressee.is_open:
        return Refusal.OPEN
    if addressee.account_id in trusted:
        return Refusal.ROLE
    if addressee.email in shared:
        return Refusal.SHARED
    waits = any(item.kind is Kind.ACTIVATION and item.on is None for item in past)
    return Refusal.WAITING if waits or day is None else None


def try_again(
    session: Session, *, message: Message, weekly: int, actor: UUID, now: datetime
) -> None:
    """Let a message that was given up be sent once more.

    Raises `NotFailed`, or `WeekFull` if the person's week has no room for it today.
    """
    if message.failed_at is None:
        raise NotFailed
    today, person = local_day(now), message.person_id
    past = queries.past_messages(session, [person], today=today, except_id=message.id)
    day = first_day_with_room(
        past.get(person, []),
        Lane(message.lane),
        today,
        weekly=weekly,
        gets_digest=bool(queries.officers_among(session, [person], today=today)),
    )
    if day != today:
        raise WeekFull(weekly=weekly, day=short_date(day or today + DAY))
    message.failed_at, message.error, message.tries = None, None, 0
    message.due_at, message.claimed_until = now, None
    audit.record(
        session, at=now, actor=actor, action="message.retried", subject=("message", message.uuid)
    )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)
