"""What a staff file has left in the register, as tests read it."""

from sqlalchemy import func, select

from lms.core.resources import Resources
from lms.people.service import (
    Person,
    Post,
    posts_of,
)


def find(resources: Resources, code: str) -> Person:
    with resources.database.reading() as session:
        return session.scalars(select(Person).where(Person.staff_code == code)).one()


def posts(resources: Resources, code: str) -> list[Post]:
    person = find(resources, code)
    with resources.database.reading() as session:
        return list(reversed(posts_of(session, person_id=person.id)))


def count(resources: Resources, table: type) -> int:
    with resources.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
