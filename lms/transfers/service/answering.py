"""Answering a request: by a move, a concurrent post, a return, or not at all."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts.service import principal_of
from lms.core.clock import local_day
from lms.core.permissions import Permission, Principal
from lms.core.text import nfc
from lms.organisations.service import get_organisation
from lms.people.service import (
    Person,
    Post,
    PostTerms,
    add_concurrent_post,
    holds_after,
    move_post,
    posts_of,
    return_person,
)
from lms.transfers.access import waiting_requests
from lms.transfers.errors import AskerGone, NotOpen, OwnRequest, WhichPost
from lms.transfers.models import Kind, Request
from lms.transfers.service.asking import record

SOURCE = "transfer"


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

    `chosen_post`: the uuid of the one that ends, where there are several. Whoever holds no post
    any more comes back with it. The caller holds the request's row. Raises `OwnRequest`,
    `NotOpen`, `AskerGone`, `WhichPost`, or what stands against the post.
    """
    today = local_day(now)
    _require_answerable(request, officer)
    _require_asker(session, request, today)
    terms = PostTerms(
        organisation_id=request.organisation_id,
        working_group=request.working_group,
        full_time=request.full_time,
        category=request.category,
        title=request.title,
        valid_from=request.valid_from,
    )
    why, actor = request.reason, officer.account_uuid
    if request.kind == Kind.MOVE and holds_after(session, person_id=person.id, day=today):
        post = _ending(session, person, chosen_post, officer, today)
        move_post(session, post=post, terms=terms, source=SOURCE, reason=why, actor=actor, now=now)
    else:
        holds = holds_after(session, person_id=person.id, day=today)
        give = add_concurrent_post if holds else return_person
        give(session, person=person, terms=terms, source=SOURCE, reason=why, actor=actor, now=now)
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


def count_waiting(session: Session, *, officer: Principal, today: date) -> int:
    """Return how many requests wait for this officer's answer."""
    waiting = waiting_requests(officer, today=today).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(waiting)) or 0


def _ending(
    session: Session, person: Person, chosen_post: str, officer: Principal, today: date
) -> Post:
    paths = officer.scope(Permission.PERSON_WRITE)
    posts = [post for post, _ in posts_to_end(session, person=person, paths=paths, today=today)]
    chosen = [post for post in posts if len(posts) == 1 or str(post.uuid) == chosen_post]
    if len(chosen) != 1:
        raise WhichPost
    return chosen[0]


def _require_answerable(request: Request, officer: Principal) -> None:
    if request.asked_by == officer.account_uuid:
        raise OwnRequest
    if not request.is_open:
        raise NotOpen


def _require_asker(session: Session, request: Request, today: date) -> None:
    """Raise `AskerGone` if whoever asked is no longer HR over the wished unit."""
    asker = principal_of(session, account_uuid=request.asked_by, today=today)
    scope = asker.scope(Permission.PERSON_WRITE) if asker else ()
    unit = get_organisation(session, request.organisation_id)
    if not unit.path.startswith(tuple(scope)):
        raise AskerGone


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
    record(session, request, action, officer, now)
