"""Changes that raise a percentage stand on the auditor's page; those that do not, do not."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from lms.accounts.service import account_of
from lms.catalog.service import ProgrammeVersion, current_programmes, publish
from lms.core.clock import local_day, utc_now
from lms.core.resources import Resources
from lms.learning.service import Completion, CompletionKind
from lms.organisations.service import Organisation
from lms.people.service import Person, PostTerms, begin_post, end_post, posts_of
from tests.support.browser import Browser, text_of
from tests.support.courses import write_courses
from tests.support.factories import People, add_staff

PAGE = "/kiem-tra-giam-sat/tang-ty-le"
TODAY = local_day(utc_now())
WEEK = timedelta(days=7)


@pytest.fixture
def version(resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> ProgrammeVersion:
    courses = write_courses(tmp_path_factory.mktemp("courses"))
    with resources.database.transaction() as session:
        publish(session, resources.files, courses_dir=courses, now=utc_now())
        return current_programmes(session)[0]


def complete(
    session: Session,
    person: Person,
    version: ProgrammeVersion,
    *,
    on: date = TODAY,
    kind: CompletionKind = CompletionKind.COMPLETED,
) -> None:
    session.add(
        Completion(
            person_id=person.id,
            programme_key=version.programme_key,
            version_id=version.id,
            kind=kind,
            started_on=on,
            completed_on=on,
            evidence={},
            recorded_at=utc_now(),
        )
    )


def change(
    resources: Resources,
    people: People,
    *,
    person: Person | None = None,
    to: Organisation | None = None,
) -> None:
    """Let Bình end the person's post; with `to`, another one begins there that day."""
    who, moment = person or people.an, utc_now()
    with resources.database.transaction() as session:
        officer = account_of(session, people.binh.id)
        assert officer is not None
        (post,) = posts_of(session, person_id=who.id)
        end_post(session, post=post, valid_to=TODAY, source="form", actor=officer.uuid, now=moment)
        if to is not None:
            new = PostTerms(
                organisation_id=to.id,
                working_group=post.working_group,
                full_time=post.full_time,
                valid_from=TODAY,
            )
            begin_post(
                session, person=who, terms=new, source="form", actor=officer.uuid, now=moment
            )


def found(browser: Browser, query: str = "") -> list[str]:
    return [text_of(row) for row in browser.get(f"{PAGE}{query}").select("tbody tr")]


@pytest.fixture
def auditor(browser: Browser, people: People) -> Browser:
    browser.sign_in(people.auditor)
    return browser


def test_back_dating_and_waiving(
    auditor: Browser, people: People, resources: Resources, version: ProgrammeVersion
) -> None:
    with resources.database.transaction() as session:
        complete(session, people.an, version, on=TODAY - WEEK)
        complete(session, people.binh, version, kind=CompletionKind.WAIVED)
        complete(session, people.manager, version)
        complete(session, people.chi, version, on=TODAY - WEEK)
    rows = found(auditor)
    assert len(rows) == 2
    assert any("Ghi lùi ngày" in row and "Trần Thị An" in row for row in rows)
    assert any("Cho miễn học" in row and "Lê Văn Bình" in row for row in rows)


def test_who_was_trained_raises_nothing_by_leaving(
    auditor: Browser, people: People, resources: Resources, version: ProgrammeVersion
) -> None:
    with resources.database.transaction() as session:
        complete(session, people.an, version)
    change(resources, people)
    assert found(auditor) == []


def test_a_waiver_is_no_training(
    auditor: Browser, people: People, resources: Resources, version: ProgrammeVersion
) -> None:
    with resources.database.transaction() as session:
        complete(session, people.an, version, kind=CompletionKind.WAIVED)
    change(resources, people)
    assert any("Cho rời danh sách" in row for row in found(auditor))


def test_many_on_one_day_by_one_officer_are_one_line(
    auditor: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        more = [
            add_staff(session, resources.keys, f"Mai {name}", people.xa_a) for name in ("Anh", "Em")
        ]
    for person in (people.an, *more):
        change(resources, people, person=person)
    (row,) = found(auditor)
    assert all(person.full_name in row for person in (people.an, *more))
    assert "3" in row


def test_the_page_can_be_narrowed(auditor: Browser, people: People, resources: Resources) -> None:
    change(resources, people)
    change(resources, people, person=people.admin, to=people.xa_a)
    assert len(found(auditor)) == 2
    assert len(found(auditor, "?cach=roi")) == 1
    assert len(found(auditor, "?don-vi=Xã B")) == 1
    assert found(auditor, "?tu=01/01/2020&den=02/01/2020") == []


def test_of_other_parts_nothing_is_found(
    auditor: Browser, people: People, resources: Resources
) -> None:
    change(resources, people, person=people.chi)
    assert found(auditor) == []
