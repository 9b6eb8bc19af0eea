"""The demo: made-up people at every stage, never beside real ones."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Account
from lms.assessment.models import Answer, Attempt, Grade
from lms.catalog import commands
from lms.core import jobs
from lms.core.clock import utc_now
from lms.core.resources import Resources
from lms.core.secrets import Keyring
from lms.core.storage import open_store
from lms.credentials.models import Certificate
from lms.credentials.tasks import TASKS
from lms.demo.load import ACCOUNTS, RealPeople, load
from lms.learning.models import Completion, Enrolment
from lms.organisations.service import (
    OrganisationKind,
    Succession,
    SuccessionKind,
    add_organisation,
)
from lms.people.models import Person, Post
from lms.reorganisation.service import Plan
from lms.transfers.service import Request
from tests.conftest import Template, settings_on

PEOPLE = 60


@dataclass(frozen=True)
class Demo:
    """A demo that was loaded, and what loading it printed."""

    resources: Resources
    lines: list[str]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(
    request: pytest.FixtureRequest, keys: Keyring, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """Publish the courses, load the demo and issue its certificates, once for each database."""
    folder = tmp_path_factory.mktemp("demo")
    template: Template = request.getfixturevalue(f"{request.param}_template")
    with template.copied(folder) as database:
        settings = settings_on(database, folder)
        files = open_store(settings.files_url)
        resources = Resources(settings=settings, database=database, files=files, keys=keys)
        list(commands.publish(resources, resources.settings.courses_dir))
        lines = list(load(resources, people=PEOPLE, if_empty=False))
        while jobs.run_due(resources, jobs.by_name(TASKS)):
            pass
        yield Demo(resources, lines)


def test_people_are_at_every_stage(demo: Demo) -> None:
    with demo.resources.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == PEOPLE + len(ACCOUNTS)
        sources = {source.partition(":")[0] for source in session.scalars(select(Post.source))}
        assert "demo" in sources <= {"demo", "succession"}
        enrolments = session.scalars(select(Enrolment)).all()
        stages = {
            (bool(e.version_id), bool(e.completed_at)) for e in enrolments
        }  # begun, completed
        assert stages == {(False, False), (True, False), (True, True)}
        assert any(
            e.due_on and e.due_on < utc_now().date() and not e.completed_at for e in enrolments
        )
        completed = session.scalars(select(Completion.enrolment_id)).all()
        assert set(completed) == {e.id for e in enrolments if e.completed_at}


def test_marks_follow_from_the_answers_written(demo: Demo) -> None:
    with demo.resources.database.reading() as session:
        rows = session.execute(
            select(Grade, func.count(Answer.id))
            .join(Attempt, Attempt.id == Grade.attempt_id)
            .outerjoin(Answer, Answer.attempt_id == Attempt.id)
            .group_by(Grade.id)
        ).all()
        assert rows
        for grade, answers in rows:
            right = sum(mark == "1" for mark in grade.marks.values())
            assert right == answers
            assert float(grade.score) == pytest.approx(right / len(grade.marks))


def test_units_were_merged_split_and_carved_and_will_merge(demo: Demo) -> None:
    with demo.resources.database.reading() as session:
        kinds = session.scalars(select(Succession.kind).distinct()).all()
        assert set(kinds) == {SuccessionKind.MERGE, SuccessionKind.SPLIT, SuccessionKind.CARVE}
        assert session.scalar(select(func.count()).select_from(Plan)) == 1


def test_every_certificate_says_that_it_is_made_up(demo: Demo) -> None:
    with demo.resources.database.reading() as session:
        certificates = session.scalars(select(Certificate)).all()
        assert certificates
        assert all(certificate.snapshot["sample"] for certificate in certificates)
        assert all(certificate.pdf_key for certificate in certificates)


def test_only_the_accounts_that_are_printed_have_a_password(demo: Demo) -> None:
    with demo.resources.database.reading() as session:
        opened = session.scalars(
            select(Person.staff_code)
            .join(Account, Account.person_id == Person.id)
            .where(Account.password_hash.is_not(None))
        ).all()
    assert set(opened) == {code for code, *_ in ACCOUNTS}
    assert all(any(code in line for line in demo.lines) for code, *_ in ACCOUNTS)


def test_a_second_start_changes_nothing_and_prints_the_accounts_again(demo: Demo) -> None:
    again = list(load(demo.resources, people=PEOPLE, if_empty=True))

    assert again[-len(ACCOUNTS) :] == demo.lines[-len(ACCOUNTS) :]
    with demo.resources.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == PEOPLE + len(ACCOUNTS)


@pytest.mark.live
def test_a_database_in_use_is_left_alone(resources: Resources) -> None:
    now = utc_now()
    with resources.database.transaction() as session:
        add_organisation(
            session,
            parent=None,
            name="Toàn quốc",
            kind=OrganisationKind.ROOT,
            valid_from=now.date(),
            now=now,
            actor=None,
        )

    with pytest.raises(RealPeople):
        list(load(resources, people=20, if_empty=False))
    assert list(load(resources, people=20, if_empty=True)) == []
    with resources.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_people_are_asked_for_both_ways(demo: Demo) -> None:
    with demo.resources.database.reading() as session:
        asked = session.scalars(select(Request)).all()
        assert len({request.asked_by for request in asked}) == len(asked) == 2
        assert all(request.is_open and request.person_id for request in asked)
