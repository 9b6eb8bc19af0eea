"""The country, the programme THU, Bình who files and Dũng who decides."""

from dataclasses import dataclass, field

import pytest
from flask import Flask

from lms.catalog.service import publish
from lms.core.clock import utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.people.service import Person
from tests.support.browser import Browser
from tests.support.courses import write_courses
from tests.support.factories import People, found_country, give_role


@pytest.fixture
def people(resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> People:
    """Return the country; Bình and Dũng both keep the register of the province."""
    courses = write_courses(tmp_path_factory.mktemp("courses"))
    with resources.database.transaction() as session:
        publish(session, resources.files, courses_dir=courses, now=utc_now())
        people = found_country(session, resources.keys)
        give_role(session, people.manager, Role.HR, people.province)
        return people


@dataclass
class Office:
    """A browser for each person who takes part."""

    app: Flask
    people: People
    _open: dict[int, Browser] = field(default_factory=dict)

    def of(self, person: Person) -> Browser:
        """Return the browser in which `person` is signed in."""
        if person.id not in self._open:
            self._open[person.id] = Browser(self.app)
            self._open[person.id].sign_in(person)
        return self._open[person.id]

    @property
    def binh(self) -> Browser:
        return self.of(self.people.binh)

    @property
    def dung(self) -> Browser:
        return self.of(self.people.manager)


@pytest.fixture
def office(app: Flask, people: People) -> Office:
    """Return the office."""
    return Office(app, people)
