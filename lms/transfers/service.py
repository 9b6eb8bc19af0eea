"""Asking for somebody, withdrawing it, and answering: by a move, a concurrent post, or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.clock import local_day
from lms.core.columns import uuid7
from lms.core.permissions import Permission, Principal
from lms.core.secrets import Keyring
from lms.core.text import nfc
from lms.organisations.service import get_organisation
from lms.people.service import (
    Person,
    Post,
    PostTerms,
    add_concurrent_post,
    find_by_id_number,
    move_post,
    parse_id_number,
    posts_of,
    visible_people,
)
from lms.transfers.access import waiting_requests
from lms.transfers.errors import KeptHere, NothingToFindBy, NotOpen, OwnRequest, WhichPost
from lms.transfers.models import Kind, Request

__all__ = ["Wish", "accept", "ask", "count_waiting", "posts_to_end", "refuse", "withdraw"]

SOURCE = "transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Whom an officer asks for, as typed, and with which post."""

    name: str
    id_number: str
    staff_code: str
    kind: Kind
    terms: PostTerms
    reason: str


def ask(
    session: Session, keys: Keyring, *, wish: Wish, officer: Principal, now: datetime
) -> Request:
    """Write the request down, whether or not anybody was found: the officer learns nothing by it.

    Raises `NothingToFindBy`, `IdNumberInvalid`, or `KeptHere` for somebody in the own scope.
    """
    today = local_day(now)
    person = _look_for(session, keys, wish, today)
    if person is not None and _is_here(session, person, officer, today):
        raise KeptHere
    terms = wish.terms
    request = Request(
        uuid=uuid7(),
        person_id=person.id if person else None,
        typed_name=nfc(wish.name),
        kind=wish.kind,
        organisation_id=terms.organisation_id,
        working_group=terms.working_group,
        full_time=terms.full_time,
        category=terms.category,
        title=terms.title,
        valid_from=terms.valid_from,
        reason=nfc(wish.reason),
        asked_by=officer.account_uuid,
        asked_at=now,
    )
    session.add(request)
    _record(session, request, "transfer.asked", officer, now)
    return request


def withdraw(session: Session, *, request: Request, officer: Principal, now: datetime) -> None:
    """Take the request back; the caller holds its row. Raises `NotOpen`."""
    _require_open(request)
    request.withdrawn_at = now
    _record(session, request, "transfer.withdrawn", officer, now)


def accept(
    session: Session,
    *,
    request: Request,
    person: Person,
    chosen_post: str,
    reason: str,
    officer: Principal,
    now: datetime,
) -> None:
    """Give the person the wished post; a move ends the one in scope on that day.

    `chosen_post`: the uuid of the one that ends, where there are several. The caller holds the
    request's row. Raises `OwnRequest`, `NotOpen`, `WhichPost`, or what stands against the post.
    """
    _require_answerable(request, officer)
    terms = PostTerms(
        organisation_id=request.organisation_id,
        working_group=request.working_group,
        full_time=request.full_time,
        category=request.category,
        title=request.title,
        valid_from=request.valid_from,
    )
    actor = officer.account_uuid
    why = request.reason
    if request.kind == Kind.MOVE:
        post = _ending(session, person, chosen_post, officer, local_day(now))
        move_post(session, post=post, terms=terms, source=SOURCE, reason=why, actor=actor, now=now)
    else:
        add_concurrent_post(
            session, person=person, terms=terms, source=SOURCE, reason=why, actor=actor, now=now
        )
    _decide(session, request, officer, now, accepted=True, reason=reason)


def refuse(
    session: Session, *, request: Request, reason: str, officer: Principal, now: datetime
) -> None:
    """Say no, with a reason; the caller holds the row. Raises `OwnRequest` or `NotOpen`."""
    _require_answerable(request, officer)
    _decide(session, request, officer, now, accepted=False, reason=reason)


def posts_to_end(
    session: Session, *, person: Person, paths: Sequence[str], today: date
) -> list[tuple[Post, str]]:
    """Return the posts in `paths` that a move could end, with the unit's name."""
    held = [
        (post, get_organisation(session, post.organisation_id))
        for post in posts_of(session, person_id=person.id)
        if post.valid_to is None or post.valid_to > today
    ]
    return [(post, unit.name) for post, unit in held if unit.path.startswith(tuple(paths))]


def count_waiting(session: Session, *, paths: Sequence[str], today: date) -> int:
    """Return how many requests wait for an answer from `paths`."""
    waiting = waiting_requests(paths, today=today).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(waiting)) or 0


def _look_for(session: Session, keys: Keyring, wish: Wish, today: date) -> Person | None:
    """Return whom the number, else the staff code, means; None: nobody, or several."""
    if wish.id_number:
        return find_by_id_number(session, keys, parse_id_number(wish.id_number, today=today))
    if not wish.staff_code:
        raise NothingToFindBy
    named = select(Person).where(
        Person.staff_code == nfc(wish.staff_code), Person.withdrawn_at.is_(None)
    )
    found = session.scalars(named.limit(2)).all()
    return found[0] if len(found) == 1 else None


def _is_here(session: Session, person: Person, officer: Principal, today: date) -> bool:
    paths = officer.scope(Permission.PERSON_WRITE)
    here = visible_people(paths, today=today).where(Person.id == person.id)
    return session.scalars(here).first() is not None


def _ending(
    session: Session, person: Person, chosen_post: str, officer: Principal, today: date
) -> Post:
    paths = officer.scope(Permission.PERSON_WRITE)
    posts = [post for post, _ in posts_to_end(session, person=person, paths=paths, today=today)]
    chosen = [post for post in posts if len(posts) == 1 or str(post.uuid) == chosen_post]
    if len(chosen) != 1:
        raise WhichPost
    return chosen[0]


def _require_open(request: Request) -> None:
    if not request.is_open:
        raise NotOpen


def _require_answerable(request: Request, officer: Principal) -> None:
    if request.asked_by == officer.account_uuid:
        raise OwnRequest
    _require_open(request)


def _decide(
    session: Session,
    request: Request,
    officer: Principal,
    now: datetime,
    *,
    accepted: bool,
    reason: str,
) -> None:
    request.accepted, request.decided_at = accepted, now
    request.decided_by = officer.account_uuid
    request.decision_reason = nfc(reason) or None
    action = "transfer.accepted" if accepted else "transfer.refused"
    _record(session, request, action, officer, now)


def _record(
    session: Session, request: Request, action: str, officer: Principal, now: datetime
) -> None:
    audit.record(
        session,
        at=now,
        actor=officer.account_uuid,
        action=action,
        subject=("transfer", request.uuid),
        detail={"kind": request.kind},
    )
