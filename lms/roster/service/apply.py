"""From the preview to the register, in one transaction: all of it or nothing.

`apply` has two parts. Staging decrypts the plans into plain rows in small transactions, which is
where the time goes and progress shows; then one short transaction checks that nobody has changed
what the rows were compared with, and writes each kind of thing with one statement.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.accounts.service import insert_accounts_from
from lms.core import audit, jobs
from lms.core.errors import LmsError
from lms.core.i18n import msgid
from lms.core.resources import Resources
from lms.learning.service import Source, extend_enrolments_from, insert_enrolments_from
from lms.people.service import (
    changed_people,
    insert_people_from,
    insert_posts_from,
    lock_people_from,
    rewrite_people_from,
    supersede_posts_from,
)
from lms.roster.errors import NotReady
from lms.roster.models import ChangeSet, State
from lms.roster.service.drift import RegisterChanged, mark_stale, units_out_of_reach
from lms.roster.service.gone import let_go
from lms.roster.service.writing import Staged, forget_staged, plan_joins, stage_writes

REASON = msgid("Theo danh sách nhân sự của đơn vị")


@dataclass(frozen=True, slots=True)
class Author:
    """By whom, when and from which file the register is changed."""

    account_uuid: UUID
    source: str
    now: datetime


def request_apply(session: Session, *, change_set: ChangeSet, now: datetime) -> None:
    """Have the preview written by a job; asked twice, it is written once."""
    if change_set.state in (State.APPLYING, State.APPLIED):
        return
    if change_set.state != State.READY:
        raise NotReady
    change_set.state, change_set.rows_done = State.APPLYING, 0
    jobs.enqueue(
        session,
        name="roster.apply",
        payload={"change_set": str(change_set.uuid)},
        now=now,
        unique_key=f"roster.apply:{change_set.uuid}:{change_set.ready_at}",
    )


def apply(resources: Resources, change_set_uuid: UUID, *, now: datetime) -> None:
    """Write everything the preview showed; if the register has changed since, say what and where.

    Safe to repeat and to run twice at once: whoever comes second finds the file written.
    """
    with resources.database.reading() as session:
        change_set = session.scalars(
            select(ChangeSet).where(ChangeSet.uuid == change_set_uuid)
        ).one()
    if change_set.state != State.APPLYING:
        return
    staged = Staged(change_set.id, stage_writes(resources, change_set))
    try:
        with resources.database.transaction() as session:
            commit(session, change_set_uuid=change_set_uuid, staged=staged, now=now)
    except (RegisterChanged, IntegrityError):
        mark_stale(resources, change_set, staged, now)
    except LmsError as error:
        mark_stale(resources, change_set, staged, now, why=error)
    forget_staged(resources, change_set.id)


def commit(session: Session, *, change_set_uuid: UUID, staged: Staged, now: datetime) -> None:
    """Write what was staged. Raises `RegisterChanged`; then nothing may be kept."""
    change_set = session.scalars(
        select(ChangeSet).where(ChangeSet.uuid == change_set_uuid).with_for_update()
    ).one()
    if change_set.state != State.APPLYING:
        return
    plan_joins(session, change_set)
    author = Author(change_set.made_by, f"roster:{change_set.uuid}", now)
    was = staged.people("was")
    lock_people_from(session, select(was.c.uuid))
    if session.scalars(changed_people(was).limit(1)).first() is not None:
        raise RegisterChanged
    if units_out_of_reach(session, staged, change_set.made_by, now=now):
        raise RegisterChanged
    _write(session, staged, author)
    let_go(session, change_set, now=now)
    change_set.state, change_set.applied_at = State.APPLIED, now
    audit.record(
        session,
        at=now,
        actor=author.account_uuid,
        action="roster.applied",
        subject=("change_set", change_set.uuid),
        detail=dict(change_set.counts),
    )


def _write(session: Session, staged: Staged, author: Author) -> None:
    """Write people, posts, accounts, enrolments and events, one statement each."""
    source, actor, now = author.source, author.account_uuid, author.now
    insert_people_from(session, staged.people("new"), now=now)
    rewrite_people_from(session, staged.people("becomes"), reason=REASON, actor=actor, now=now)
    replaced, fresh = staged.replaced(), staged.enrolments(opens=True)
    supersede_posts_from(session, select(replaced.c.post_id), now=now)
    insert_posts_from(session, staged.posts(), source=source, reason=REASON, actor=actor, now=now)
    people = staged.people("new", "was")
    accounts = select(people.c.uuid.label("person_uuid"), people.c.account_uuid)
    with_account = accounts.where(people.c.account_uuid.is_not(None)).subquery()
    insert_accounts_from(session, with_account, now=now)
    extend_enrolments_from(session, staged.enrolments(opens=False))
    insert_enrolments_from(session, fresh, source=Source.HR, reason=REASON, actor=actor, now=now)
    audit.record_from(session, staged.events(), at=now, actor=actor)
