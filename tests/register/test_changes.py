"""HR changes a person's posts on pages of their own: each with a day and a reason."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from lms.core.audit import AuditEvent
from lms.core.clock import local_day, utc_now
from lms.core.resources import Resources
from lms.people.service import Person, Post, posts_at, posts_of
from tests.support.browser import Browser
from tests.support.factories import People, add_staff

NEW = {
    "unit": "Xã B",
    "group": "communication",
    "time": "chuyen-trach",
    "category": "",
    "title": "Trưởng phòng",
    "start": "01/03/2025",
    "last": "",
    "reason": "Quyết định số 12",
}


def post_address(people: People, resources: Resources, act: str) -> str:
    with resources.database.reading() as session:
        (post,) = posts_of(session, person_id=people.an.id)
        return f"/nhan-su/{people.an.uuid}/vi-tri/{post.uuid}/{act}"


def units(resources: Resources, person: Person) -> list[int]:
    with resources.database.reading() as session:
        return [post.organisation_id for post in posts_of(session, person_id=person.id)]


@pytest.mark.parametrize("act", ["chuyen", "dinh-chinh", "thoi-giu", "rut-lai"])
def test_each_change_says_what_follows_and_wants_a_reason(
    browser: Browser, people: People, resources: Resources, act: str
) -> None:
    browser.sign_in(people.binh)
    address = post_address(people, resources, act)
    assert "Điều gì sẽ xảy ra" in browser.get(address).text
    page = browser.post(address, {**NEW, "last": "28/02/2025", "reason": " "}, status=422)
    assert page.select("#reason-loi")


def test_the_form_shows_what_is_known_and_keeps_what_was_chosen(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    address = post_address(people, resources, "chuyen")
    assert chosen(browser.get(address))[:2] == ["communication", "chuyen-trach"]
    wanted = {"group": "leader", "time": "kiem-nhiem", "category": "cadre"}
    refused = browser.post(address, {**NEW, **wanted, "reason": " "}, status=422)
    assert chosen(refused) == [*wanted.values()]


def chosen(page: BeautifulSoup) -> list[str]:
    return [str(option["value"]) for option in page.select("main option[selected]")]


def test_a_move_is_seen_on_the_page_with_its_reason(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    address = post_address(people, resources, "chuyen")
    browser.post(address, NEW)
    page = browser.follow()
    assert "Quyết định số 12" in page.text
    assert "Nhập tay" in page.text
    assert units(resources, people.an) == [people.xa_b.id, people.xa_a.id]
    browser.post(address, NEW, status=404)


def test_a_correction_takes_the_posts_own_place(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    page = browser.get(post_address(people, resources, "dinh-chinh"))
    unit = page.select_one("#unit")
    assert unit is not None
    assert unit["value"] == "Xã A"
    wanted = {**NEW, "unit": "Xã A", "time": "kiem-nhiem"}
    browser.post(post_address(people, resources, "dinh-chinh"), wanted)
    assert units(resources, people.an) == [people.xa_a.id]
    with resources.database.reading() as session:
        corrected = select(AuditEvent).where(AuditEvent.action == "post.corrected")
        (event,) = session.scalars(corrected)
    assert "full_time" in event.detail["columns"]


def test_who_leaves_is_found_among_those_who_left_and_comes_back(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    address = post_address(people, resources, "thoi-giu")
    browser.post(address, {"last": "28/02/2025", "reason": "Nghỉ hưu"})
    page = browser.follow()
    assert "Trở lại công tác" in page.text
    assert "Trần Thị An" not in browser.get("/nhan-su").text
    assert "Trần Thị An" in browser.get("/nhan-su?trang-thai=da-thoi").text
    browser.post(f"/nhan-su/{people.an.uuid}/vi-tri-moi", {**NEW, "start": "01/04/2025"})
    assert "Trần Thị An" in browser.get("/nhan-su").text


def test_a_post_that_cannot_be_is_refused_with_its_cause(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    address = f"/nhan-su/{people.an.uuid}/vi-tri-moi"
    assert "Giao kiêm nhiệm" in browser.get(address).text
    page = browser.post(address, {**NEW, "unit": "Xã A"}, status=409)
    assert "vị trí chuyên trách cùng nhóm" in page.text
    page = browser.post(address, {**NEW, "unit": "Tỉnh C"}, status=422)
    assert "Không tìm thấy đơn vị" in page.text
    assert units(resources, people.an) == [people.xa_a.id]


def test_two_records_become_one(browser: Browser, people: People, resources: Resources) -> None:
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Trần Thị An", people.xa_b, staff_code="CB-7")
        add_staff(session, resources.keys, "Trần Thị An", people.elsewhere, staff_code="CB-8")
    browser.sign_in(people.binh)
    address = f"/nhan-su/{people.an.uuid}/nhap-ho-so"
    assert "một người" in browser.get(address).text
    for other in ("CB-8", "CB-9", str(people.chi.uuid)):
        page = browser.post(address, {"other": other, "reason": "Trùng"}, status=422)
        assert "Không có hồ sơ này" in page.text
    browser.post(address, {"other": "CB-7", "reason": "Trùng"})
    assert "Đã nhập một hồ sơ trùng" in browser.follow().text
    assert sorted(units(resources, people.an)) == sorted([people.xa_a.id, people.xa_b.id])
    browser.post(
        f"/nhan-su/{people.binh.uuid}/nhap-ho-so",
        {"other": str(people.an.uuid), "reason": "Tôi"},
        status=422,
    )


def test_others_may_not_and_somebody_elsewhere_is_not_found(
    browser: Browser, people: People, resources: Resources
) -> None:
    addresses = [
        post_address(people, resources, "chuyen"),
        f"/nhan-su/{people.an.uuid}/vi-tri-moi",
        f"/nhan-su/{people.an.uuid}/nhap-ho-so",
    ]
    for address in addresses:
        browser.sign_in(people.chi)
        browser.get(address, status=404)
        browser.post(address, NEW, status=404)
        browser.sign_in(people.auditor)
        browser.get(address, status=403)
        browser.post(address, NEW, status=403)
    browser.sign_in(people.binh)
    browser.get(addresses[0].replace("chuyen", "xoa"), status=404)


def test_a_post_written_by_mistake_is_taken_back_and_the_auditor_sees_it(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    first = post_address(people, resources, "rut-lai")
    assert not browser.get(f"/nhan-su/{people.an.uuid}").select('main a[href$="rut-lai"]')
    page = browser.post(first, {"reason": "Ghi nhầm"}, status=409)
    assert "vị trí duy nhất" in page.text

    browser.post(f"/nhan-su/{people.an.uuid}/vi-tri-moi", {**NEW, "group": "external"})
    known = utc_now()
    (link, _) = browser.follow().select('main a[href$="rut-lai"]')
    browser.post(str(link["href"]), {"reason": "Ghi nhầm người"})
    page = browser.follow()
    assert "Đã ghi thay đổi." in page.text
    assert "Đã ghi rồi rút lại: 1 vị trí" in page.text
    assert len(units(resources, people.an)) == 1
    with resources.database.reading() as session:
        day = local_day(known)
        for known_at, count in ((known, 2), (utc_now(), 1)):
            held = posts_at(as_of=day, known_at=known_at).where(Post.person_id == people.an.id)
            assert len(session.scalars(held).all()) == count
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "post.taken_back")
        ).one()
    assert event.detail["reason"] == "Ghi nhầm người"
    browser.sign_in(people.auditor)
    seen = browser.get("/kiem-tra-giam-sat/tang-ty-le")
    assert "Trần Thị An" in seen.text
