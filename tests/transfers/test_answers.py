"""Only whoever keeps the person answers: by a move, a concurrent post, a return, or no."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import RoleGrant
from lms.core.clock import utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.people.service import (
    current_posts,
    end_post,
    posts_of,
)
from tests.support.browser import Browser, text_of
from tests.support.factories import People, add_staff, give_role
from tests.transfers.wishes import LIST, ask, asked, units


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
