"""Plans of a change set as staged rows, and those rows as the lower rooms want them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Subquery, delete, select, update
from sqlalchemy.orm import Session

from lms.core.columns import uuid7
from lms.core.db import insert_rows, join_many
from lms.core.resources import Resources
from lms.people.service import IDENTITY, TERMS
from lms.roster.models import (
    STAGED,
    WRITING,
    ChangeSet,
    Row,
    StagedEnrolment,
    StagedEvent,
    StagedPerson,
    StagedPost,
)
from lms.roster.service.staging import opened
from lms.staff_files.service import Content

CHUNK = 1_000
MANY = 5_000  # rows from which tables are read whole rather than for each row
_DAYS = ("born_on", "valid_from", "valid_to")
_UUIDS = ("uuid", "thread")


@dataclass(slots=True)
class _Chunk:
    """Rows for the staged tables."""

    common: dict[str, Any]
    people: list[dict[str, Any]] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    enrolments: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    def add(self, number: int, person: UUID, plan: Content) -> None:
        """Add what the plan of one row writes."""
        row = {**self.common, "number": number}
        who = {"uuid": person, "account_uuid": _uuid(plan["account"])}
        for kind in ("was", "new", "becomes"):
            if plan[kind]:
                self.people.append({**row, "kind": kind, **who, **_identity(plan[kind])})
        for post in plan["posts"]:
            self.posts.append({**row, "person_uuid": person, "replaces": None, **_values(post)})
        blank = dict.fromkeys(("thread", *TERMS))
        for end in plan["ends"]:
            renewal = {"uuid": UUID(end["renewal"]), "replaces": end["post"]}
            self.posts.append({**row, "person_uuid": person, **blank, **renewal})
        enrolment = plan["enrolment"]
        if enrolment:
            self.enrolments.append({**row, "person_uuid": person, **_enrolment(enrolment)})
        for action, kind, detail in plan["events"]:
            subject = UUID(enrolment["uuid"]) if kind == "enrolment" else person
            named = {"action": action, "subject_kind": kind, "subject_uuid": subject}
            self.events.append({**self.common, "uuid": uuid7(), **named, "detail": detail})

    def write(self, session: Session) -> None:
        """Insert everything."""
        parts = (self.people, self.posts, self.enrolments, self.events)
        for table, rows in zip(STAGED, parts, strict=True):
            insert_rows(session, table, rows)


def stage_writes(resources: Resources, change_set: ChangeSet) -> UUID:
    """Stage what the plans write, in small transactions; return the run that the rows bear."""
    run, done, last = uuid7(), 0, 0
    while True:
        with resources.database.reading() as session:
            planned = session.execute(
                select(Row.number, Row.person_uuid, Row.plan)
                .where(
                    Row.change_set_id == change_set.id,
                    Row.action.in_(WRITING),
                    Row.number > last,
                )
                .order_by(Row.number)
                .limit(CHUNK)
            ).all()
        if not planned:
            return run
        chunk = _Chunk({"change_set_id": change_set.id, "run": run})
        for number, person_uuid, plan in planned:
            if person_uuid is not None and plan is not None:
                chunk.add(number, person_uuid, opened(resources.keys, plan))
        last, done = planned[-1].number, done + len(planned)
        with resources.database.transaction() as session:
            chunk.write(session)
            mine = update(ChangeSet).where(ChangeSet.id == change_set.id)
            session.execute(mine.values(rows_done=done))


def forget_staged(resources: Resources, change_set_id: int) -> None:
    """Delete what was staged for writing, of killed attempts too."""
    for table in STAGED:
        with resources.database.transaction() as session:
            own = table.__table__.c.change_set_id == change_set_id
            session.execute(delete(table).where(own))


def plan_joins(session: Session, change_set: ChangeSet) -> None:
    """Let the statements that write what was staged be planned for as many rows as there are."""
    if sum(change_set.counts.values()) >= MANY:
        join_many(session)


@dataclass(frozen=True, slots=True)
class Staged:
    """What one run staged, as selectables with the columns that the lower rooms ask for."""

    change_set_id: int
    run: UUID

    def people(self, *kinds: str) -> Subquery:
        """Return staged persons of these kinds."""
        mine = self._mine(StagedPerson)
        return mine.where(StagedPerson.kind.in_(kinds)).subquery()

    def posts(self) -> Subquery:
        """Return posts to write."""
        return self._mine(StagedPost).where(StagedPost.replaces.is_(None)).subquery()

    def replaced(self) -> Subquery:
        """Return posts to supersede: `post_id`, and `uuid` of the renewal."""
        columns = (StagedPost.number, StagedPost.replaces.label("post_id"), StagedPost.uuid)
        ours = select(*columns).where(
            StagedPost.change_set_id == self.change_set_id,
            StagedPost.run == self.run,
            StagedPost.replaces.is_not(None),
        )
        return ours.subquery()

    def enrolments(self, *, opens: bool) -> Subquery:
        """Return enrolments to open, or those whose due date moves."""
        return self._mine(StagedEnrolment).where(StagedEnrolment.opens == opens).subquery()

    def events(self) -> Subquery:
        """Return audit events."""
        return self._mine(StagedEvent).subquery()

    def _mine(self, table: Any) -> Select[Any]:  # noqa: ANN401 - any of the staged tables
        columns = table.__table__.c
        return select(*columns).where(
            columns.change_set_id == self.change_set_id, columns.run == self.run
        )


def _identity(staged: Content) -> dict[str, Any]:
    posts: Sequence[Content] | None = staged.get("posts")
    ids: Iterable[int] = [post["id"] for post in posts or ()]
    cipher = staged["id_number_cipher"]
    return {
        **_values({name: staged[name] for name in IDENTITY}),
        "id_number_cipher": bytes.fromhex(cipher) if cipher else None,
        "post_count": len(list(ids)),
        "post_sum": sum(ids),
    }


def _enrolment(staged: Content) -> dict[str, Any]:
    return {
        "uuid": UUID(staged["uuid"]),
        "opens": staged["opens"],
        "programme_key": staged["key"],
        "due_on": _day(staged["due_on"]),
        "was_due_on": _day(staged["was"]),
    }


def _values(staged: Content) -> dict[str, Any]:
    """Return staged texts as the values of their columns."""
    values = dict(staged)
    values |= {name: _day(values[name]) for name in _DAYS if name in values}
    return values | {name: _uuid(values[name]) for name in _UUIDS if name in values}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
