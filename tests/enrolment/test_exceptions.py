"""The queue of what stands in the way: who is in it, who sees it, and how it empties."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from lms.accounts.service import account_of
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.enrolment.tasks import follow
from lms.people.service import (
    PostTerms,
    WorkingGroup,
    begin_post,
    current_posts,
    end_post,
    merge_people,
)
from tests.enrolment.ruled import rule_for
from tests.enrolment.test_due_pages import send, the_one
from tests.enrolment.test_rule_pages import seen
from tests.register.test_changes import NEW
from tests.support.browser import Browser, text_of
from tests.support.factories import BEGAN, People, add_staff, give_role

QUEUE = "/ghi-danh/ngoai-le"
YEAR = timedelta(days=365)
Act = Callable[[Resources, People, Browser], None]


def cannot_be_met(resources: Resources, people: People, _: Browser) -> None:
    send(resources, people.an)


def put_off(resources: Resources, people: People, binh: Browser) -> None:
    act = {"luot": [str(the_one(resources, people.an).uuid)], "reason": "Bão số 3"}
    binh.post("/ghi-danh/han/gia-han", {**act, "due_on": "31/05/2031"})


def without_unit(resources: Resources, people: People, _: Browser) -> None:
    """Let An's post end; the one in Chi's province ended long before."""
    send(resources, people.an, due_on=None)
    now = utc_now()
    earlier = PostTerms(
        organisation_id=people.elsewhere.id,
        working_group=WorkingGroup.COMMUNICATION,
        full_time=True,
        valid_from=BEGAN,
        valid_to=BEGAN + YEAR,
    )
    with resources.database.transaction() as session:
        an = session.merge(people.an)
        begin_post(session, person=an, terms=earlier, source="t", actor=None, now=now)
        (post,) = current_posts(session, person_id=an.id, today=local_day(now))
        end_post(session, post=post, valid_to=local_day(now), source="t", actor=None, now=now)


def give_a_post(_: Resources, people: People, binh: Browser) -> None:
    binh.post(f"/nhan-su/{people.an.uuid}/vi-tri-moi", NEW)


def release(resources: Resources, people: People, binh: Browser) -> None:
    act = {"luot": [str(the_one(resources, people.an).uuid)], "reason": "Đã nghỉ"}
    binh.post("/ghi-danh/han/rut", act)


def without_account(resources: Resources, people: People, _: Browser) -> None:
    send(resources, people.an, due_on=None)
    with resources.database.reading() as session:
        assert account_of(session, people.an.id) is None


def make_a_code(_: Resources, people: People, binh: Browser) -> None:
    binh.post(f"/nhan-su/{people.an.uuid}/ma", status=200)


def in_two_rules(resources: Resources, people: People, _: Browser) -> None:
    with resources.database.transaction() as session:
        rule_for(session, people.province, now=utc_now())
        rule_for(session, people.xa_a, now=utc_now(), name="Của xã", due_days=10)
    follow(resources, {})


def end_one(resources: Resources, people: People, binh: Browser) -> None:
    assert "Quy tắc do cán bộ tổ chức lập" in binh.get(f"/nhan-su/{people.an.uuid}").text
    end = f"/ghi-danh/quy-tac/{the_one(resources, people.an).rule_uuid}/ket-thuc"
    look = binh.post(end, {"reason": "Đã có quy tắc của tỉnh"}, status=200)
    binh.post(end, {"reason": "Đã có quy tắc của tỉnh", "seen": seen(look)})


@pytest.mark.parametrize(
    ("kind", "name", "happen", "mend"),
    [
        ("han", "Hạn không kịp", cannot_be_met, put_off),
        ("don-vi", "Không có đơn vị", without_unit, give_a_post),
        ("don-vi", "Không có đơn vị", without_unit, release),
        ("tai-khoan", "Không có tài khoản", without_account, make_a_code),
        ("hai-quy-tac", "Hai quy tắc", in_two_rules, end_one),
    ],
)
def test_it_is_shown_to_whose_it_is_until_it_is_mended(  # noqa: PLR0917 - pytest gives them by name
    app: Flask,
    people: People,
    resources: Resources,
    kind: str,
    name: str,
    happen: Act,
    mend: Act,
) -> None:
    binh, others = Browser(app), (Browser(app), Browser(app))
    binh.sign_in(people.binh)
    with resources.database.transaction() as session:
        give_role(session, people.admin, Role.HR, people.xa_b)
    for other, person in zip(others, (people.chi, people.admin), strict=True):
        other.sign_in(person)

    happen(resources, people, binh)

    shown = binh.get(f"{QUEUE}?loai={kind}")
    assert f"{name} (1)" in text_of(shown)
    (who,) = shown.select("tbody th")
    assert "Trần Thị An" in who.text
    assert who.select(f'a[href="/nhan-su/{people.an.uuid}"]')  # where it is mended
    assert "Trần Thị An" in binh.get(f"/nhan-su/{people.an.uuid}").text
    for other in others:
        page = other.get(f"{QUEUE}?loai={kind}")
        assert f"{name} (0)" in text_of(page)
        assert "Trần Thị An" not in page.text

    mend(resources, people, binh)

    assert f"{name} (0)" in text_of(binh.get(f"{QUEUE}?loai={kind}"))


def test_what_is_filed_under_a_merged_record_is_the_survivors(
    binh: Browser, people: People, resources: Resources
) -> None:
    def shown(kind: str, name: str) -> list[str]:
        page = binh.get(f"{QUEUE}?loai={kind}")
        links = [str(link["href"]) for link in page.select("tbody th a")]
        assert f"{name} ({len(links)})" in text_of(page)
        return links

    an, now = f"/nhan-su/{people.an.uuid}", utc_now()
    with resources.database.transaction() as session:
        twin = add_staff(session, resources.keys, "Trần An", people.xa_b)
    send(resources, twin)
    with resources.database.transaction() as session:
        merge_people(
            session,
            survivor=session.merge(people.an),
            duplicate=session.merge(twin),
            reason="Trùng",
            actor=None,
            now=now,
        )
    assert shown("tai-khoan", "Không có tài khoản") == [an]
    assert shown("han", "Hạn không kịp") == [an]
    make_a_code(resources, people, binh)
    assert shown("tai-khoan", "Không có tài khoản") == []
    in_two_rules(resources, people, binh)
    assert an in shown("hai-quy-tac", "Hai quy tắc")

    with resources.database.transaction() as session:
        for post in current_posts(session, person_id=people.an.id, today=local_day(now)):
            end_post(session, post=post, valid_to=local_day(now), source="t", actor=None, now=now)
    assert shown("don-vi", "Không có đơn vị") == [an]
