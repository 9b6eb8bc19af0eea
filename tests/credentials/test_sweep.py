"""What a lost job, a killed worker or a late setting leaves behind is found and done."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.core.clock import utc_now
from lms.core.jobs import Job
from lms.credentials import service
from lms.credentials.errors import CompletionRevoked
from lms.credentials.models import Certificate
from lms.credentials.rules import NO_ISSUER, NO_POST, Status
from lms.learning.service import CompletionKind
from lms.people.service import Post
from tests.credentials.office import HOUR, Office, today


def reissue(office: Office) -> Certificate:
    with office.resources.database.transaction() as session:
        return service.reissue(
            session,
            certificate=session.get_one(Certificate, office.certificate().id),
            reason="Sai tên",
            key=office.resources.keys.signing_key,
            actor=office.people.binh.uuid,
            actor_person_id=office.people.binh.id,
            now=utc_now(),
        )


def test_a_lost_job_is_found_by_its_completion(office: Office) -> None:
    office.complete(office.people.an)
    office.lose_jobs()
    office.sweep()
    assert office.certificate().pdf_key


def test_a_certificate_whose_worker_died_before_printing_gets_its_pdf(office: Office) -> None:
    (uuid,) = office.complete(office.people.an)
    office.lose_jobs()
    with office.resources.database.transaction() as session:
        key = office.resources.keys.signing_key
        service.issue(session, completion_uuid=uuid, key=key, now=utc_now())
    assert office.certificate().pdf_key is None
    office.sweep()
    assert office.certificate().pdf_key is None  # its job may still be at work
    office.let_time_pass()
    office.sweep()
    assert office.certificate().pdf_key
    assert office.certificate().serial == 1


def test_so_does_a_reissued_one_whose_job_was_lost(office: Office) -> None:
    office.issued(office.people.an)
    reissue(office)
    office.lose_jobs()
    office.let_time_pass()
    office.sweep()
    assert [bool(found.pdf_key) for found in office.certificates()] == [True, True]


def test_nothing_is_enqueued_twice_in_an_hour_or_while_many_are_on_their_way(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.complete(office.people.an)
    now = utc_now()
    with office.resources.database.transaction() as session:
        monkeypatch.setattr("lms.credentials.service.overdue.MOST", 1)
        service.take_up_again(session, now=now)
        assert len(session.scalars(select(Job)).all()) == 1  # the one of the completion itself
        monkeypatch.setattr("lms.credentials.service.overdue.MOST", 5)
        service.take_up_again(session, now=now)
        service.take_up_again(session, now=now)
        assert len(session.scalars(select(Job)).all()) == 2


@pytest.mark.parametrize("kind", [CompletionKind.WAIVED, CompletionKind.RECOGNISED])
def test_only_what_was_completed_here_is_certified(office: Office, kind: CompletionKind) -> None:
    office.complete(office.people.an, kind=kind)
    office.work()
    office.sweep()
    assert not office.certificates()


def test_a_completion_taken_back_before_gets_none(office: Office) -> None:
    (uuid,) = office.complete(office.people.an)
    office.take_back(uuid)
    office.work()
    office.sweep()
    assert not office.certificates()
    assert not office.waiting()


@pytest.mark.parametrize("lost", [False, True], ids=["by its job", "by the sweep"])
def test_a_completion_taken_back_takes_its_certificate_along(office: Office, *, lost: bool) -> None:
    (uuid,) = office.complete(office.people.an)
    office.work()
    office.take_back(uuid, "Làm bài hộ")
    with pytest.raises(CompletionRevoked):
        reissue(office)
    if lost:
        office.lose_jobs()
        office.sweep()
    else:
        office.work()
    office.sweep()

    certificate = office.certificate()
    assert service.status_of(certificate) is Status.REVOKED
    assert certificate.revoked_reason == "Làm bài hộ"
    (event,) = office.events("certificate.revoked")
    assert event.subject_uuid == certificate.uuid
    assert event.detail == {
        "number": certificate.number,
        "reason": "Làm bài hộ",
        "because": "completion.revoked",
    }


def test_the_one_in_force_is_revoked_and_the_replaced_one_stays_as_it_is(office: Office) -> None:
    (uuid,) = office.complete(office.people.an)
    office.work()
    reissue(office)
    office.take_back(uuid)
    office.work()
    old, new = office.certificates()
    assert (service.status_of(old), service.status_of(new)) == (Status.REPLACED, Status.REVOKED)


def test_what_waited_for_an_issuer_is_issued_when_one_is_there(bare_office: Office) -> None:
    office = bare_office
    office.complete(office.people.an)
    office.work()
    assert [item.reason for item in office.waiting()] == [NO_ISSUER]
    office.sweep()
    assert not office.certificates()
    office.set_issuer(signer_name="")
    office.set_issuer(since=today() + timedelta(days=1))
    office.set_issuer(office.people.elsewhere)
    office.sweep()
    assert not office.certificates()
    office.set_issuer(office.people.root)  # by other means than the page
    office.sweep()
    assert office.certificate().issuer_organisation_id == office.people.root.id
    assert not office.waiting()


def test_what_waited_for_a_post_is_issued_when_it_was_added(office: Office) -> None:
    own = select(Post).where(Post.person_id == office.people.an.id)
    with office.resources.database.transaction() as session:
        post = session.scalars(own).one()
        post.superseded_at = utc_now()
    office.complete(office.people.an)
    office.work()
    office.sweep()
    assert [item.reason for item in office.waiting()] == [NO_POST]
    with office.resources.database.transaction() as session:
        session.scalars(own).one().superseded_at = None
    office.sweep()
    assert office.certificate().pdf_key


def test_what_waits_is_not_tried_again_for_nothing(bare_office: Office) -> None:
    bare_office.complete(bare_office.people.an)
    bare_office.work()
    bare_office.lose_jobs()
    with bare_office.resources.database.transaction() as session:
        service.take_up_again(session, now=utc_now() + HOUR)
        assert not session.scalars(select(Job)).all()
