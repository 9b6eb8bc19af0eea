"""An officer changes one person's posts: what a form says becomes terms, and the terms a change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.service import Account
from lms.core.clock import local_day
from lms.core.errors import NotFound
from lms.core.i18n import msgid
from lms.core.permissions import Permission, Principal
from lms.core.text import nfc
from lms.organisations.service import find_organisation, get_organisation
from lms.people.service import (
    Category,
    Person,
    Post,
    PostTerms,
    WorkingGroup,
    add_concurrent_post,
    holds_after,
    move_post,
    posts_of,
    return_person,
    revise_post,
    visible_people,
)
from lms.register.service.leaving import leave

SOURCE = "form"
DAY = timedelta(days=1)
ORIGINS = {
    "form": msgid("Nhập tay"),
    "merge": msgid("Nhập hồ sơ trùng"),
    "roster": msgid("Theo tệp danh sách"),
    "transfer": msgid("Theo đề nghị của đơn vị nhận"),
    "succession": msgid("Theo sắp xếp đơn vị"),
    "undo": msgid("Hoàn tác một tệp danh sách"),
    "demo": msgid("Dữ liệu mẫu"),
}


class Act(StrEnum):
    """What befalls one post; also the word in addresses."""

    MOVE = "chuyen"
    CORRECT = "dinh-chinh"
    LEAVE = "thoi-giu"
    TAKE_BACK = "rut-lai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A post as an officer writes it down. `last` is the last day held."""

    unit: str
    group: WorkingGroup
    full_time: bool
    category: Category | None
    title: str | None
    start: date
    last: date | None


def post_in_scope(session: Session, *, person: Person, uuid: UUID, paths: Sequence[str]) -> Post:
    """Return the person's post as known now, or raise `NotFound` if it is not in `paths`."""
    for post in posts_of(session, person_id=person.id):
        unit = get_organisation(session, post.organisation_id)
        if post.uuid == uuid and unit.path.startswith(tuple(paths)):
            return post
    raise NotFound


def add_post(
    session: Session,
    *,
    person: Person,
    asked: Asked,
    reason: str,
    officer: Principal,
    now: datetime,
) -> Post:
    """Give the person one more post; whoever had left comes back with it."""
    terms = terms_asked(session, asked, officer, local_day(now))
    holds = holds_after(session, person_id=person.id, day=local_day(now))
    give = add_concurrent_post if holds else return_person
    return give(
        session,
        person=person,
        terms=terms,
        source=SOURCE,
        reason=reason,
        actor=officer.account_uuid,
        now=now,
    )


def change_post(
    session: Session,
    *,
    act: Act,
    post: Post,
    asked: Asked,
    reason: str,
    officer: Principal,
    now: datetime,
) -> None:
    """Move the post, or correct it from its own start."""
    terms = terms_asked(session, asked, officer, local_day(now), kept=post)
    change = move_post if act is Act.MOVE else revise_post
    change(
        session,
        post=post,
        terms=terms,
        source=SOURCE,
        reason=reason,
        actor=officer.account_uuid,
        now=now,
    )


def end_on(
    session: Session, *, post: Post, last: date, reason: str, officer: Principal, now: datetime
) -> bool:
    """End the post after its last day; tell whether the person has left with it."""
    done = leave(
        session,
        post=post,
        valid_to=last + DAY,
        source=SOURCE,
        reason=reason,
        actor=officer.account_uuid,
        now=now,
    )
    return done.has_left


def find_duplicate(session: Session, *, text: str, paths: Sequence[str], today: date) -> Person:
    """Return the person in scope with this staff code or page address, or raise `NotFound`."""
    wanted = nfc(text)
    seen = visible_people(paths, today=today)
    try:
        seen = seen.where(Person.uuid == UUID(wanted.rstrip("/")[-36:]))
    except ValueError:
        seen = seen.where(Person.staff_code == wanted)
    found = session.scalars(seen.limit(2)).all()
    if len(found) != 1:
        raise NotFound
    return found[0]


def officers_of(session: Session, accounts: Sequence[UUID | None]) -> dict[UUID, str]:
    """Return the names of those whose accounts these are, by account."""
    uuids = {uuid for uuid in accounts if uuid}
    names = (
        select(Account.uuid, Person.full_name)
        .join(Person, Person.id == Account.person_id)
        .where(Account.uuid.in_(uuids))
    )
    return dict(session.execute(names).all()) if uuids else {}


def terms_asked(
    session: Session, asked: Asked, officer: Principal, today: date, kept: Post | None = None
) -> PostTerms:
    """Return the terms; the unit is looked for in the officer's scope, where it changes."""
    unit = get_organisation(session, kept.organisation_id) if kept else None
    if unit is None or nfc(asked.unit) != unit.name:
        paths = officer.scope(Permission.PERSON_WRITE)
        unit = find_organisation(session, text=asked.unit, paths=paths, today=today)
    return PostTerms(
        organisation_id=unit.id,
        working_group=asked.group,
        full_time=asked.full_time,
        category=asked.category,
        title=asked.title or None,
        valid_from=asked.start,
        valid_to=asked.last + DAY if asked.last else None,
    )
