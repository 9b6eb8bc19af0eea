"""A person's page, and what HR does there."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.accounts.models import ActivationCode
from lms.accounts.service import ensure_account, grant_role
from lms.assessment.service import attempt_state, start_attempt, submit_attempt
from lms.catalog.service import Quiz, current_version, programme_document
from lms.core.audit import AuditEvent
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.learning.service import Enrolment, Source, enrol
from lms.people.service import Person
from tests.support.browser import Browser
from tests.support.factories import NOON, People, give_role

NUMBER = "001185000017"
CONTEXT = "people_person.id_number"


@pytest.fixture
def an(people: People, resources: Resources) -> Person:
    """Return An with an ID number."""
    with resources.database.transaction() as session:
        an = session.get_one(Person, people.an.id)
        an.id_number_cipher = resources.keys.encrypt(NUMBER, context=CONTEXT)
        an.id_number_index = resources.keys.fingerprint(NUMBER, context=CONTEXT)
        an.id_number_tail = NUMBER[-4:]
        return an


def sit_until_nothing_is_left(resources: Resources, an: Person) -> UUID:
    """Enrol An and use up her tries; return the enrolment's uuid."""
    now = utc_now()
    with resources.database.transaction() as session:
        enrolment = enrol(
            session,
            person_id=an.id,
            programme_key="thu",
            source=Source.HR,
            reason="Thử",
            due_on=None,
            actor=None,
            now=now,
        )
        version = current_version(session, "thu")
        quiz = programme_document(session, version.id).modules[0].quiz
        assert quiz is not None
        for _ in range(quiz.attempts):
            attempt = start_attempt(session, sitting=enrolment.uuid, quiz=quiz, now=now)
            submit_attempt(session, attempt=attempt, quiz=quiz, now=now)
        return enrolment.uuid


def tries_left(resources: Resources, sitting: UUID) -> int:
    with resources.database.reading() as session:
        document = programme_document(session, current_version(session, "thu").id)
        quiz = document.modules[0].quiz
        assert isinstance(quiz, Quiz)
        return attempt_state(session, sitting=sitting, quiz=quiz).left


def test_the_page_shows_posts_and_a_masked_number(
    browser: Browser, people: People, an: Person
) -> None:
    for person in (people.binh, people.auditor):
        browser.sign_in(person)
        page = browser.get(f"/nhan-su/{an.uuid}")
        assert "********0017" in page.text
        assert NUMBER not in str(page)
        assert "Xã A, " in page.text
        assert "Đang giữ" in page.text


def test_auditors_find_no_button_on_it(browser: Browser, people: People, an: Person) -> None:
    browser.sign_in(people.auditor)
    page = browser.get(f"/nhan-su/{an.uuid}")
    assert not page.select("main form")
    for tail in ("ma", "so-dinh-danh", "cu-di-hoc"):
        browser.post(f"/nhan-su/{an.uuid}/{tail}", {"reason": "Thử"}, status=403)


def test_somebody_elsewhere_is_not_found(browser: Browser, people: People, an: Person) -> None:
    browser.sign_in(people.chi)
    browser.get(f"/nhan-su/{an.uuid}", status=404)
    for tail in ("ma", "so-dinh-danh", "cu-di-hoc"):
        browser.post(f"/nhan-su/{an.uuid}/{tail}", {"reason": "Thử"}, status=404)


def test_strangers_sign_in_and_learners_are_refused(
    browser: Browser, people: People, an: Person
) -> None:
    browser.get(f"/nhan-su/{an.uuid}", status=302)
    browser.sign_in(people.an)
    browser.get(f"/nhan-su/{an.uuid}", status=403)


