"""Whose pages they are: one's own, while one is signed in and enrolled."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.service import ensure_account, principal_of, suspend
from lms.core.clock import local_day, utc_now
from lms.learning.models import Enrolment
from lms.learning.service import release
from tests.learning.learner import Learner, text_of
from tests.support.browser import Browser
from tests.support.factories import People

PAGES = ("", "/bai/t1/01-bai", "/kiem-tra/t1", "/kiem-tra/t1/cau/1", "/kiem-tra/t1/xem-lai")
RESULT = "/kiem-tra/t1/ket-qua/1"
FORMS = (
    "/bai/t1/01-bai",
    "/bai/t1/01-bai/k1",
    "/kiem-tra/t1",
    "/kiem-tra/t1/cau/1",
    "/kiem-tra/t1/nop-bai",
)


@pytest.fixture
def busy(an: Learner) -> Learner:
    """An has handed one attempt in and begun the next."""
    an.finish_lessons()
    an.take_quiz(right=0)
    an.start()
    return an


def everything(learner: Learner) -> Iterator[tuple[str, str]]:
    yield from (("GET", learner.programme + page) for page in (*PAGES, RESULT))
    yield from (("POST", learner.programme + form) for form in FORMS)


def test_strangers_sign_in_first(busy: Learner, app: Flask) -> None:
    stranger = Browser(app)
    for method, path in [*everything(busy), ("GET", "/hoc-tap")]:
        if method == "POST":
            assert "đăng nhập" in text_of(stranger.post(path, status=401))
            continue
        stranger.get(path, status=302)
        assert stranger.response is not None
        assert stranger.response.headers["Location"].startswith("/dang-nhap?next=")


def test_forms_without_their_token_are_refused(busy: Learner) -> None:
    for method, path in everything(busy):
        if method == "POST":
            busy.browser.post(path, {"attempt": 2}, status=400, token=False)
    assert busy.open_number() == 2


def test_other_peoples_enrolments_are_not_found(busy: Learner, people: People) -> None:
    nobody_elses = (people.binh, people.chi, people.manager, people.auditor, people.admin)
    for person in nobody_elses:
        busy.browser.sign_in(person)
        for method, path in everything(busy):
            if method == "GET":
                busy.browser.get(path, status=404)
            else:
                busy.browser.post(path, {"attempt": 2}, status=404)
    assert busy.open_number() == 2


def test_what_does_not_exist_is_not_found(busy: Learner) -> None:
    missing = [
        f"/hoc-tap/{uuid4()}",
        f"{busy.programme}/bai/t1/02-khac",
        f"{busy.programme}/bai/t2/01-bai",
        f"{busy.programme}/kiem-tra/t2",
        busy.question(7),
        busy.question(0),
        busy.question(10**30),
        busy.result(2),
        busy.result(10**30),
    ]
    for path in missing:
        busy.browser.get(path, status=404)
    for path in (f"{busy.lesson}/k9", f"{busy.programme}/kiem-tra/t1/01-bai", f"{busy.lesson}s"):
        busy.browser.post(path, status=404)


def test_a_released_enrolment_is_closed_and_says_whom_to_ask(busy: Learner) -> None:
    with busy.resources.database.transaction() as session:
        own = select(Enrolment).where(Enrolment.uuid == busy.enrolment)
        enrolment = session.scalars(own).one()
        release(session, enrolment=enrolment, reason="Chuyển việc", actor=None, now=utc_now())

    for method, path in everything(busy):
        if method == "GET":
            page = busy.browser.get(path, status=409)
            assert "đã được rút. Hãy hỏi cán bộ tổ chức" in text_of(page)
        else:
            busy.browser.post(path, {"attempt": 2}, status=409)
    assert "Chưa có chương trình nào" in text_of(busy.browser.get("/hoc-tap"))


def test_a_suspended_learner_signs_in_in_vain(busy: Learner, people: People) -> None:
    now = utc_now()
    with busy.resources.database.transaction() as session:
        account = ensure_account(session, person_id=people.an.id, now=now)
        admin = ensure_account(session, person_id=people.admin.id, now=now)
        actor = principal_of(session, account_uuid=admin.uuid, today=local_day(now))
        assert actor is not None
        suspend(session, account=account, actor=actor, today=local_day(now), now=now)

    busy.browser.get(busy.lesson, status=302)
    busy.browser.post(busy.quiz, status=401)
