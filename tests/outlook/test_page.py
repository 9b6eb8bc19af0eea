"""The outlook's page: what lies ahead of a target, and that nobody outside the scope sees it."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from lms.content.service import read_courses
from lms.core.clock import local_day, utc_now
from lms.core.resources import Resources
from lms.core.text import short_date
from lms.learning.models import Enrolment
from lms.learning.service import finish_lesson
from lms.targets.service import sync_targets
from tests.learning.learner import send_to
from tests.support.browser import Browser
from tests.support.courses import write_courses
from tests.support.factories import People, found_country
from tests.targets.world import FILE


@pytest.fixture
def people(resources: Resources) -> People:
    """Return the made-up country, with its targets."""
    with resources.database.transaction() as session:
        sync_targets(session, FILE, now=utc_now())
        return found_country(session, resources.keys)


def address(people: People, key: str = "t8", day: str = "") -> str:
    return f"/chi-tieu/{key}/{people.xa_a.uuid}/khoang-cach?ngay={day}"


def text(browser: Browser, at: str) -> str:
    return " ".join(browser.get(at).get_text(" ").split())


def test_what_is_under_way_is_counted_and_the_nearest_named(
    browser: Browser, resources: Resources, people: People, tmp_path: Path
) -> None:
    (trial,) = read_courses(write_courses(tmp_path)).programmes
    deep = replace(trial, in_depth=True, edition=None, tags=("dcs", "st"))
    browser.sign_in(people.manager)
    before = text(browser, address(people))
    assert "Còn thiếu 1 người" in before
    assert "Thêm 0 người được tính là đã bồi dưỡng" in before
    assert "mỗi tuần cần thêm ít nhất 1 người" in before

    uuid = send_to(resources, people.an, deep)
    with resources.database.transaction() as session:
        enrolment = session.query(Enrolment).filter_by(uuid=uuid).one()
        lesson = deep.modules[0].lessons[0].key
        finish_lesson(session, enrolment=enrolment, lesson_key=lesson, now=utc_now())

    after = text(browser, address(people))
    assert "Thêm 1 người được tính là đã bồi dưỡng. Khi đó tỷ lệ là 100,0%. Chỉ tiêu đạt." in after
    assert "Trần Thị An" in after
    assert "1 trên 2 bài" in after


def test_what_is_not_in_depth_brings_nobody_nearer(
    browser: Browser, resources: Resources, people: People, tmp_path: Path
) -> None:
    (trial,) = read_courses(write_courses(tmp_path)).programmes
    send_to(resources, people.an, trial)
    browser.sign_in(people.manager)
    assert "Thêm 0 người được tính là đã bồi dưỡng" in text(browser, address(people))


def test_once_the_day_is_past_both_days_are_shown_and_nothing_is_forecast(
    browser: Browser, people: People
) -> None:
    browser.sign_in(people.manager)
    found = text(browser, address(people, key="t5"))
    assert "Khi đến hạn, ngày 31/12/2025" in found
    assert "không tính tiến độ cần có và không dự báo" in found
    assert "mỗi tuần cần thêm" not in found


def test_of_a_past_day_nothing_is_said_of_what_is_under_way(
    browser: Browser, people: People
) -> None:
    browser.sign_in(people.manager)
    today = short_date(local_day(utc_now()))
    assert "lượt học đang mở" in text(browser, address(people, day=today))
    past = text(browser, address(people, day="30/06/2026"))
    assert "lượt học đang mở" not in past
    assert "Còn thiếu 1 người" in past


def test_the_figure_leads_there_and_the_months_stand_in_a_table(
    browser: Browser, people: People
) -> None:
    browser.sign_in(people.manager)
    page = browser.get(f"/chi-tieu/t8/{people.xa_a.uuid}")
    (link,) = [a["href"] for a in page.select("main a") if "khoang-cach" in str(a["href"])]
    outlook = browser.get(str(link))
    assert [a.text for a in outlook.select("nav.nav a[aria-current=page]")] == ["Chỉ tiêu"]
    months = outlook.select("details table tbody tr")
    assert len(months) > 6
    assert months[-1].select_one("th").text == short_date(local_day(utc_now()))  # type: ignore[union-attr]


def test_it_is_kept_inside_the_scope(browser: Browser, people: People) -> None:
    browser.sign_in(people.chi)
    browser.get(address(people), status=403)
    browser.sign_in(people.manager)
    browser.get(
        address(people).replace(str(people.xa_a.uuid), str(people.elsewhere.uuid)), status=404
    )


def test_it_speaks_english(app: Flask, people: People) -> None:
    english = Browser(app, "en")
    english.sign_in(people.manager)
    assert "Distance and forecast: Target 2030" in text(english, address(people))
