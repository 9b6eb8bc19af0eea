"""Finding people in scope, and listing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from lms.core.text import fold
from lms.organisations.service import Organisation, below
from lms.people.service import Person, Post, WorkingGroup, held_on, holders, last_holders


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as the list shows them, with the posts held today inside the scope."""

    person: Person
    posts: Sequence[tuple[Post, str]]  # post, unit's name


class Standing(StrEnum):
    """Where somebody stands on the register; also the word in addresses."""

    CURRENT = "dang-cong-tac"
    TO_COME = "sap-toi"
    LEFT = "da-thoi"


def search_people(
    paths: Sequence[str],
    *,
    text: str,
    group: WorkingGroup | None,
    today: date,
    full_time: bool | None = None,
    standing: Standing | None = None,
) -> Select[Person]:
    """Select the people in scope by name (tone marks do not count) or staff code, by given name.

    Group and full-time are asked of a post today; of one to come, or of the last one, with the
    standing that asks for it.
    """
    posts = select(Post.person_id).join(Organisation, Organisation.id == Post.organisation_id)
    posts = posts.where(Post.superseded_at.is_(None), below(Organisation.path, paths))
    if group is not None:
        posts = posts.where(Post.working_group == group)
    if full_time is not None:
        posts = posts.where(Post.full_time == full_time)
    stands = _stands(posts, paths, standing, today)
    found = select(Person).where(Person.withdrawn_at.is_(None), stands)
    if text:
        wanted = fold(text).replace("%", "").replace("_", "")
        found = found.where(or_(Person.fold_key.like(f"%{wanted}%"), Person.staff_code == text))
    if standing is None and (group is not None or full_time is not None):
        found = found.where(Person.id.in_(posts.where(held_on(today))))
    return found.order_by(Person.sort_key, Person.id)


def _stands(
    posts: Select[int], paths: Sequence[str], standing: Standing | None, today: date
) -> ColumnElement[bool]:
    current = Person.id.in_(posts.where(held_on(today)))
    match standing:
        case Standing.CURRENT:
            return current
        case Standing.TO_COME:
            return and_(Person.id.in_(posts.where(Post.valid_from > today)), ~current)
        case Standing.LEFT:
            last = last_holders(paths, today=today)
            return and_(Person.id.in_(last), Person.id.in_(posts))
        case None:
            return Person.id.in_(holders(paths, today=today))


def people_page(
    session: Session, people: Sequence[Person], *, paths: Sequence[str], today: date
) -> list[Listed]:
    """Return the people with their posts in scope."""
    rows = session.execute(
        select(Post, Organisation.name, Organisation.path)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(Post.person_id.in_([person.id for person in people]), Post.superseded_at.is_(None))
        .order_by(Post.valid_from, Post.id)
    ).all()
    own: dict[int, list[tuple[Post, str]]] = {}
    for post, name, path in rows:
        if path.startswith(tuple(paths)):
            own.setdefault(post.person_id, []).append((post, name))
    return [Listed(person, _shown(own.get(person.id, []), today)) for person in people]


def _shown(posts: Sequence[tuple[Post, str]], today: date) -> Sequence[tuple[Post, str]]:
    """Return the posts of today; without one, those to come; without those, the last."""
    now = [pair for pair in posts if pair[0].valid_from <= today and not _is_over(pair[0], today)]
    to_come = [pair for pair in posts if pair[0].valid_from > today]
    return now or to_come or posts[-1:]


def _is_over(post: Post, today: date) -> bool:
    return post.valid_to is not None and post.valid_to <= today
