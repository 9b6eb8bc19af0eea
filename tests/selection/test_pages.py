"""Enrolling a unit or ticked people: names first, then the same set, or what changed."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from lms.core.audit import AuditEvent
from lms.core.resources import Resources
from tests.enrolment.ruled import enrolments
from tests.support.browser import Browser, text_of
from tests.support.factories import People, add_staff

FIELDS = {"programme": "thu", "due_on": "30/06/2030", "reason": "Kế hoạch năm"}


def seen(page: BeautifulSoup) -> str:
    return str(page.select_one("input[name=seen]")["value"])  # type: ignore[index]


def test_a_unit_is_enrolled_with_all_below_it(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    browser.get("/ghi-danh/don-vi")
    address = f"/ghi-danh/don-vi/{people.province.uuid}"
    browser.get(address)
    look = browser.post(address, {**FIELDS, "group": "communication"}, status=200)
    assert "5 người sẽ được ghi danh" in text_of(look)
    assert "Trần Thị An" in look.text
    browser.post(address, {**FIELDS, "group": "communication", "seen": seen(look)})
    assert "Đã ghi danh 5 người" in text_of(browser.follow())
    with resources.database.reading() as session:
        (enrolment,) = enrolments(session, people.an)
        assert (enrolment.reason, str(enrolment.due_on)) == ("Kế hoạch năm", "2030-06-30")
        assert enrolments(session, people.chi) == []
        action = select(AuditEvent).where(AuditEvent.action == "enrolment.opened_for_many")
        assert session.scalars(action).one().detail["count"] == 5

    again = browser.post(address, FIELDS, status=200)
    assert "0 người sẽ được ghi danh" in text_of(again)
    assert "5 đang học, giữ nguyên" in text_of(again)


def test_who_came_since_the_look_is_not_enrolled_unseen(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    address = f"/ghi-danh/don-vi/{people.xa_a.uuid}"
    browser.get(address)
    look = browser.post(address, FIELDS, status=200)
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Đỗ Thị Én", people.xa_a)
    again = browser.post(address, {**FIELDS, "seen": seen(look)}, status=200)
    assert "Lúc trước: 1 người; bây giờ: 2 người" in text_of(again)
    with resources.database.reading() as session:
        assert enrolments(session, people.an) == []


@pytest.mark.parametrize("filters", [{"group": "leader"}, {"category": "cadre"}])
def test_filters_leave_out_who_does_not_fit(
    browser: Browser, people: People, filters: dict[str, str]
) -> None:
    browser.sign_in(people.binh)
    address = f"/ghi-danh/don-vi/{people.xa_a.uuid}"
    browser.get(address)
    assert (
        "Không còn ai cần ghi danh"
        in browser.post(
            address, {**FIELDS, **filters, "full_time_only": "y"}, status=200
        ).get_text()
    )
    browser.post(address, {**FIELDS, "reason": ""}, status=422)


def test_ticked_people_are_enrolled_and_strangers_left_out(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    found = browser.get("/ghi-danh/chon?tim=an")
    assert "Phạm Thị Chi" not in found.text
    ticked: dict[str, Any] = {"nguoi": [str(people.an.uuid), str(people.chi.uuid), "x"]}
    look = browser.post("/ghi-danh/chon", {**FIELDS, **ticked}, status=200)
    assert "1 người sẽ được ghi danh" in text_of(look)
    browser.post("/ghi-danh/chon", {**FIELDS, **ticked, "seen": seen(look)})
    with resources.database.reading() as session:
        assert len(enrolments(session, people.an)) == 1
        assert enrolments(session, people.chi) == []


def test_all_whom_the_registers_filters_show_are_enrolled(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Đỗ Thị Én", people.xa_b)
    browser.sign_in(people.binh)
    filters = f"?don-vi={people.xa_a.name}&che-do=chuyen-trach"
    listed = browser.get(f"/nhan-su{filters}")
    link = next(a for a in listed.select("a.btn") if "Chọn người để ghi danh" in a.text)
    picking = browser.get(str(link["href"]))
    assert "Chọn tất cả 1 người khớp bộ lọc" in text_of(picking)
    assert "da-thoi" not in str(picking.find(id="trang-thai"))  # who left is not sent anywhere
    look = browser.post(str(link["href"]), {**FIELDS, "tat_ca": "y"}, status=200)
    assert "1 người sẽ được ghi danh" in text_of(look)
    browser.post(str(link["href"]), {**FIELDS, "tat_ca": "y", "seen": seen(look)})
    with resources.database.reading() as session:
        assert len(enrolments(session, people.an)) == 1
    wrong = browser.get("/ghi-danh/chon?don-vi=Không đâu cả")
    assert wrong.select_one("#don-vi-loi")


def test_nobody_ticked_is_said(browser: Browser, people: People) -> None:
    browser.sign_in(people.binh)
    browser.get("/ghi-danh/chon")
    assert "Chưa chọn ai" in browser.post("/ghi-danh/chon", FIELDS, status=422).text
    only_chi = {**FIELDS, "nguoi": [str(people.chi.uuid)]}
    browser.post("/ghi-danh/chon", only_chi, status=422)


@pytest.mark.parametrize("path", ["/ghi-danh/don-vi", "/ghi-danh/chon"])
def test_only_hr_enrols(browser: Browser, people: People, path: str) -> None:
    browser.get(path, status=302)
    browser.sign_in(people.auditor)
    browser.get(path, status=403)
