"""The demo: made-up people at every stage, never beside real ones."""

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Account
from lms.assessment.models import Answer, Attempt, Grade
from lms.catalog import commands
from lms.core import jobs
from lms.core.clock import utc_now
from lms.core.resources import Resources
from lms.credentials.models import Certificate
from lms.credentials.tasks import TASKS
from lms.demo.load import ACCOUNTS, RealPeople, load
from lms.learning.models import Completion, Enrolment
from lms.organisations.service import OrganisationKind, add_organisation
from lms.people.models import Person, Post

pytestmark = pytest.mark.live
PEOPLE = 60


@pytest.fixture
def published(resources: Resources) -> Resources:
    list(commands.publish(resources, resources.settings.courses_dir))
    return resources


def test_people_are_at_every_stage(published: Resources) -> None:
    list(load(published, people=PEOPLE, if_empty=False))

    with published.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == PEOPLE + len(ACCOUNTS)
        assert session.scalars(select(Post.source).distinct()).all() == ["demo"]
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


def test_marks_follow_from_the_answers_written(published: Resources) -> None:
    list(load(published, people=PEOPLE, if_empty=False))

    with published.database.reading() as session:
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


def test_every_certificate_says_that_it_is_made_up(published: Resources) -> None:
    list(load(published, people=20, if_empty=False))
    while jobs.run_due(published, jobs.by_name(TASKS)):
        pass

    with published.database.reading() as session:
        certificates = session.scalars(select(Certificate)).all()
        assert certificates
        assert all(certificate.snapshot["sample"] for certificate in certificates)
        assert all(certificate.pdf_key for certificate in certificates)


def test_only_the_accounts_that_are_printed_have_a_password(published: Resources) -> None:
    lines = list(load(published, people=20, if_empty=False))

    with published.database.reading() as session:
        opened = session.scalars(
            select(Person.staff_code)
            .join(Account, Account.person_id == Person.id)
            .where(Account.password_hash.is_not(None))
        ).all()
    assert set(opened) == {code for code, *_ in ACCOUNTS}
    assert all(any(code in line for line in lines) for code, *_ in ACCOUNTS)


def test_a_second_start_changes_nothing_and_prints_the_accounts_again(
    published: Resources,
) -> None:
    first = list(load(published, people=20, if_empty=True))
    again = list(load(published, people=20, if_empty=True))

    assert first[-len(ACCOUNTS) :] == again[-len(ACCOUNTS) :]
    with published.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 20 + len(ACCOUNTS)


def test_a_database_in_use_is_left_alone(published: Resources) -> None:
    now = utc_now()
    with published.database.transaction() as session:
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
        list(load(published, people=20, if_empty=False))
    assert list(load(published, people=20, if_empty=True)) == []
    with published.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0
