"""Finding people in scope, and listing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from lms.core.text import fold
from lms.organisations.service import Organisation, below
from lms.people.service import Person, Post, WorkingGroup, held_on, visible_people


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
