"""Rules on HR's pages: made, changed and ended after a look at whom that means."""

from typing import Any
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from lms.core.resources import Resources
from lms.enrolment.models import Rule
from lms.enrolment.tasks import follow
from lms.organisations.service import Organisation
from lms.people.service import current_posts, end_post
from tests.enrolment.ruled import TODAY, enrolments, rule_for
from tests.support.browser import Browser, text_of
from tests.support.factories import NOON, People

FIELDS: dict[str, Any] = {
    "name": "Bồi dưỡng năm đầu",
    "programme": "thu",
    "groups": ["communication"],
    "due_kind": "relative",
    "due_days": "60",
    "anchor": "post_start",
    "clause": "Kế hoạch 12/KH-UBND, mục II",
    "valid_from": "01/01/2025",
}


def address(unit: Organisation) -> str:
    return f"/ghi-danh/quy-tac-moi/{unit.uuid}"


def seen(page: BeautifulSoup) -> str:
    return str(page.select_one("input[name=seen]")["value"])  # type: ignore[index]


def made(resources: Resources) -> list[Rule]:
    with resources.database.reading() as session:
        return list(session.scalars(select(Rule).order_by(Rule.id)))


@pytest.fixture
def rule(resources: Resources, people: People) -> UUID:
    """Return the thread of a rule for the province that has been followed."""
    with resources.database.transaction() as session:
        thread = rule_for(session, people.province).thread
    follow(resources, {})
    return thread


def test_a_rule_is_looked_at_and_then_saved(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    browser.get("/ghi-danh")
    browser.get(f"/ghi-danh/don-vi/{people.xa_a.uuid}")
    browser.get(address(people.xa_a))
    look = browser.post(address(people.xa_a), FIELDS, status=200)
    assert "1 người sẽ được ghi danh" in text_of(look)
    assert "Trần Thị An" in look.text
    assert made(resources) == []

    browser.post(address(people.xa_a), {**FIELDS, "seen": seen(look)})
    assert "60 ngày, tính từ ngày bắt đầu giữ vị trí công tác" in text_of(browser.follow())
    follow(resources, {})
    with resources.database.reading() as session:
        (enrolment,) = enrolments(session, people.an)
        assert "căn cứ Kế hoạch 12/KH-UBND, mục II" in enrolment.reason
    browser.sign_in(people.an)
    assert "căn cứ Kế hoạch 12/KH-UBND" in browser.get("/hoc-tap").text


def test_what_changed_since_the_look_is_shown_again(
    browser: Browser, people: People, resources: Resources
) -> None:
    browser.sign_in(people.binh)
    browser.get(address(people.xa_a))
    look = browser.post(address(people.xa_a), FIELDS, status=200)
    with resources.database.transaction() as session:
        (post,) = current_posts(session, person_id=people.an.id, today=TODAY)
        end_post(session, post=post, valid_to=TODAY, source="test", actor=None, now=NOON)
    again = browser.post(address(people.xa_a), {**FIELDS, "seen": seen(look)}, status=200)
    assert "Danh sách vừa thay đổi" in again.text
    assert "0 người sẽ được ghi danh" in text_of(again)
    assert made(resources) == []
    back = browser.post(address(people.xa_a), {**FIELDS, "back": "y"}, status=200)
    assert back.select_one("input[name=name]")["value"] == FIELDS["name"]  # type: ignore[index]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"clause": ""},
        {"due_days": ""},
        {"due_days": "nhiều"},
        {"due_days": "0"},
        {"due_kind": "fixed"},
        {"valid_from": ""},
        {"valid_to": "01/01/2025"},
        {"programme": "khong-co"},
    ],
)
def test_a_rule_that_does_not_say_enough_is_refused(
    browser: Browser, people: People, resources: Resources, wrong: dict[str, str]
) -> None:
    browser.sign_in(people.binh)
    browser.get(address(people.xa_a))
    browser.post(address(people.xa_a), {**FIELDS, **wrong}, status=422)
    assert made(resources) == []


