"""One completion, one certificate; what it says is what was true then, for ever."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.clock import utc_now
from lms.core.jobs import Job
from lms.credentials import service
from lms.credentials.models import Certificate, Register
from lms.credentials.tasks import TASKS
from lms.organisations.service import Organisation, OrganisationKind
from lms.people.service import Person, WorkingGroup, posts_of
from tests.credentials.office import Office, today
from tests.support.factories import add_staff, add_unit


def test_asked_twice_it_is_the_same(office: Office) -> None:
    (uuid,) = office.complete(office.people.an)
    key = office.resources.keys.signing_key
    tokens = set()
    for _ in range(2):
        with office.resources.database.transaction() as session:
            found = service.issue(session, completion_uuid=uuid, key=key, now=utc_now())
            assert found is not None
            assert found.number == f"0001/{today().year}/GCN"
            tokens.add(found.token)
    assert tokens == {office.certificate().token}
    assert len(office.events("certificate.issued")) == 1


def test_every_task_may_be_repeated(office: Office) -> None:
    (uuid,) = office.complete(office.people.an)
    office.work()
    before = office.certificate()
    content = office.pdf(before)
    payload = {"completion": str(uuid), "certificate": before.id}
    for task in (*TASKS, *TASKS):
        task.run(office.resources, payload)
    after = office.certificate()
    assert (after.number, after.pdf_key, after.pdf_sha256) == (
        before.number,
        before.pdf_key,
        before.pdf_sha256,
    )
    assert office.pdf(after) == content


def test_numbers_count_by_issuer_and_year(office: Office) -> None:
    with office.resources.database.transaction() as session:
        keys = office.resources.keys
        dung = add_staff(session, keys, "Đỗ Văn Dũng", office.people.xa_b)
        ha = add_staff(session, keys, "Hồ Thị Hà", office.people.elsewhere)
    office.set_issuer(office.people.elsewhere)
    office.set_issuer(office.people.xa_b)
    for person in (office.people.an, dung, ha, office.people.binh):
        office.issued(person)
    by_issuer: dict[int, list[int]] = {}
    for certificate in office.certificates():
        by_issuer.setdefault(certificate.issuer_organisation_id, []).append(certificate.serial)
    assert by_issuer == {
        office.people.province.id: [1, 2],
        office.people.xa_b.id: [1],
        office.people.elsewhere.id: [1],
    }


def test_a_number_taken_by_what_fails_is_free_again(office: Office) -> None:
    first, second = office.complete(office.people.an, office.people.binh)
    key = office.resources.keys.signing_key

    def issue(session: Session, uuid: UUID) -> Certificate:
        found = service.issue(session, completion_uuid=uuid, key=key, now=utc_now())
        assert found is not None
        return found

    def fail() -> None:
        with office.resources.database.transaction() as session:
            assert issue(session, first).serial == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with office.resources.database.transaction() as session:
        assert issue(session, second).serial == 1
        assert issue(session, first).serial == 2
        assert session.scalars(select(Register.last_number)).all() == [2]


def test_the_unit_is_the_one_of_that_day_and_the_post_the_programme_is_for(office: Office) -> None:
    people = office.people
    with office.resources.database.transaction() as session:
        department = add_unit(session, "Sở D", OrganisationKind.PROVINCE, people.province)
        an = session.get_one(Person, people.an.id)
        (other,) = posts_of(session, person_id=an.id)
        other.working_group = WorkingGroup.OTHER
        dung = add_staff(session, office.resources.keys, "Đỗ Văn Dũng", department)
        posts_of(session, person_id=dung.id)[0].person_id = an.id
    assert office.issued(people.an).snapshot["unit"] == "Sở D, tỉnh A"


def test_later_names_change_nothing_that_was_issued(office: Office) -> None:
    office.set_issuer(prints_birth_date=True)
    with office.resources.database.transaction() as session:
        session.get_one(Person, office.people.an.id).born_on = date(1990, 2, 1)
    before = office.printed(office.people.an)
    with office.resources.database.transaction() as session:
        session.get_one(Person, office.people.an.id).full_name = "Trần Thị Ẩn"
        session.get_one(Organisation, office.people.xa_a.id).name = "Phường A"
    office.set_issuer(printed_name="Sở Khác", signer_name="Người Khác")
    office.sweep()
    after = office.certificate()
    assert after.snapshot == before.snapshot
    assert after.snapshot["name"] == "Trần Thị An"
    assert after.snapshot["unit"] == "Xã A, tỉnh A"
    assert after.snapshot["born_on"] == "01/02/1990"
    again = service.render(after, public_url=office.resources.settings.public_url)
    assert again == office.pdf(after)


def test_the_job_names_nobody(office: Office) -> None:
    office.complete(office.people.an)
    with office.resources.database.reading() as session:
        for job in session.scalars(select(Job)):
            assert "An" not in str(job.payload)
