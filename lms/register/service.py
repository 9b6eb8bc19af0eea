"""What can be done on the register: find and list people, a code on the spot, one more try."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from lms.accounts.service import current_grants, ensure_account, make_code
from lms.assessment.service import allow_one_more
from lms.catalog.service import Quiz
from lms.core.clock import local_day
from lms.core.errors import NotFound
from lms.core.permissions import Grant, Principal, Role
from lms.core.secrets import Keyring
from lms.core.text import fold
from lms.learning.service import Enrolment, course_of, quiz_step
from lms.organisations.service import Organisation, below, get_organisation
from lms.people.service import Person, Post, WorkingGroup, held_on, visible_people
from lms.register.errors import HoldsMore, OwnAttempt

__all__ = ["Listed", "new_code", "open_one_more", "people_page", "search_people"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as the list shows them, with the posts held today inside the scope."""

    person: Person
    posts: Sequence[tuple[Post, str]]  # post, unit's name


def search_people(
    paths: Sequence[str], *, text: str, group: WorkingGroup | None, today: date
) -> Select[Person]:
    """Select the people in scope by name (tone marks do not count) or staff code, by given name."""
    found = visible_people(paths, today=today).order_by(Person.sort_key, Person.id)
    if text:
        wanted = fold(text).replace("%", "").replace("_", "")
        found = found.where(or_(Person.fold_key.like(f"%{wanted}%"), Person.staff_code == text))
    if group is not None:
        members = (
            select(Post.person_id)
            .join(Organisation, Organisation.id == Post.organisation_id)
            .where(Post.working_group == group, held_on(today), below(Organisation.path, paths))
        )
        found = found.where(Person.id.in_(members))
    return found


def people_page(
    session: Session, people: Sequence[Person], *, paths: Sequence[str], today: date
) -> list[Listed]:
    """Return the people with their posts in scope."""
    rows = session.execute(
        select(Post, Organisation.name, Organisation.path)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Post.person_id.in_([person.id for person in people]), held_on(today))
        .order_by(Post.valid_from, Post.id)
    ).all()
    return [
        Listed(
            person,
            [
                (post, name)
                for post, name, path in rows
                if post.person_id == person.id and path.startswith(tuple(paths))
            ],
        )
        for person in people
    ]


def new_code(
    session: Session, keys: Keyring, *, person: Person, officer: Principal, now: datetime
) -> str:
    """Return a new one-time code for the person's account, made if there is none.

    Raises `HoldsMore` if the account may do what the officer may not.
    """
    account = ensure_account(session, person_id=person.id, now=now)
    held = current_grants(session, account_id=account.id, today=local_day(now))
    grants = [
        Grant(Role(g.role), g.organisation_id, get_organisation(session, g.organisation_id).path)
        for g in held
    ]
    if not officer.covers(grants):
        raise HoldsMore
    return make_code(session, keys, account=account, actor=officer.account_uuid, now=now)


def open_one_more(
    session: Session,
    *,
    enrolment: Enrolment,
    module_key: str,
    reason: str,
    officer: Principal,
    now: datetime,
) -> None:
    """Open one more try at a module's quiz, with a reason; raises `OwnAttempt` or `NotFound`."""
    if enrolment.person_id == officer.person_id:
        raise OwnAttempt
    quiz = quiz_step(course_of(session, enrolment), module_key).item
    if not isinstance(quiz, Quiz):
        raise NotFound
    allow_one_more(
        session,
        sitting=enrolment.uuid,
        quiz=quiz,
        reason=reason,
        actor=officer.account_uuid,
        now=now,
    )
