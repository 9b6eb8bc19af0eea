"""What a staff file would do to the register and what it has done, as tests read it."""

from sqlalchemy import func, select

from lms.core.resources import Resources
from lms.people.service import Person, Post, posts_of
from tests.support.staff_files import rows_at


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


def changes(resources: Resources, address: str) -> dict[str, tuple[str, str]]:
    (staged,) = rows_at(resources, address)
    assert not staged.problems, staged.problems
    return {key: (before, after) for key, before, after in staged.changes}
