"""A second person decides; what is approved counts from its own day."""

from datetime import date

import pytest

from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.credentials.service import certificates_of
from lms.learning.service import (
    CompletionKind,
    Enrolment,
    Source,
    completions_at,
    enrol,
    open_enrolment,
)
from lms.people.service import Person, end_post, merge_people, posts_of
from lms.recognition.service import mutual_approvals
from tests.recognition.conftest import Office
from tests.recognition.filing import approve, claim_at, file_claim, results_of
from tests.support.browser import text_of
from tests.support.factories import NOON, People, add_staff, give_role
from tests.support.staff_files import work


def test_an_approved_training_counts_from_its_own_day(
    office: Office, people: People, resources: Resources
) -> None:
    before = utc_now()
    address = file_claim(office.binh, people.an)

    approve(office.dung, address)

    (done,) = results_of(resources, people.an)
    claim = claim_at(resources, address)
    assert (done.kind, done.completed_on) == (CompletionKind.RECOGNISED, date(2025, 9, 1))
    assert done.evidence["claim"] == str(claim.uuid)
    assert claim.completion_uuid == done.uuid
    with resources.database.reading() as session:
        for as_of, known_at, count in (
            (date(2025, 9, 1), utc_now(), 1),
            (date(2025, 8, 31), utc_now(), 0),
            (local_day(before), before, 0),
        ):
            rows = session.execute(completions_at(as_of=as_of, known_at=known_at)).all()
            assert len(rows) == count
    page = text_of(office.dung.get(f"/nhan-su/{people.an.uuid}"))
    assert "Học viện Báo chí" in page
    assert "Khóa học được công nhận" in text_of(office.of(people.an).get("/hoc-tap"))


def test_it_closes_the_open_enrolment_and_gets_no_certificate_of_ours(
    office: Office, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        enrolment = enrol(
            session,
            person_id=people.an.id,
            programme_key="thu",
            source=Source.HR,
            reason="Thử",
            due_on=None,
            actor=None,
            now=NOON,
        )
    approve(office.dung, file_claim(office.binh, people.an))
    work(resources)

    (done,) = results_of(resources, people.an)
    assert done.enrolment_id == enrolment.id
    with resources.database.reading() as session:
        assert open_enrolment(session, person_id=people.an.id, programme_key="thu") is None
        assert certificates_of(session, person_id=people.an.id) == []
    learner = office.of(people.an)
    learner.get(f"/hoc-tap/{enrolment.uuid}")
    assert "giấy chứng nhận" not in text_of(learner.get("/hoc-tap").select_one("main")).lower()  # type: ignore[arg-type]


@pytest.mark.parametrize("enrolled", ["survivor", "duplicate"])
@pytest.mark.parametrize("filed", ["survivor", "duplicate"])
def test_it_closes_the_enrolment_whichever_of_two_merged_records_has_it(
    office: Office, people: People, resources: Resources, enrolled: str, filed: str
) -> None:
    with resources.database.transaction() as session:
        twin = add_staff(session, resources.keys, "Trần Thị An", people.xa_b)
    records = {"survivor": people.an, "duplicate": twin}
    address = file_claim(office.binh, records[filed])
    with resources.database.transaction() as session:
        enrolment = enrol(
            session, person_id=records[enrolled].id, programme_key="thu", source=Source.HR,
            reason="Thử", due_on=None, actor=None, now=NOON,
        )  # fmt: skip
        an, twin = session.merge(people.an), session.merge(twin)
        merge_people(session, survivor=an, duplicate=twin, reason="Trùng", actor=None, now=NOON)

    approve(office.dung, address)

    with resources.database.reading() as session:
        assert session.get_one(Enrolment, enrolment.id).completed_at is not None


def test_nobody_decides_what_they_filed_or_what_is_about_them(
    office: Office, people: People, resources: Resources
) -> None:
    own_filing = file_claim(office.binh, people.an)
    about_dung = file_claim(office.binh, people.manager)

    approve(office.binh, own_filing, status=403)
    approve(office.dung, about_dung, status=403)

    assert claim_at(resources, own_filing).decided_at is None
    assert results_of(resources, people.manager) == []
    page = office.dung.get(about_dung)
    assert not page.select("form[action$=quyet-dinh]")


def test_the_approver_must_hold_the_unit(
    office: Office, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        give_role(session, people.auditor, Role.HR, people.xa_b)
    below = office.of(people.auditor)
    address = file_claim(office.binh, people.an)
    below.get(address)  # as auditor of the province
    below.post(f"{address}/quyet-dinh", {"decision": "duyet"}, status=404)
    assert results_of(resources, people.an) == []


def test_a_refusal_needs_a_reason_and_the_training_can_be_filed_again(
    office: Office, people: People, resources: Resources
) -> None:
    address = file_claim(office.binh, people.an)
    page = office.dung.post(f"{address}/quyet-dinh", {"decision": "tu-choi"}, status=422)
    assert "Hãy ghi lý do từ chối" in page.text

    office.dung.post(f"{address}/quyet-dinh", {"decision": "tu-choi", "reason": "Thiếu dấu"})

    claim = claim_at(resources, address)
    assert (claim.approved, claim.decision_reason) == (False, "Thiếu dấu")
    assert results_of(resources, people.an) == []
    approve(office.dung, address, status=409)
    again = file_claim(office.binh, people.an)
    approve(office.dung, again)
    assert len(results_of(resources, people.an)) == 1


def test_a_decision_is_made_once_and_a_result_recognised_once(
    office: Office, people: People, resources: Resources
) -> None:
    address = file_claim(office.binh, people.an)
    approve(office.dung, address)
    approve(office.dung, address, status=409)
    file_claim(office.binh, people.an, status=409)
    assert len(results_of(resources, people.an)) == 1


def test_two_officers_who_approve_each_other_are_listed(
    office: Office, people: People, resources: Resources
) -> None:
    approve(office.dung, file_claim(office.binh, people.an))
    with resources.database.reading() as session:
        scope, since, until = [people.province.path], NOON, utc_now()
        assert mutual_approvals(session, paths=scope, since=since, until=until) == []

    approve(office.binh, file_claim(office.dung, people.auditor))

    with resources.database.reading() as session:
        (pair,) = mutual_approvals(session, paths=scope, since=since, until=utc_now())
        assert (pair.by_one, pair.by_other) == (1, 1)
        elsewhere = [people.elsewhere.path]
        assert mutual_approvals(session, paths=elsewhere, since=since, until=utc_now()) == []
    page = text_of(office.of(people.auditor).get("/kiem-tra-giam-sat/tang-ty-le"))
    assert "Hai cán bộ duyệt hồ sơ của nhau" in page


def test_a_claim_about_somebody_who_left_or_was_two_records_is_still_decided(
    office: Office, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        twin = add_staff(session, resources.keys, "Trần Thị An", people.xa_b)
    address = file_claim(office.binh, twin)
    now = utc_now()
    with resources.database.transaction() as session:
        an, twin = (session.get_one(Person, person.id) for person in (people.an, twin))
        merge_people(session, survivor=an, duplicate=twin, reason="Trùng", actor=None, now=now)
    assert "Học viện Báo chí" in text_of(office.binh.get(f"/nhan-su/{people.an.uuid}"))
    with resources.database.transaction() as session:
        for post in posts_of(session, person_id=people.an.id):
            if post.valid_to is None:
                end_post(
                    session, post=post, valid_to=local_day(now), source="t", actor=None, now=now
                )
    assert "Trần Thị An (đã thôi công tác)" in text_of(office.dung.get("/cong-nhan"))

    approve(office.dung, address)

    assert claim_at(resources, address).approved
