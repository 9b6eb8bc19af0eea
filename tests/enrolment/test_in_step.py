"""What HR writes on the register's pages, the worker carries over to enrolments."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from lms.catalog.service import publish
from lms.core.clock import local_day, utc_now
from lms.core.jobs import by_name, schedule
from lms.core.resources import Resources
from lms.enrolment import tasks
from lms.enrolment.models import Rule
from lms.learning.service import Enrolment
from lms.people.service import Person, current_posts
from tests.enrolment.ruled import enrolments, rule_for
from tests.register.test_changes import NEW, post_address
from tests.support.browser import Browser, text_of
from tests.support.courses import share_module, write_courses
from tests.support.factories import BEGAN, People
from tests.support.staff_files import work
from tests.transfers.wishes import ask, asked

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def minute(resources: Resources, ago: int) -> None:
    """Let the worker do what one minute brings, the one so long ago."""
    schedule(resources, by_name(tasks.TASKS), now=utc_now() - ago * MINUTE)
    work(resources)


def history(resources: Resources, person: Person) -> list[Enrolment]:
    with resources.database.reading() as session:
        return enrolments(session, person)


@pytest.fixture
def rules(resources: Resources, people: People, tmp_path: Path) -> tuple[Rule, Rule]:
    """Return the rules of two provinces: THU within 60 days; CHUNG within 30."""
    courses = share_module(write_courses(tmp_path))
    with resources.database.transaction() as session:
        publish(session, resources.files, courses_dir=courses, now=utc_now())
        return (
            rule_for(session, people.province, now=utc_now()),
            rule_for(
                session,
                people.elsewhere,
                now=utc_now(),
                name="Của tỉnh C",
                programme_key="chung",
                due_days=30,
            ),
        )


def test_a_corrected_first_day_moves_the_due_date(
    binh: Browser, people: People, resources: Resources, rules: tuple[Rule, Rule]
) -> None:
    minute(resources, ago=2)
    (sent,) = history(resources, people.an)
    assert (sent.rule_uuid, sent.due_on) == (rules[0].thread, BEGAN + 60 * DAY)

    corrected = {**NEW, "unit": "Xã A", "start": "15/01/2025"}
    binh.post(post_address(people, resources, "dinh-chinh"), corrected)
    minute(resources, ago=1)

    (moved,) = history(resources, people.an)
    assert (moved.uuid, moved.due_on) == (sent.uuid, date(2025, 3, 16))
    page = text_of(binh.get(f"/nhan-su/{people.an.uuid}"))
    assert "hạn đổi từ 02/03/2025 sang 16/03/2025" in page


def test_who_leaves_and_comes_back_is_sent_again_and_keeps_what_was(
    binh: Browser, people: People, resources: Resources, rules: tuple[Rule, Rule]
) -> None:
    minute(resources, ago=3)
    leaving = {"last": "28/02/2025", "reason": "Thôi việc"}
    binh.post(post_address(people, resources, "thoi-giu"), leaving)
    minute(resources, ago=2)
    (left,) = history(resources, people.an)
    assert left.release_reason == "Đã thôi công tác, không còn giữ vị trí nào"
    assert "(tự động): Đã thôi công tác" in text_of(binh.get(f"/nhan-su/{people.an.uuid}"))

    binh.post(f"/nhan-su/{people.an.uuid}/vi-tri-moi", {**NEW, "start": "01/04/2025"})
    minute(resources, ago=1)

    old, new = history(resources, people.an)
    assert (old.uuid, old.released_at) == (left.uuid, left.released_at)
    assert (new.rule_uuid, new.released_at) == (rules[0].thread, None)
    assert new.due_on == date(2025, 4, 1) + 60 * DAY


@pytest.mark.usefixtures("rules")
def test_what_hr_put_off_or_took_away_stays_so_when_the_person_moves(
    binh: Browser, people: People, resources: Resources
) -> None:
    minute(resources, ago=3)
    (sent,) = history(resources, people.an)
    act = {"luot": [str(sent.uuid)], "reason": "Bão số 3"}
    binh.post("/ghi-danh/han/gia-han", {**act, "due_on": "31/05/2031"})
    binh.post(post_address(people, resources, "chuyen"), NEW)
    minute(resources, ago=2)
    (moved,) = history(resources, people.an)
    assert (moved.uuid, moved.due_on) == (sent.uuid, date(2031, 5, 31))

    binh.post("/ghi-danh/han/rut", {**act, "reason": "Nghỉ thai sản"})
    back = {**NEW, "unit": "Xã A", "start": "01/06/2025"}
    with resources.database.reading() as session:
        (held,) = current_posts(session, person_id=people.an.id, today=local_day(utc_now()))
    binh.post(f"/nhan-su/{people.an.uuid}/vi-tri/{held.uuid}/chuyen", back)
    minute(resources, ago=1)
    (away,) = history(resources, people.an)
    assert away.release_reason == "Nghỉ thai sản"


def test_who_goes_to_another_province_goes_over_to_its_rule(
    browser: Browser, people: People, resources: Resources, rules: tuple[Rule, Rule]
) -> None:
    with resources.database.transaction() as session:
        an = session.merge(people.an)
        an.staff_code, an.staff_code_scope = "AN-1", people.province.id
    minute(resources, ago=2)
    ask(browser, people, start="01/03/2025")
    browser.sign_in(people.binh)
    answer = {"answer": "dong-y", "reason": "Đồng ý"}
    browser.post(f"/nhan-su/de-nghi/{asked(resources).uuid}", answer)
    minute(resources, ago=1)

    old, new = history(resources, people.an)
    assert (old.rule_uuid, old.due_on) == (rules[0].thread, BEGAN + 60 * DAY)
    assert old.released_at is not None
    assert (new.rule_uuid, new.due_on) == (rules[1].thread, date(2025, 3, 31))
    assert new.reason == "Theo quy tắc “Của tỉnh C”, căn cứ Quyết định số 5/QĐ"
    browser.sign_in(people.chi)
    page = text_of(browser.get(f"/nhan-su/{people.an.uuid}"))
    assert "“Bồi dưỡng năm đầu” không còn áp dụng" in page
    browser.sign_in(people.an)
    home = text_of(browser.get("/hoc-tap"))
    assert "Theo quy tắc “Của tỉnh C”" in home
    assert "31/03/2025" in home
