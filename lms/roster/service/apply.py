"""From the preview to the register, in one transaction: all of it or nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.accounts.service import ensure_account, insert_accounts
from lms.core import audit, jobs
from lms.core.clock import local_day
from lms.core.i18n import msgid
from lms.core.secrets import Keyring
from lms.learning.service import Source, enrol, insert_enrolments
from lms.organisations.service import get_organisation, top_level_id
from lms.people.service import (
    Category,
    Identity,
    Person,
    Post,
    PostTerms,
    Sex,
    WorkingGroup,
    begin_post,
    correct_person,
    correct_post,
    end_post,
    insert_people,
    insert_posts,
    parse_id_number,
    person_by_uuid,
)
from lms.roster.errors import NotReady
from lms.roster.models import Action, ChangeSet, Row, State
from lms.roster.service.staging import CONTEXT

REASON = msgid("Theo danh sách nhân sự của đơn vị")


class RegisterChanged(Exception):
    """What a row was compared with is no longer so; nothing may be written."""


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
    _create(session, [plan for action, _, plan in plans if action == Action.CREATE], author)
    for action, person_uuid, plan in plans:
        if action == Action.UPDATE:
            _update(session, keys, person_uuid, plan, author)
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
        [(person_id, _terms(plan["terms"])) for person_id, plan in by_plan],
        source=author.source,
        now=author.now,
    )
    insert_accounts(session, [person_id for person_id, _ in by_plan], now=author.now)
    insert_enrolments(
        session,
        [
            (person_id, plan["programme"], _day(plan["due_on"]))
            for person_id, plan in by_plan
            if plan["programme"]
        ],
        source=Source.HR,
        reason=REASON,
        actor=author.account_uuid,
        now=author.now,
    )
    audit.record_many(
        session,
        at=author.now,
        actor=author.account_uuid,
        action="person.added",
        kind="person",
        uuids=list(ids),
    )


def _person(staged: Mapping[str, Any]) -> dict[str, Any]:
    cipher = staged["id_number_cipher"]
    return {
        **staged,
        "uuid": UUID(staged["uuid"]),
        "born_on": _day(staged["born_on"]),
        "id_number_cipher": bytes.fromhex(cipher) if cipher else None,
    }


def _terms(staged: Mapping[str, Any]) -> PostTerms:
    return PostTerms(
        organisation_id=staged["organisation_id"],
        working_group=WorkingGroup(staged["working_group"]),
        full_time=staged["full_time"],
        category=Category(staged["category"]) if staged["category"] else None,
        title=staged["title"],
        valid_from=date.fromisoformat(staged["valid_from"]),
        valid_to=_day(staged["valid_to"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _update(
    session: Session, keys: Keyring, person_uuid: UUID, plan: Mapping[str, Any], author: Author
) -> None:
    person = person_by_uuid(session, person_uuid)
    if person is None:
        raise RegisterChanged
    if plan["identity"]:
        _correct(session, keys, person, plan, author)
    if plan["post"]:
        _change_post(session, person, plan, author)
    ensure_account(session, person_id=person.id, now=author.now)
    if plan["programme"]:
        enrol(
            session,
            person_id=person.id,
            programme_key=plan["programme"],
            source=Source.HR,
            reason=REASON,
            due_on=_day(plan["due_on"]),
            actor=author.account_uuid,
            now=author.now,
        )


def _correct(
    session: Session, keys: Keyring, person: Person, plan: Mapping[str, Any], author: Author
) -> None:
    """Bring the person's own data up; an empty cell of the file keeps what is known."""
    given = plan["identity"]
    today = local_day(author.now)
    path = get_organisation(session, plan["terms"]["organisation_id"]).path
    number = given["id_number"]
    identity = Identity(
        full_name=given["full_name"],
        born_on=_day(given["born_on"]) or person.born_on,
        sex=Sex(given["sex"]) if given["sex"] else person.sex,
        id_number=parse_id_number(number, today=today) if number else None,
        email=given["email"] or person.email,
        phone=given["phone"] or person.phone,
        staff_code=given["staff_code"],
        staff_code_scope=top_level_id(path),
    )
    correct_person(
        session,
        keys,
        person=person,
        identity=identity,
        actor=author.account_uuid,
        now=author.now,
    )


def _change_post(session: Session, person: Person, plan: Mapping[str, Any], author: Author) -> None:
    """Begin, end, move or correct the post; raise `RegisterChanged` if it is not as compared."""
    terms, kind = plan["terms"], plan["post"]
    source, actor, now = author.source, author.account_uuid, author.now
    if kind == "begin":
        begun = _terms(terms)
        begin_post(session, person=person, terms=begun, source=source, actor=actor, now=now)
        return
    old = session.get(Post, plan["post_id"])
    if old is None or old.superseded_at is not None:
        raise RegisterChanged
    if kind == "correct":
        title = terms["title"]
        correct_post(session, post=old, title=title, source=source, actor=actor, now=now)
        return
    merged = {**terms, "category": terms["category"] or old.category}
    fresh = _terms(merged) if kind == "move" else None
    valid_to = fresh.valid_from if fresh is not None else date.fromisoformat(terms["valid_to"])
    end_post(session, post=old, valid_to=valid_to, source=source, actor=actor, now=now)
    if fresh is not None:
        begin_post(session, person=person, terms=fresh, source=source, actor=actor, now=now)
