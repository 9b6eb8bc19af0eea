"""Due dates of many, and releases."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from lms.core.resources import Resources
from lms.learning.service import Enrolment, Source, enrol
from lms.people.service import Person
from lms.sending.service import due_changes
from tests.enrolment.ruled import enrolments
from tests.support.browser import Browser, text_of
from tests.support.factories import NOON, People

LATE, NEW = date(2025, 3, 1), date(2031, 5, 31)


def send(resources: Resources, person: Person, due_on: date | None = LATE) -> UUID:
    with resources.database.transaction() as session:
        return enrol(
            session,
            person_id=person.id,
            programme_key="thu",
            source=Source.HR,
            reason="Kế hoạch",
            due_on=due_on,
            actor=None,
            now=NOON,
        ).uuid


def the_one(resources: Resources, person: Person) -> Enrolment:
    with resources.database.reading() as session:
        (found,) = enrolments(session, person)
        return found


def test_ticked_enrolments_get_a_new_date_and_say_why(
    browser: Browser, people: People, resources: Resources
) -> None:
    uuid, other = send(resources, people.an), send(resources, people.chi)
    browser.sign_in(people.binh)
    page = browser.get("/ghi-danh/han?han=qua-han&chuong_trinh=thu&tim=an")
    assert "Trần Thị An" in page.text
    assert "Phạm Thị Chi" not in page.text
    act: dict[str, Any] = {"luot": [str(uuid), str(other)], "reason": "Bão số 3"}
    browser.post("/ghi-danh/han/gia-han", act, status=422)
    browser.post("/ghi-danh/han/gia-han", {**act, "due_on": "31/05/2031"})
    enrolment = the_one(resources, people.an)
    assert enrolment.due_on == NEW
    assert the_one(resources, people.chi).due_on == LATE
    with resources.database.reading() as session:
        (change,) = due_changes(session, enrolment_id=enrolment.id)
        assert (change.was_on, change.reason) == (LATE, "Bão số 3")
    person = browser.get(f"/nhan-su/{people.an.uuid}")
    assert "hạn đổi từ 01/03/2025 sang 31/05/2031 ( Lê Văn Bình ): Bão số 3" in text_of(
        person
    ).replace("(Lê Văn Bình)", "( Lê Văn Bình )")


def test_all_that_match_are_extended_if_they_are_as_many_as_shown(
    browser: Browser, people: People, resources: Resources
) -> None:
    send(resources, people.an)
    send(resources, people.manager)
    browser.sign_in(people.binh)
    browser.get("/ghi-danh/han")
    act = {"tat_ca": "y", "due_on": "31/05/2031", "reason": "Bão số 3"}
    browser.post("/ghi-danh/han/gia-han", {**act, "so_luot": "3"}, status=409)
    browser.post("/ghi-danh/han/gia-han", {**act, "so_luot": "2"})
    assert the_one(resources, people.manager).due_on == NEW


def test_released_ones_keep_their_record_and_say_by_whom(
    browser: Browser, people: People, resources: Resources
) -> None:
    uuid = send(resources, people.an)
    browser.sign_in(people.binh)
    browser.get("/ghi-danh/han")
    browser.post("/ghi-danh/han/rut", {"luot": [str(uuid)], "reason": ""}, status=422)
    browser.post("/ghi-danh/han/rut", {"luot": [str(uuid)], "reason": "Nghỉ dài ngày"})
    enrolment = the_one(resources, people.an)
    assert enrolment.released_by is not None
    assert "Nghỉ dài ngày" in browser.get(f"/nhan-su/{people.an.uuid}").text


def test_nobody_puts_off_their_own_duty(
    browser: Browser, people: People, resources: Resources
) -> None:
    uuid = send(resources, people.binh)
    browser.sign_in(people.binh)
    browser.get("/ghi-danh/han")
    act = {"luot": [str(uuid)], "due_on": "31/05/2031", "reason": "Bận"}
    browser.post("/ghi-danh/han/gia-han", act, status=403)
    browser.post("/ghi-danh/han/rut", act, status=403)
    browser.post("/ghi-danh/han/rut", {"reason": "x"}, status=422)
    assert the_one(resources, people.binh).due_on == LATE


@pytest.mark.parametrize("path", ["/ghi-danh/han", "/ghi-danh/ngoai-le"])
def test_only_hr_sees_the_queues(browser: Browser, people: People, path: str) -> None:
    browser.get(path, status=302)
    browser.sign_in(people.manager)
    browser.get(path, status=403)
    browser.sign_in(people.chi)
    browser.get(path)
