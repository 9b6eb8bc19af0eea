"""People whom a whole list does not name: they leave, but only where the list has no mistakes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.service import principal_of
from lms.core.db import insert_rows
from lms.core.resources import Resources
from lms.core.text import short_date
from lms.organisations.service import Organisation
from lms.people.service import Person, Post, held_on
from lms.roster.models import Action, ChangeSet, Row
from lms.roster.service.staging import sealed
from lms.staff_files.service import Entry, Lookup, Register, leaving

CHUNK = 500  # ids in one query


@dataclass(slots=True)
class Attendance:
    """Which units a file lists, whom it names, and where it has mistakes."""

    units: set[int] = field(default_factory=set)
    named: set[UUID] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)  # units with a row that could not be read
    is_unsure: bool = False  # a row's unit itself could not be read

    def note(self, row: dict[str, Any], entry: Entry, lookup: Lookup) -> None:
        """Take down what a staged row says."""
        unit = lookup.register.unit(lookup.session, entry.unit) if entry.unit else None
        if isinstance(unit, Organisation):
            self.units.add(unit.id)
        if row["person_uuid"]:
            self.named.add(row["person_uuid"])
        if row["action"] in (Action.ERROR, Action.DOUBT):
            if isinstance(unit, Organisation):
                self.unsure.add(unit.id)
            else:
                self.is_unsure = True


def stage_absent(
    resources: Resources,
    change_set: ChangeSet,
    register: Register,
    attendance: Attendance,
    *,
    after: int,
) -> list[str]:
    """Stage a row, numbered after `after`, for each person who holds a post in a listed unit today.

    The last day held is the day before. Whoever uploads the file does not leave by it. Returns the
    names of units left out because a row there has a mistake: it may be about somebody missing.
    """
    unsure = attendance.units if attendance.is_unsure else attendance.unsure
    with resources.database.reading() as session:
        officer = principal_of(session, account_uuid=change_set.made_by, today=register.today)
    named = attendance.named | ({officer.person_uuid} if officer else set())
    number = after
    for unit_id in sorted(attendance.units - unsure):
        with resources.database.reading() as session:
            absent = _absent(session, unit_id, named, register)
            found = list(_rows(session, resources, register, absent))
        common = {"change_set_id": change_set.id, "action": Action.ABSENT}
        rows = [{**common, "number": number + place, **row} for place, row in enumerate(found, 1)]
        number += len(rows)
        with resources.database.transaction() as session:
            insert_rows(session, Row, rows)
    return sorted(register.name(unit_id) for unit_id in unsure)


def _absent(
    session: Session, unit_id: int, named: set[UUID], register: Register
) -> list[tuple[Person, Post]]:
    held = (
        select(Person, Post)
        .join(Post, Post.person_id == Person.id)
        .where(
            Post.organisation_id == unit_id,
            held_on(register.today),
            Post.valid_from < register.today,
            Person.withdrawn_at.is_(None),
        )
        .order_by(Person.sort_key, Person.id, Post.id)
    )
    return [(person, post) for person, post in session.execute(held) if person.uuid not in named]


def _rows(
    session: Session,
    resources: Resources,
    register: Register,
    absent: Sequence[tuple[Person, Post]],
) -> Iterator[dict[str, Any]]:
    ids = sorted({person.id for person, _ in absent})
    by_person: dict[int, list[Post]] = {}
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        known = select(Post).where(Post.person_id.in_(some), Post.superseded_at.is_(None))
        for post in session.scalars(known):
            by_person.setdefault(post.person_id, []).append(post)
    last = short_date(register.today - register.today.resolution)
    for person, post in absent:
        content = leaving(person, by_person[person.id], post, end=register.today)
        yield {
            "name": person.full_name,
            "person_uuid": person.uuid,
            "changes": [["unit", register.name(post.organisation_id), ""], ["to", "", last]],
            "problems": [],
            "warnings": [],
            "candidates": [],
            "plan": sealed(resources.keys, content),
        }