def test_a_changed_rule_keeps_its_earlier_revision(
    browser: Browser, people: People, resources: Resources, rule: UUID
) -> None:
    browser.sign_in(people.binh)
    change = f"/ghi-danh/quy-tac/{rule}/sua"
    form = browser.get(change)
    assert form.select_one("input[name=due_days]")["value"] == "60"  # type: ignore[index]
    fixed = {"due_kind": "fixed", "due_on": "30/06/2030", "change_reason": "Kế hoạch mới"}
    fields = {**FIELDS, **fixed, "groups": []}
    look = browser.post(change, fields, status=200)
    assert "5 lượt học đổi hạn" in text_of(look)
    browser.post(change, {**fields, "seen": seen(look)})
    page = text_of(browser.follow())
    assert "Kế hoạch mới" in page
    assert "30/06/2030" in page
    old, new = made(resources)
    assert old.superseded_at is not None
    assert new.thread == old.thread


def test_a_rule_ends_and_lets_go_of_its_people(
    browser: Browser, people: People, resources: Resources, rule: UUID
) -> None:
    browser.sign_in(people.binh)
    end = f"/ghi-danh/quy-tac/{rule}/ket-thuc"
    browser.get(f"/ghi-danh/quy-tac/{rule}")
    browser.post(end, {"reason": ""}, status=422)
    look = browser.post(end, {"reason": "Đã xong"}, status=200)
    assert "5 người sẽ thôi ghi danh" in text_of(look)
    browser.post(end, {"reason": "Đã xong", "seen": seen(look)})
    assert "Đã kết thúc" in browser.follow().text
    follow(resources, {})
    with resources.database.reading() as session:
        (enrolment,) = enrolments(session, people.an)
        assert enrolment.released_at is not None
    browser.post(f"/ghi-danh/quy-tac/{rule}/sua", FIELDS, status=422)
    changed = {**FIELDS, "change_reason": "Sửa"}
    look = browser.post(f"/ghi-danh/quy-tac/{rule}/sua", changed, status=200)
    refused = {**changed, "seen": seen(look)}
    browser.post(f"/ghi-danh/quy-tac/{rule}/sua", refused, status=409)


def test_a_rule_of_a_unit_above_may_be_seen_only(
    browser: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        thread = rule_for(session, people.root).thread
    browser.sign_in(people.binh)
    assert "cấp trên lập" in browser.get("/ghi-danh").text
    page = browser.get(f"/ghi-danh/quy-tac/{thread}")
    assert "Sửa quy tắc" not in page.text
    browser.get(f"/ghi-danh/quy-tac/{thread}/sua", status=404)
    browser.post(f"/ghi-danh/quy-tac/{thread}/ket-thuc", {"reason": "x"}, status=404)


def test_rules_of_another_province_do_not_exist(
    browser: Browser, people: People, rule: UUID
) -> None:
    browser.sign_in(people.chi)
    assert "Bồi dưỡng năm đầu" not in browser.get("/ghi-danh").text
    browser.get(f"/ghi-danh/quy-tac/{rule}", status=404)
    browser.get(address(people.xa_a), status=404)
    browser.get(f"/ghi-danh/don-vi/{people.xa_a.uuid}", status=404)


@pytest.mark.parametrize("who", ["an", "manager", "auditor", "admin"])
def test_only_hr_keeps_rules(browser: Browser, people: People, who: str, rule: UUID) -> None:
    browser.sign_in(getattr(people, who))
    browser.get("/ghi-danh", status=403)
    browser.get(f"/ghi-danh/quy-tac/{rule}/sua", status=403)


def test_strangers_sign_in(browser: Browser, people: People) -> None:
    browser.get("/ghi-danh", status=302)
    browser.get(address(people.xa_a), status=302)
