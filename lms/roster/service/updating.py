"""What a row changes about somebody who is on the register already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.service import accounts_of, insert_accounts
from lms.core.clock import local_day
from lms.core.i18n import msgid
from lms.core.secrets import Keyring
from lms.learning.service import Enrolment, extend
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
    parse_id_number,
)
from lms.roster.compare import seen

REASON = msgid("Theo danh sách nhân sự của đơn vị")
CHUNK = 500

Plans = Sequence[tuple[UUID, Mapping[str, Any]]]


class RegisterChanged(Exception):
    """What a row was compared with is no longer so; nothing may be written."""


@dataclass(frozen=True, slots=True)
class Author:
    """By whom, when and from which file the register is changed."""

    account_uuid: UUID
    source: str
    now: datetime


def update_people(
    session: Session, keys: Keyring, plans: Plans, author: Author
) -> list[tuple[int, Mapping[str, Any]]]:
    """Carry out the plans about known people; return (person id, plan) of those to be enrolled.

    Raises `RegisterChanged` if anybody's data or posts are not as they were compared.
    """
    people = _people(session, [uuid for uuid, _ in plans])
    ids = [person.id for person in people.values()]
    posts = _by_person(session, ids)
    for uuid, plan in plans:
        person = people.get(uuid)
        if person is None or seen(person, posts.get(person.id, ())) != plan["seen"]:
            raise RegisterChanged
    for uuid, plan in plans:
        person = people[uuid]
        if plan["identity"]:
            _correct(session, keys, person, plan, author)
        if plan["post"]:
            post = next((p for p in posts.get(person.id, ()) if p.id == plan["post_id"]), None)
            _change_post(session, person, post, plan, author)
    have = {account.person_id for account, _ in accounts_of(session, list(people))}
    insert_accounts(session, [id_ for id_ in ids if id_ not in have], now=author.now)
    sent = [(people[uuid].id, plan) for uuid, plan in plans if plan["programme"]]
    return _not_enrolled(session, sent, author)


def _people(session: Session, uuids: Sequence[UUID]) -> dict[UUID, Person]:
    """Return the people by uuid, locked: two officers' files about them go one after the other."""
    found: dict[UUID, Person] = {}
    for some in _chunks(sorted(uuids)):
        wanted = select(Person).where(Person.uuid.in_(some)).order_by(Person.id).with_for_update()
        found |= {person.uuid: person for person in session.scalars(wanted)}
    return found


def _by_person(session: Session, ids: Sequence[int]) -> dict[int, list[Post]]:
    found: dict[int, list[Post]] = {}
    for some in _chunks(ids):
        known = select(Post).where(Post.person_id.in_(some), Post.superseded_at.is_(None))
        for post in session.scalars(known):
            found.setdefault(post.person_id, []).append(post)
    return found


def _not_enrolled(
    session: Session, sent: Sequence[tuple[int, Mapping[str, Any]]], author: Author
) -> list[tuple[int, Mapping[str, Any]]]:
    """Move the due dates of those who are in the programme; return those who never were."""
    known: dict[tuple[int, str], list[Enrolment]] = {}
    for some in _chunks([person_id for person_id, _ in sent]):
        rows = select(Enrolment).where(
            Enrolment.person_id.in_(some), Enrolment.released_at.is_(None)
        )
        for enrolment in session.scalars(rows):
            key = (enrolment.person_id, enrolment.programme_key)
            known.setdefault(key, []).append(enrolment)
    fresh = []
    for person_id, plan in sent:
        own = known.get((person_id, plan["programme"]), [])
        due_on = day(plan["due_on"])
        for enrolment in own:
            if enrolment.completed_at is None and due_on not in (None, enrolment.due_on):
                _extend(session, enrolment, due_on, author)
        if not own:
            fresh.append((person_id, plan))
    return fresh


def _extend(session: Session, enrolment: Enrolment, due_on: date | None, author: Author) -> None:
    if due_on is not None:
        extend(
            session,
            enrolment=enrolment,
            due_on=due_on,
            reason=REASON,
            actor=author.account_uuid,
            now=author.now,
        )


def _correct(
    session: Session, keys: Keyring, person: Person, plan: Mapping[str, Any], author: Author
) -> None:
    """Bring the person's own data up; an empty cell of the file keeps what is known."""
    given = plan["identity"]
    today = local_day(author.now)
    number = given["id_number"]
    identity = Identity(
        full_name=given["full_name"],
        born_on=day(given["born_on"]) or person.born_on,
        sex=Sex(given["sex"]) if given["sex"] else person.sex,
        id_number=parse_id_number(number, today=today) if number else None,
        email=given["email"] or person.email,
        phone=given["phone"] or person.phone,
        staff_code=given["staff_code"],
        staff_code_scope=given["staff_code_scope"],
    )
    actor, now = author.account_uuid, author.now
    correct_person(session, keys, person=person, identity=identity, actor=actor, now=now)


def _change_post(
    session: Session, person: Person, old: Post | None, plan: Mapping[str, Any], author: Author
) -> None:
    """Begin, end, move or correct the post; raise `RegisterChanged` if it is not there."""
    terms, kind = plan["terms"], plan["post"]
    source, actor, now = author.source, author.account_uuid, author.now
    if kind == "begin":
        begun = post_terms(terms)
        begin_post(session, person=person, terms=begun, source=source, actor=actor, now=now)
        return
    if old is None:
        raise RegisterChanged
    if kind == "move":
        same_unit = old.organisation_id == terms["organisation_id"]
        kept = {"category": old.category, "title": old.title if same_unit else None}
        given = {name: terms[name] or kept[name] for name in kept}
        fresh = post_terms({**terms, **given})
        start = fresh.valid_from
        end_post(session, post=old, valid_to=start, source=source, actor=actor, now=now)
        begin_post(session, person=person, terms=fresh, source=source, actor=actor, now=now)
        return
    title = terms["title"]
    if title is not None and title != old.title:
        old = correct_post(session, post=old, title=title, source=source, actor=actor, now=now)
    if kind == "end":
        valid_to = date.fromisoformat(terms["valid_to"])
        end_post(session, post=old, valid_to=valid_to, source=source, actor=actor, now=now)


def post_terms(staged: Mapping[str, Any]) -> PostTerms:
    """Return the terms of a post as they were staged."""
    return PostTerms(
        organisation_id=staged["organisation_id"],
        working_group=WorkingGroup(staged["working_group"]),
        full_time=staged["full_time"],
        category=Category(staged["category"]) if staged["category"] else None,
        title=staged["title"],
        valid_from=date.fromisoformat(staged["valid_from"]),
        valid_to=day(staged["valid_to"]),
    )


def day(text: str | None) -> date | None:
    """Return a staged day."""
    return date.fromisoformat(text) if text else None


def _chunks(things: Sequence[Any]) -> list[Sequence[Any]]:
    return [things[start : start + CHUNK] for start in range(0, len(things), CHUNK)]
