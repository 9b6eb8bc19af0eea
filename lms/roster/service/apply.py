"""From the preview to the register, in one transaction: all of it or nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.accounts.service import insert_accounts, principal_of
from lms.core import audit, jobs
from lms.core.clock import local_day
from lms.core.permissions import Permission
from lms.core.secrets import Keyring
from lms.learning.service import Source, insert_enrolments
from lms.organisations.service import get_organisation
from lms.people.service import insert_people, insert_posts
from lms.roster.errors import NotReady
from lms.roster.models import Action, ChangeSet, Row, State
from lms.roster.service.staging import CONTEXT
from lms.roster.service.updating import (
    REASON,
    Author,
    RegisterChanged,
    day,
    post_terms,
    update_people,
)


def request_apply(session: Session, *, change_set: ChangeSet, now: datetime) -> None:
    """Have the preview written by a job; asked twice, it is written once."""
    if change_set.state in (State.APPLYING, State.APPLIED):
        return
    if change_set.state != State.READY:
        raise NotReady
    change_set.state = State.APPLYING
    jobs.enqueue(
        session,
        name="roster.apply",
        payload={"change_set": str(change_set.uuid)},
        now=now,
        unique_key=f"roster.apply:{change_set.uuid}",
    )


def apply(session: Session, keys: Keyring, *, change_set_uuid: UUID, now: datetime) -> None:
    """Write everything the preview showed. Raises `RegisterChanged`; then nothing is written."""
    change_set = session.scalars(
        select(ChangeSet).where(ChangeSet.uuid == change_set_uuid).with_for_update()
    ).one()
    if change_set.state != State.APPLYING:
        return
    author = Author(change_set.made_by, f"roster:{change_set.uuid}", now)
    plans = _plans(session, keys, change_set.id)
    _require_scope(session, author, {p["terms"]["organisation_id"] for _, _, p in plans})
    _create(session, [plan for action, _, plan in plans if action == Action.CREATE], author)
    updates = [(uuid, plan) for action, uuid, plan in plans if action == Action.UPDATE]
    enrolled = update_people(session, keys, updates, author)
    _enrol(session, enrolled, author)
    change_set.state, change_set.applied_at = State.APPLIED, now
    audit.record(
        session,
        at=now,
        actor=author.account_uuid,
        action="roster.applied",
        subject=("change_set", change_set.uuid),
        detail=dict(change_set.counts),
    )


def mark_stale(session: Session, *, change_set_uuid: UUID) -> None:
    """Note that the register changed meanwhile: the file has to be uploaded again."""
    session.execute(
        update(ChangeSet)
        .where(ChangeSet.uuid == change_set_uuid, ChangeSet.state == State.APPLYING)
        .values(state=State.STALE)
    )


def _require_scope(session: Session, author: Author, unit_ids: Iterable[int]) -> None:
    """Raise `RegisterChanged` if the officer no longer keeps the register of one of the units."""
    today = local_day(author.now)
    principal = principal_of(session, account_uuid=author.account_uuid, today=today)
    paths = principal.scope(Permission.ROSTER_APPLY) if principal else ()
    for unit_id in unit_ids:
        if not get_organisation(session, unit_id).path.startswith(paths):
            raise RegisterChanged


def _plans(
    session: Session, keys: Keyring, change_set_id: int
) -> list[tuple[Action, UUID, dict[str, Any]]]:
    rows = session.execute(
        select(Row.action, Row.person_uuid, Row.plan)
        .where(Row.change_set_id == change_set_id, Row.plan.is_not(None))
        .order_by(Row.number)
    )
    return [
        (Action(action), uuid, json.loads(keys.decrypt(plan, context=CONTEXT)))
        for action, uuid, plan in rows
        if uuid is not None and plan is not None
    ]


def _create(session: Session, plans: Sequence[Mapping[str, Any]], author: Author) -> None:
    """Write all new people in a few statements."""
    rows = [_person(plan["person"]) for plan in plans]
    ids = insert_people(session, rows, now=author.now)
    by_plan = [(ids[row["uuid"]], plan) for row, plan in zip(rows, plans, strict=True)]
    insert_posts(
        session,
        [(person_id, post_terms(plan["terms"])) for person_id, plan in by_plan],
        source=author.source,
        now=author.now,
    )
    insert_accounts(session, [person_id for person_id, _ in by_plan], now=author.now)
    _enrol(session, [(id_, plan) for id_, plan in by_plan if plan["programme"]], author)
    audit.record_many(
        session,
        at=author.now,
        actor=author.account_uuid,
        action="person.added",
        kind="person",
        uuids=list(ids),
    )


def _enrol(
    session: Session, wanted: Sequence[tuple[int, Mapping[str, Any]]], author: Author
) -> None:
    insert_enrolments(
        session,
        [(person_id, plan["programme"], day(plan["due_on"])) for person_id, plan in wanted],
        source=Source.HR,
        reason=REASON,
        actor=author.account_uuid,
        now=author.now,
    )


def _person(staged: Mapping[str, Any]) -> dict[str, Any]:
    cipher = staged["id_number_cipher"]
    return {
        **staged,
        "uuid": UUID(staged["uuid"]),
        "born_on": day(staged["born_on"]),
        "id_number_cipher": bytes.fromhex(cipher) if cipher else None,
    }