def test_a_new_code_is_shown_once(
    browser: Browser, people: People, an: Person, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    browser.get(f"/nhan-su/{an.uuid}")
    page = browser.post(f"/nhan-su/{an.uuid}/ma", status=200)
    code = page.select_one(".note code")
    assert code is not None
    assert code.text not in browser.get(f"/nhan-su/{an.uuid}").text
    browser.post(f"/nhan-su/{an.uuid}/ma", status=200)
    with resources.database.reading() as session:
        codes = session.scalars(select(ActivationCode).order_by(ActivationCode.id)).all()
    assert [found.revoked_at is None for found in codes] == [False, True]
    browser.post(f"/nhan-su/{an.uuid}/ma", status=400, token=False)


def test_hr_makes_no_code_for_somebody_who_may_do_more(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    for person in (people.admin, people.manager, people.auditor):
        page = browser.post(f"/nhan-su/{person.uuid}/ma", status=403)
        assert "quyền mà bạn không có" in page.text
    with resources.database.transaction() as session:
        give_role(session, people.an, Role.HR, people.xa_a)
        assert not session.scalars(select(ActivationCode)).all()
    browser.post(f"/nhan-su/{people.an.uuid}/ma", status=200)  # a smaller part of the same work
    with resources.database.transaction() as session:
        grant_role(
            session, account=ensure_account(session, person_id=people.an.id, now=NOON),
            role=Role.ADMIN, organisation=people.root, reason="Từ tháng sau", granter=None,
            valid_from=local_day(utc_now()) + timedelta(days=30), valid_to=None, now=NOON,
        )  # fmt: skip
    browser.post(f"/nhan-su/{people.an.uuid}/ma", status=403)  # what she will hold counts too


def test_the_full_number_needs_a_reason_and_is_written_down(
    browser: Browser, people: People, an: Person, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    page = browser.post(f"/nhan-su/{an.uuid}/so-dinh-danh", {"reason": " "}, status=422)
    assert "Hãy điền mục này." in page.text
    assert NUMBER not in page.text

    page = browser.post(f"/nhan-su/{an.uuid}/so-dinh-danh", {"reason": "Đối chiếu"}, status=200)

    assert NUMBER in page.text
    with resources.database.reading() as session:
        revealed = AuditEvent.action == "person.id_number_revealed"
        (event,) = session.scalars(select(AuditEvent).where(revealed))
        binh_account = ensure_account(session, person_id=people.binh.id, now=utc_now())
    assert (event.actor_uuid, event.subject_uuid) == (binh_account.uuid, an.uuid)
    assert event.detail == {"reason": "Đối chiếu"}


def test_hr_sends_somebody_to_a_programme(
    browser: Browser, people: People, an: Person, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    address = f"/nhan-su/{an.uuid}/cu-di-hoc"
    fields = {"programme": "thu", "due_on": "31/12/2026", "reason": "Kế hoạch năm"}
    for wrong in ({"programme": "khac"}, {"due_on": "31/02/2026"}, {"reason": ""}):
        page = browser.post(address, {**fields, **wrong}, status=422)
        assert page.select(".err-t")
    browser.post(address, fields)
    assert "Đã cử đi học." in browser.follow().text
    browser.post(address, {**fields, "due_on": "31/01/2027"})
    with resources.database.reading() as session:
        (enrolment,) = session.scalars(select(Enrolment))
    assert (enrolment.person_id, enrolment.due_on) == (an.id, date(2027, 1, 31))
    browser.post(address, fields, status=400, token=False)


def test_one_more_try_needs_a_reason(
    browser: Browser, people: People, an: Person, resources: Resources
) -> None:
    sitting = sit_until_nothing_is_left(resources, an)
    browser.sign_in(people.binh)
    address = f"/nhan-su/luot-hoc/{sitting}/t1/them-luot"
    page = browser.get(f"/nhan-su/{an.uuid}")
    assert page.select(f'form[action="{address}"]')

    page = browser.post(address, {"reason": ""}, status=422)
    assert page.select(f"#ly-do-{sitting}-t1-loi")
    assert tries_left(resources, sitting) == 0
    browser.post(address, {"reason": "Mất điện khi làm bài"})
    assert "Đã mở thêm một lần" in browser.follow().text
    assert tries_left(resources, sitting) == 1
    browser.post(address.replace("/t1/", "/khac/"), {"reason": "Thử"}, status=404)


def test_one_more_try_is_for_officers_in_scope_and_not_for_oneself(
    browser: Browser, people: People, an: Person, resources: Resources
) -> None:
    sitting = sit_until_nothing_is_left(resources, an)
    address = f"/nhan-su/luot-hoc/{sitting}/t1/them-luot"
    browser.sign_in(people.chi)
    browser.post(address, {"reason": "Thử"}, status=404)
    browser.sign_in(people.auditor)
    browser.post(address, {"reason": "Thử"}, status=403)
    own = sit_until_nothing_is_left(resources, people.binh)
    browser.sign_in(people.binh)
    page = browser.post(f"/nhan-su/luot-hoc/{own}/t1/them-luot", {"reason": "Cho tôi"}, status=403)
    assert "cho chính mình" in page.text
    assert tries_left(resources, own) == 0


def test_nobody_makes_a_code_for_themselves(browser: Browser, people: People) -> None:
    browser.sign_in(people.binh)
    own = f"/nhan-su/{people.binh.uuid}"
    browser.get(own)
    page = browser.post(f"{own}/ma", status=403)
    assert "nhờ cán bộ tổ chức khác tạo mã" in page.text
