"""Planning what is sent: many people at once, never the same message twice."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.core.clock import local_day
from lms.core.columns import uuid7
from lms.messages import queries
from lms.messages.models import Kind, Lane, Line, Message
from lms.messages.queries import Addressee
from lms.messages.rules import Letter, plan_letter


def plan_letters(
    session: Session,
    *,
    person_ids: Sequence[int],
    weekly: int,
    now: datetime,
    off: Collection[date] = (),
) -> int:
    """Plan today's letters of the people, at most 500 of them; return how many letters.

    Asked twice on a day, or by two workers, it plans each letter once.
    """
    today = local_day(now)
    addressees = queries.addressees(session, person_ids, today=today)
    ids = [addressee.person_id for addressee in addressees]
    standings = queries.standings(session, ids, now=now)
    certificates = queries.untold_certificates(session, ids, now=now)
    past = queries.past_messages(session, ids, today=today)
    officers = queries.officers_among(session, ids, today=today)
    planned = []
    for addressee in addressees:
        id_ = addressee.person_id
        letter = plan_letter(
            standings.get(id_, ()),
            certificates.get(id_, ()),
            past.get(id_, ()),
            today=today,
            weekly=weekly,
            gets_digest=id_ in officers,
            off=off,
        )
        if letter is not None:
            planned.append((addressee, letter))
    return _insert_letters(session, planned, today=today, now=now)


def _insert_letters(
    session: Session, planned: Sequence[tuple[Addressee, Letter]], *, today: date, now: datetime
) -> int:
    rows = [
        message_row(
            key=f"letter:{addressee.person_uuid}:{today}",
            person_id=addressee.person_id,
            kind=Kind.LETTER,
            lane=letter.lane,
            reminds=letter.reminds,
            tells_overdue=letter.tells_overdue,
            now=now,
        )
        for addressee, letter in planned
    ]
    fresh = insert_messages(session, rows)
    notes = [
        {
            "message_id": fresh[row["unique_key"]],
            "topic": note.topic,
            "subject_uuid": note.subject,
            "due_on": note.due_on,
            "stage": note.stage,
        }
        for row, (_, letter) in zip(rows, planned, strict=True)
        if row["unique_key"] in fresh
        for note in letter.notes
    ]
    if notes:
        session.execute(insert(Line), notes)
    return len(fresh)


def message_row(
    *,
    key: str,
    person_id: int,
    kind: Kind,
    lane: Lane,
    now: datetime,
    reminds: bool = False,
    tells_overdue: bool = False,
) -> dict[str, Any]:
    """Return the row of a message that may go at once."""
    return {
        "uuid": uuid7(),
        "unique_key": key,
        "person_id": person_id,
        "kind": kind,
        "lane": lane,
        "reminds": reminds,
        "tells_overdue": tells_overdue,
        "requested_by": None,
        "made_at": now,
        "made_on": local_day(now),
        "due_at": now,
        "tries": 0,
    }


def insert_messages(session: Session, rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Write those of the messages that are new; return their ids by unique key."""
    known = set(_ids(session, [row["unique_key"] for row in rows]))
    fresh = [row for row in rows if row["unique_key"] not in known]
    if not fresh:
        return {}
    session.execute(insert(Message), fresh)
    return _ids(session, [row["unique_key"] for row in fresh])


def _ids(session: Session, keys: Iterable[str]) -> dict[str, int]:
    found = select(Message.unique_key, Message.id).where(Message.unique_key.in_(list(keys)))
    return dict(session.execute(found).all())
