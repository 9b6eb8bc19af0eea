"""Who may see which messages: the people in scope, and what was sent to them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from lms.accounts.service import Account, RoleGrant
from lms.core.errors import NotFound
from lms.core.text import fold
from lms.learning.service import Enrolment
from lms.messages.models import Kind, Message
from lms.messages.names import State
from lms.people.service import Person, Post, read_as, visible_people

_NOT_DROPPED = Message.cancelled_at.is_(None)
_STATES: dict[State, ColumnElement[bool]] = {
    State.WAITING: and_(_NOT_DROPPED, Message.sent_at.is_(None), Message.failed_at.is_(None)),
    State.SENT: and_(_NOT_DROPPED, Message.sent_at.is_not(None), Message.failed_at.is_(None)),
    State.FAILED: and_(_NOT_DROPPED, Message.failed_at.is_not(None)),
    State.DROPPED: Message.cancelled_at.is_not(None),
}


def visible_messages(
    paths: Sequence[str],
    *,
    today: date,
    state: State | None = None,
    kind: Kind | None = None,
    text: str = "",
) -> Select[Message, Person]:
    """Select (message, person) of the people at or below `paths`, the newest first."""
    people = _named(visible_people(paths, today=today), text).with_only_columns(Person.id)
    found = (
        select(Message, Person)
        .join(Person, Person.id == Message.person_id)
        .where(Message.person_id.in_(people))
        .order_by(Message.made_at.desc(), Message.id.desc())
    )
    if state is not None:
        found = found.where(_STATES[state])
    return found.where(Message.kind == kind) if kind is not None else found


def visible_message(session: Session, *, paths: Sequence[str], uuid: UUID, today: date) -> Message:
    """Return the message if its person is in scope, else raise `NotFound`; the row is locked."""
    seen = visible_messages(paths, today=today).where(Message.uuid == uuid)
    found = session.execute(seen.with_for_update(of=Message)).one_or_none()
    if found is None:
        raise NotFound
    return found[0]


def messages_about(
    paths: Sequence[str], *, today: date, source: str, since: datetime
) -> Select[Message, Person]:
    """Select (message, person) of what was sent since a moment, to whom a source wrote a post.

    Posts taken back count too; whoever was withdrawn with them is no longer in scope.
    """
    named = exists().where(Post.person_id == Message.person_id, Post.source == source)
    sent = visible_messages(paths, today=today, state=State.SENT)
    return sent.where(Message.sent_at >= since, named)


def unopened_people(
    paths: Sequence[str], *, today: date, text: str = "", source: str | None = None
) -> Select[Person]:
    """Select the people in scope whose account has no password and no role, by given name.

    `source` narrows to those with a post that this source wrote ("roster:<change set>").
    """
    granted = exists().where(RoleGrant.account_id == Account.id, RoleGrant.ended_at.is_(None))
    people = (
        _named(visible_people(paths, today=today), text)
        .join(Account, Account.person_id == Person.id)
        .where(Account.password_hash.is_(None), Account.suspended_at.is_(None), ~granted)
        .order_by(Person.sort_key, Person.id)
    )
    if source is None:
        return people
    return people.where(exists().where(Post.person_id == Person.id, Post.source == source))


def unreachable_people(paths: Sequence[str], *, today: date, text: str = "") -> Select[Person]:
    """Select the people in scope who learn, or could, and have no address, by given name."""
    learning = select(read_as(Enrolment.person_id)).where(
        Enrolment.completed_at.is_(None), Enrolment.released_at.is_(None)
    )
    closed = exists().where(Account.person_id == Person.id, Account.password_hash.is_(None))
    people = _named(visible_people(paths, today=today), text)
    return people.where(Person.email.is_(None), or_(Person.id.in_(learning), closed)).order_by(
        Person.sort_key, Person.id
    )


def _named(people: Select[Person], text: str) -> Select[Person]:
    """Narrow to those whose name contains `text`; marks do not count."""
    wanted = fold(text).replace("%", "").replace("_", "")
    return people.where(Person.fold_key.like(f"%{wanted}%")) if wanted else people
