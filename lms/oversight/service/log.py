"""The audit log as an auditor reads it: newest first, in words, names looked up for display."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.core.audit import AuditEvent
from lms.core.clock import VIETNAM, local_day
from lms.organisations.service import Organisation
from lms.oversight import queries
from lms.oversight.access import visible_events
from lms.people.service import Person, Post, visible_people

SIZE = 50
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What narrows the log. Days are calendar days in Việt Nam, both included."""

    action: str = ""
    since: date | None = None
    until: date | None = None
    person: str = ""  # name or staff code of whom it is about
    officer: str = ""  # name or staff code of who did it


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with what is looked up for display. Empty: nobody or nothing that may be named."""

    event: AuditEvent
    officer: str
    person: Person | None
    person_has_page: bool
    unit: str
    detail: Mapping[str, Any]


def entries(
    session: Session,
    *,
    paths: Sequence[str],
    wanted: Wanted,
    today: date,
    before: UUID | None = None,
    size: int = SIZE,
) -> list[Entry]:
    """Return up to `size` events in scope, newest first, from the one before event `before` on.

    The way on is the last event's own place, not a count of rows, so that the last page of a
    million events costs what the first one does and a page does not move while events are added.
    """
    found = _wanted(visible_events(paths), wanted, paths, today)
    if before is not None:
        place = select(AuditEvent.id).where(AuditEvent.uuid == before).scalar_subquery()
        found = found.where(AuditEvent.id < place)
    events = session.scalars(found.order_by(AuditEvent.id.desc()).limit(size)).all()
    return _Described(session, events, paths, today).entries()


def all_entries(
    session: Session, *, paths: Sequence[str], wanted: Wanted, today: date, most: int
) -> Iterator[Entry]:
    """Yield up to `most` events in scope, newest first, in batches."""
    before, given = None, 0
    while given < most:
        size = min(BATCH, most - given)
        some = entries(session, paths=paths, wanted=wanted, today=today, before=before, size=size)
        yield from some
        if len(some) < size:
            return
        before, given = some[-1].event.uuid, given + size


def start_of(day: date) -> datetime:
    """Return the moment at which a day begins in Việt Nam."""
    return datetime.combine(day, datetime.min.time(), VIETNAM)


def _wanted(
    events: Select[AuditEvent], wanted: Wanted, paths: Sequence[str], today: date
) -> Select[AuditEvent]:
    if wanted.action:
        events = events.where(AuditEvent.action == wanted.action)
    if wanted.since is not None:
        events = events.where(AuditEvent.at >= start_of(wanted.since))
    if wanted.until is not None:
        events = events.where(AuditEvent.at < start_of(wanted.until + timedelta(days=1)))
    if wanted.person:
        events = events.where(queries.about_people_called(wanted.person))
    if wanted.officer:
        events = events.where(queries.done_by_people_called(paths, wanted.officer, today))
    return events


class _Described:
    """Looks up, for one page of events, whom and what they name: one query for each kind."""

    def __init__(
        self, session: Session, events: Sequence[AuditEvent], paths: Sequence[str], today: date
    ) -> None:
        self._events = events
        self._person_ids: dict[UUID, int] = {}
        for kind in {event.subject_kind for event in events}:
            uuids = {e.subject_uuid for e in events if e.subject_kind == kind and e.subject_uuid}
            self._person_ids |= queries.person_ids(session, kind, uuids)
        ids = set(self._person_ids.values())
        self._people = queries.people_by_id(session, ids)
        self._posts = queries.posts_in(session, ids, paths)
        self._officers = queries.officers(
            session, {e.actor_uuid for e in events if e.actor_uuid}, paths=paths, today=today
        )
        seen = visible_people(paths, today=today).with_only_columns(Person.id)
        self._with_page = set(session.scalars(seen.where(Person.id.in_(ids)))) if ids else set()
        named = [e.subject_uuid for e in events if e.subject_kind == "organisation"]
        inside = [_uuid(e.detail.get("organisation")) for e in events]
        self._units: dict[UUID, Organisation] = queries.units_by_uuid(
            session, {uuid for uuid in (*named, *inside) if uuid is not None}
        )

    def entries(self) -> list[Entry]:
        """Return the events, described."""
        return [self._entry(event) for event in self._events]

    def _entry(self, event: AuditEvent) -> Entry:
        subject = event.subject_uuid
        person_id = self._person_ids.get(subject) if subject else None
        unit = self._units.get(subject) if subject else None
        return Entry(
            event=event,
            officer=self._officers.get(event.actor_uuid, "") if event.actor_uuid else "",
            person=self._people.get(person_id) if person_id else None,
            person_has_page=person_id in self._with_page,
            unit=unit.name if unit else self._unit_then(person_id, event.at),
            detail=self._detail(event),
        )

    def _unit_then(self, person_id: int | None, at: datetime) -> str:
        """Return the person's unit in scope as it was known when the event happened."""
        rows = self._posts.get(person_id, []) if person_id else []
        return "; ".join(dict.fromkeys(name for post, name in rows if _was_known(post, at)))

    def _detail(self, event: AuditEvent) -> dict[str, Any]:
        """Return the details without references, but for a unit's, which becomes its name."""
        unit = self._units.get(_uuid(event.detail.get("organisation")) or UUID(int=0))
        plain = {
            key: value
            for key, value in event.detail.items()
            if not _is_reference(value) and value not in ("", None, [], {})
        }
        return {**plain, "organisation": unit.name} if unit else plain


def _was_known(post: Post, at: datetime) -> bool:
    known = post.recorded_at <= at and (post.superseded_at is None or post.superseded_at >= at)
    return known and (post.valid_to is None or post.valid_to >= local_day(at))


def _is_reference(value: object) -> bool:
    if isinstance(value, list):
        return all(_uuid(part) is not None for part in value)
    return _uuid(value) is not None


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
