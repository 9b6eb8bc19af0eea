"""One unit's HR asks for somebody whom another keeps; only the other one can agree."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import RoleGrant
from lms.core.audit import AuditEvent
from lms.core.clock import utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.people.service import (
    Person,
    current_posts,
    end_post,
    id_fingerprint,
    parse_id_number,
    posts_of,
)
from lms.transfers.models import Request
from lms.transfers.service import asking
from tests.support.browser import Browser, text_of
from tests.support.factories import People, add_staff, give_role
from tests.support.staff_files import preview, row

LIST = "/nhan-su/de-nghi"
NUMBER = "001185000017"
SENT = "cán bộ tổ chức ở đó sẽ thấy"
WISH = {
    "name": "Trần Thị An",
    "id_number": "",
    "staff_code": "AN-1",
    "kind": "chuyen",
    "unit": "Tỉnh C",
    "group": "communication",
    "time": "chuyen-trach",
    "category": "",
    "title": "Phó phòng",
    "start": "01/03/2025",
    "reason": "Quyết định 3/QĐ",
}


@pytest.fixture(autouse=True)
def code(resources: Resources, people: People) -> None:
    """Give An a staff code."""
    with resources.database.transaction() as session:
        an = session.get_one(Person, people.an.id)
        an.staff_code, an.staff_code_scope = "AN-1", people.province.id


def asked(resources: Resources) -> Request:
    with resources.database.reading() as session:
        return session.scalars(select(Request).order_by(Request.id.desc())).first() or Request()


def ask(browser: Browser, people: People, *, status: int = 302, **changed: str) -> str:
    """Let Chi ask for An; return the page that came."""
    browser.sign_in(people.chi)
    browser.get(f"{LIST}/moi")
    page = browser.post(f"{LIST}/moi", {**WISH, **changed}, status=status)
    return text_of(browser.follow() if status == 302 else page)


def units(resources: Resources, person: Person) -> list[tuple[int, bool]]:
    with resources.database.reading() as session:
        posts = posts_of(session, person_id=person.id)
        return sorted((post.organisation_id, post.valid_to is None) for post in posts)


def test_the_officer_learns_the_same_whoever_was_meant(
    browser: Browser, people: People, resources: Resources
) -> None:
    for code in ("AN-1", "KHONG-CO"):
        page = ask(browser, people, staff_code=code)
        assert SENT in page
        assert "Xã A" not in page
    with resources.database.reading() as session:
        found = session.scalars(select(Request.person_id).order_by(Request.id)).all()
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "transfer.asked")
        ).all()
    assert found == [people.an.id, None]
    assert len(events) == 2


def test_a_move_is_agreed_to_by_whoever_keeps_the_person(
    browser: Browser, people: People, resources: Resources
) -> None:
    ask(browser, people)
    browser.sign_in(people.binh)
    assert "Đề nghị nhận người (1)" in text_of(browser.get("/nhan-su"))
    listed = browser.get(LIST)
    assert [a.text for a in listed.select("nav.nav a[aria-current=page]")] == ["Nhân sự"]
    assert "Trần Thị An" in text_of(listed)
    where = f"{LIST}/{asked(resources).uuid}"
    page = text_of(browser.get(where))
    assert "Phó phòng" in page
    assert "Quyết định 3/QĐ" in page
    browser.post(where, {"answer": "dong-y", "reason": " "}, status=422)

    browser.post(where, {"answer": "dong-y", "reason": "Đồng ý chuyển"})

    assert units(resources, people.an) == sorted(
        [(people.xa_a.id, False), (people.elsewhere.id, True)]
    )
    assert (asked(resources).accepted, asked(resources).is_open) == (True, False)
    browser.get(where, status=404)  # she is kept elsewhere now
    browser.sign_in(people.chi)
    assert "Đã đồng ý" in text_of(browser.get(LIST))
    assert "Theo đề nghị của đơn vị nhận" in text_of(browser.get(f"/nhan-su/{people.an.uuid}"))


def test_a_concurrent_post_leaves_the_other_as_it_is(
    browser: Browser, people: People, resources: Resources
) -> None:
    ask(browser, people, kind="kiem-nhiem", time="kiem-nhiem")
    browser.sign_in(people.binh)
    where = f"{LIST}/{asked(resources).uuid}"
    browser.post(where, {"answer": "dong-y", "reason": "Được"})
    assert units(resources, people.an) == sorted(
        [(people.xa_a.id, True), (people.elsewhere.id, True)]
    )
    assert "đã được trả lời" in text_of(browser.get(where))
    browser.post(where, {"answer": "dong-y", "reason": "Lần nữa"}, status=409)


def test_a_refusal_has_a_reason_that_the_other_side_reads(
    browser: Browser, people: People, resources: Resources
) -> None:
    ask(browser, people)
    browser.sign_in(people.binh)
    browser.post(
        f"{LIST}/{asked(resources).uuid}", {"answer": "khong", "reason": "Đang thiếu người"}
    )
    assert units(resources, people.an) == [(people.xa_a.id, True)]
    browser.sign_in(people.chi)
    page = text_of(browser.get(LIST))
    assert "Không đồng ý" in page
    assert "Đang thiếu người" in page


def test_of_several_posts_one_is_chosen_to_end(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        twin = add_staff(session, resources.keys, "Trần Thị An", people.xa_b, staff_code="AN-2")
        (extra,) = current_posts(
            session, person_id=twin.id, today=posts_of(session, person_id=twin.id)[0].valid_from
        )
        extra.person_id = people.an.id
    ask(browser, people)
    browser.sign_in(people.binh)
    where = f"{LIST}/{asked(resources).uuid}"
    page = browser.get(where)
    assert len(page.select('input[name="post"]')) == 2
    refused = browser.post(where, {"answer": "dong-y", "reason": "Được"}, status=422)
    assert "Hãy chọn vị trí" in text_of(refused)
    odd = {"answer": "dong-y", "reason": "Được", "post": "x" * 36}
    assert "Hãy chọn vị trí" in text_of(browser.post(where, odd, status=422))
    for word in ("khac", ""):
        neither = browser.post(where, {"answer": word, "reason": "Được"}, status=422)
        assert neither.select("#answer-loi")
    assert asked(resources).is_open
    (chosen,) = [
        radio["value"]
        for radio in page.select('input[name="post"]')
        if "Xã B" in radio.parent.text  # type: ignore[union-attr]
    ]
    browser.post(where, {"answer": "dong-y", "reason": "Được", "post": str(chosen)})
    assert units(resources, people.an) == sorted(
        [(people.xa_a.id, True), (people.xa_b.id, False), (people.elsewhere.id, True)]
    )


def test_what_is_asked_for_is_checked(
    browser: Browser, people: People, resources: Resources
) -> None:
    assert "Hãy điền số định danh hoặc mã cán bộ" in ask(browser, people, staff_code="", status=422)
    assert "số 0" in ask(browser, people, id_number="01185000017", status=422)
    assert "Không tìm thấy đơn vị" in ask(browser, people, unit="Xã A", status=422)
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Lý Thị Yên", people.elsewhere, staff_code="C-1")
    assert "thuộc phạm vi quản lý của bạn" in ask(browser, people, staff_code="C-1", status=409)
    assert asked(resources).id is None


def test_it_is_withdrawn_by_whoever_asked_only(
    browser: Browser, people: People, resources: Resources
) -> None:
    ask(browser, people)
    uuid = asked(resources).uuid
    browser.sign_in(people.binh)
    browser.post(f"{LIST}/{uuid}/rut", status=404)
    browser.sign_in(people.chi)
    browser.get(f"{LIST}/{uuid}", status=404)
    browser.post(f"{LIST}/{uuid}", {"answer": "dong-y", "reason": "Tôi"}, status=404)
    browser.get(LIST)
    browser.post(f"{LIST}/{uuid}/rut")
    assert "Đã rút" in text_of(browser.follow())
    browser.post(f"{LIST}/{uuid}/rut", status=409)
    browser.sign_in(people.binh)
    assert "Trần Thị An" not in text_of(browser.get(LIST))
    for person in (people.manager, people.auditor):
        browser.sign_in(person)
        browser.get(LIST, status=403)


def test_nobody_answers_their_own(browser: Browser, people: People, resources: Resources) -> None:
    ask(browser, people)
    with resources.database.transaction() as session:
        give_role(session, people.chi, Role.HR, people.province)
    browser.sign_in(people.chi)
    where = f"{LIST}/{asked(resources).uuid}"
    assert not browser.get(LIST).select("#cho")
    assert "người khác trả lời" in text_of(browser.get(where))
    page = browser.post(where, {"answer": "dong-y", "reason": "Tôi"}, status=403)
    assert "đề nghị của chính mình" in text_of(page)
    assert asked(resources).is_open


def test_somebody_who_has_left_comes_back_with_it(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        (post,) = posts_of(session, person_id=people.an.id)
        end_post(
            session, post=post, valid_to=date(2025, 2, 1), source="t", actor=None, now=utc_now()
        )
    ask(browser, people)
    browser.sign_in(people.binh)
    where = f"{LIST}/{asked(resources).uuid}"
    assert "Trần Thị An" in text_of(browser.get(LIST))
    browser.get(where)
    browser.post(where, {"answer": "dong-y", "reason": "Được"})
    assert units(resources, people.an) == sorted(
        [(people.xa_a.id, False), (people.elsewhere.id, True)]
    )


def test_a_code_that_two_agencies_use_means_whose_name_was_typed(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        other = add_staff(session, resources.keys, "Lò Văn Bảy", people.xa_b)
        other = session.get_one(Person, other.id)
        other.staff_code, other.staff_code_scope = "AN-1", people.root.id
    ask(browser, people, name="tran thi an")
    assert asked(resources).person_id == people.an.id


def test_colleagues_see_what_their_unit_asked_for_and_the_same_is_asked_once(
    browser: Browser, people: People, resources: Resources
) -> None:
    for _ in range(2):
        ask(browser, people)
    with resources.database.transaction() as session:
        give_role(session, people.manager, Role.HR, people.elsewhere)
        assert session.scalar(select(func.count()).select_from(Request)) == 1
    browser.sign_in(people.manager)
    assert "Trần Thị An" in text_of(browser.get(LIST))


def test_nothing_is_agreed_to_for_whoever_no_longer_answers_for_the_unit(
    browser: Browser, people: People, resources: Resources
) -> None:
    ask(browser, people)
    with resources.database.transaction() as session:
        for grant in session.scalars(select(RoleGrant).where(RoleGrant.role == Role.HR)):
            if grant.organisation_id == people.elsewhere.id:
                grant.ended_at = utc_now()
    browser.sign_in(people.binh)
    where = f"{LIST}/{asked(resources).uuid}"
    browser.get(where)
    page = browser.post(where, {"answer": "dong-y", "reason": "Được"}, status=409)
    assert "không còn phụ trách đơn vị nhận" in text_of(page)
    browser.post(where, {"answer": "khong", "reason": "Không ai phụ trách"})
    assert asked(resources).accepted is False


def test_an_officer_has_so_many_open_ones_at_most(
    browser: Browser, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_OPEN", 2)
    for code in ("A", "B"):
        ask(browser, people, staff_code=code)
    assert "2 đề nghị chờ trả lời" in ask(browser, people, staff_code="C", status=409)


def test_a_staff_file_asks_for_all_its_rows_at_once(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.chi)
    an = {"id_number": NUMBER, "unit": "Tỉnh C", "title": "Phó phòng"}
    with resources.database.transaction() as session:
        person = session.get_one(Person, people.an.id)
        person.id_number_index = id_fingerprint(
            resources.keys, parse_id_number(NUMBER, today=date(2026, 1, 1))
        )
    address = preview(
        browser, resources, row("Trần Thị An", **an), row("Mới", staff_code="M1", unit="Tỉnh C")
    )
    page = browser.get(address)
    assert "Người do đơn vị khác quản lý: 1 hàng" in text_of(page)
    where = f"{LIST}/tu-tep/{address.rpartition('/')[2]}"
    browser.post(where, {"kind": "chuyen", "reason": " "})
    assert "hãy ghi lý do" in text_of(browser.follow())
    assert asked(resources).id is None

    browser.post(where, {"kind": "chuyen", "reason": "Theo tệp"})

    assert "Đã ghi 1 đề nghị." in text_of(browser.follow())
    found = asked(resources)
    assert (found.person_id, found.title) == (people.an.id, "Phó phòng")
    assert found.organisation_id == people.elsewhere.id
    browser.sign_in(people.binh)
    browser.post(where, {"kind": "chuyen", "reason": "Tệp của người khác"}, status=404)


@pytest.mark.live
@pytest.mark.parametrize("second", ["dong-y", "khong"])
def test_two_who_answer_at_once_answer_once(
    app: Flask, people: People, resources: Resources, second: str
) -> None:
    with resources.database.transaction() as session:
        other = add_staff(session, resources.keys, "Vũ Thị Oanh", people.province, role=Role.HR)
    ask(Browser(app), people, kind="kiem-nhiem")
    where, gate, got = f"{LIST}/{asked(resources).uuid}", Barrier(2), []
    windows = [Browser(app), Browser(app)]
    for browser, person in zip(windows, (people.binh, other), strict=True):
        browser.sign_in(person)
        browser.get(where)

    def answer(browser: Browser, word: str) -> None:
        gate.wait()
        got.append(browser.status_of(where, {"answer": word, "reason": "Được"}))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(answer, windows, ("dong-y", second)))

    assert sorted(got) == [302, 409]
    posts = units(resources, people.an)
    assert len(posts) == (2 if asked(resources).accepted else 1)
