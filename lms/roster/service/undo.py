"""Taking back what a file wrote, within 24 hours, by adding: what was known in between stays known.

Posts that were written are superseded, those they superseded are recorded anew; own data become
what they were; people who were created are withdrawn. All or nothing, like applying, from the same
encrypted plans. Refused where somebody has built on it since (`obstacles`).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from lms.accounts.service import give_roles_back, revoke_codes_of
from lms.core import audit, jobs
from lms.core.i18n import msgid
from lms.core.resources import Resources
from lms.learning.service import (
    Enrolment,
    extend_enrolments_from,
    reinstate_enrolments_from,
    release_enrolments_from,
)
from lms.people.service import (
    Person,
    Post,
    lock_people_from,
    read_as,
    renew_posts_from,
    rewrite_people_from,
    supersede_posts_from,
    withdraw_people_from,
)
from lms.roster.errors import NotReady, TooLateToUndo
from lms.roster.models import Action, ChangeSet, Row, State
from lms.roster.service.obstacles import obstacles
from lms.roster.service.writing import Staged, forget_staged, plan_joins, stage_writes

WITHIN = timedelta(hours=24)
REASON = msgid("Hoàn tác việc nhập danh sách nhân sự")


class BuiltOn(Exception):
    """Rows cannot be undone; `rows` says which and why."""

    def __init__(self, rows: Mapping[int, list[dict[str, str]]]) -> None:
        super().__init__(len(rows))
        self.rows = rows


def can_undo(change_set: ChangeSet, now: datetime) -> bool:
    """Tell whether undoing may be asked for."""
    applied_at = change_set.applied_at
    is_written = change_set.state == State.APPLIED and applied_at is not None
    return is_written and applied_at is not None and now <= applied_at + WITHIN


def request_undo(session: Session, *, change_set: ChangeSet, now: datetime) -> None:
    """Have what was written taken back by a job.

    Raises `NotReady` if it is not written or has been undone, `TooLateToUndo` after 24 hours.
    """
    if change_set.state == State.UNDOING:
        return
    if change_set.state != State.APPLIED:
        raise NotReady
    if not can_undo(change_set, now):
        raise TooLateToUndo
    change_set.state, change_set.rows_done = State.UNDOING, 0
    session.execute(update(Row).where(Row.change_set_id == change_set.id).values(obstacles=None))
    jobs.enqueue(session, name="roster.undo", payload={"change_set": str(change_set.uuid)}, now=now)


def undo(resources: Resources, change_set_uuid: UUID, *, now: datetime) -> None:
    """Take everything back, or nothing and say which rows are in the way."""
    with resources.database.reading() as session:
        change_set = session.scalars(
            select(ChangeSet).where(ChangeSet.uuid == change_set_uuid)
        ).one()
    if change_set.state != State.UNDOING:
        return
    staged = Staged(change_set.id, stage_writes(resources, change_set))
    try:
        with resources.database.transaction() as session:
            take_back(session, change_set_uuid, staged, now)
    except BuiltOn as found:
        _say_no(resources, change_set, found.rows)
    forget_staged(resources, change_set.id)


def take_back(session: Session, uuid: UUID, staged: Staged, now: datetime) -> None:
    """Take back what was staged. Raises `BuiltOn`; then nothing may be kept."""
    change_set = session.scalars(
        select(ChangeSet).where(ChangeSet.uuid == uuid).with_for_update()
    ).one()
    if change_set.state != State.UNDOING or change_set.applied_at is None:
        return
    plan_joins(session, change_set)
    people = staged.people("was", "new")
    lock_people_from(session, select(people.c.uuid))
    in_the_way = obstacles(
        session, staged, since=change_set.applied_at, officer=change_set.made_by, now=now
    )
    if in_the_way:
        raise BuiltOn(in_the_way)
    created = staged.people("new")
    _undo_people(session, staged, change_set, now)
    _undo_learning(session, change_set, staged, now)
    revoke_codes_of(session, select(created.c.uuid), now=now)
    change_set.state, change_set.undone_at = State.UNDONE, now
    _record(session, change_set, list(session.scalars(select(created.c.uuid))), now)


def _undo_people(session: Session, staged: Staged, change_set: ChangeSet, now: datetime) -> None:
    """Withdraw who was created, give back own data and posts."""
    posts, created = staged.posts(), staged.people("new")
    written = select(Post.id).where(Post.uuid.in_(select(posts.c.uuid)))
    supersede_posts_from(session, written, now=now)
    why: dict[str, Any] = {"reason": REASON, "actor": change_set.made_by, "now": now}
    renew_posts_from(session, staged.replaced(), source=f"undo:{change_set.uuid}", **why)
    was, becomes = staged.people("was"), staged.people("becomes")
    rewritten = select(was).where(was.c.uuid.in_(select(becomes.c.uuid)))
    rewrite_people_from(session, rewritten.subquery(), **why)
    withdraw_people_from(session, select(created.c.uuid), now=now)


def _undo_learning(session: Session, change_set: ChangeSet, staged: Staged, now: datetime) -> None:
    """Release what was opened; give back due dates, and what ended with a last post."""
    opened, moved, created = (
        staged.enrolments(opens=True),
        staged.enrolments(opens=False),
        staged.people("new"),
    )
    release_enrolments_from(session, select(opened.c.uuid), reason=REASON, now=now)
    own = _enrolments_of(select(created.c.uuid))
    release_enrolments_from(session, own, reason=REASON, now=now)
    before = select(moved.c.uuid, moved.c.was_due_on.label("due_on")).subquery()
    extend_enrolments_from(session, before)
    left = select(Row.person_uuid).where(
        Row.change_set_id == change_set.id, Row.action.in_((Action.LEAVE, Action.ABSENT))
    )
    let_go = _enrolments_of(left).where(Enrolment.released_at == change_set.applied_at)
    reinstate_enrolments_from(session, let_go)
    if change_set.applied_at is not None:
        give_roles_back(
            session, left, ended_at=change_set.applied_at, actor=change_set.made_by, now=now
        )


def _enrolments_of(person_uuids: Select[Any]) -> Select[UUID]:
    return (
        select(Enrolment.uuid)
        .join(Person, Person.id == read_as(Enrolment.person_id))
        .where(Person.uuid.in_(person_uuids))
    )


def _record(session: Session, change_set: ChangeSet, created: list[UUID], now: datetime) -> None:
    actor = change_set.made_by
    audit.record_many(
        session, at=now, actor=actor, action="person.withdrawn", kind="person", uuids=created
    )
    audit.record(
        session,
        at=now,
        actor=actor,
        action="roster.undone",
        subject=("change_set", change_set.uuid),
        detail=dict(change_set.counts),
    )


def _say_no(
    resources: Resources, change_set: ChangeSet, rows: Mapping[int, list[dict[str, str]]]
) -> None:
    with resources.database.transaction() as session:
        for number, said in rows.items():
            own = Row.change_set_id == change_set.id, Row.number == number
            session.execute(update(Row).where(*own).values(obstacles=said))
        session.execute(
            update(ChangeSet)
            .where(ChangeSet.id == change_set.id, ChangeSet.state == State.UNDOING)
            .values(state=State.APPLIED)
        )
