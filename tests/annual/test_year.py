"""A year's results: who is counted where, once as a person and each time as a time."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO, StringIO
from types import SimpleNamespace
from uuid import UUID

import pytest
from flask import Flask
from openpyxl import load_workbook

from lms.annual.rules import period_of, year_of
from lms.catalog.service import current_version, publish
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.learning.models import Revocation
from lms.learning.service import CompletionKind
from lms.minority.models import MinorityAnswer
from lms.people.service import Category, Person, PostTerms, Sex, WorkingGroup, begin_post
from tests.support.browser import Browser, text_of
from tests.support.courses import write_courses
from tests.targets.world import BEGAN, EARLY, World

DAY = local_day(utc_now()) - timedelta(days=20)
YEAR = year_of(DAY)


@pytest.fixture
def place(resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A woman at a commune, twice; a man at the province; one waived, one revoked, one at work."""
    courses = write_courses(tmp_path_factory.mktemp("courses"))
    with resources.database.transaction() as session:
        publish(session, resources.files, courses_dir=courses, now=EARLY)
        world = World(session, resources.keys)
        version = current_version(session, "thu")

        def staff(unit: object, category: Category, sex: Sex | None = None) -> Person:
            person = world.person()
            person.sex = sex
            terms = PostTerms(
                organisation_id=unit.id,  # type: ignore[attr-defined]
                working_group=WorkingGroup.COMMUNICATION,
                full_time=True,
                valid_from=BEGAN,
                category=category,
            )
            begin_post(session, person=person, terms=terms, source="t", actor=None, now=EARLY)
            return person

        woman = staff(world.commune, Category.CIVIL_SERVANT, Sex.FEMALE)
        world.complete(woman, version, on=DAY)
        world.complete(woman, version, on=DAY, kind=CompletionKind.RECOGNISED)
        man = staff(world.province, Category.PUBLIC_EMPLOYEE, Sex.MALE)
        world.complete(man, version, on=DAY)
        world.complete(man, version, on=period_of(YEAR)[0] - timedelta(days=1))  # the year before
        waived = staff(world.commune, Category.CADRE)
        world.complete(waived, version, on=DAY, kind=CompletionKind.WAIVED)
        undone = world.complete(staff(world.commune, Category.CADRE), version, on=DAY)
        session.add(
            Revocation(
                completion_id=undone.id,
                effective_on=DAY,
                reason="test",
                revoked_by=undone.uuid,
                recorded_at=EARLY,
            )
        )
        world.complete(staff(world.ministry, Category.CADRE), version, on=DAY)
        binh = world.manager("Lê Thị Bình", world.province)
        chi = world.manager("Phạm Văn Chi", world.root)
        hr = world.manager("Hồ Văn Hải", world.province, Role.HR)
    people = {"woman": woman, "man": man, "waived": waived}
    return SimpleNamespace(world=world, binh=binh, chi=chi, hr=hr, **people)


def address(place: SimpleNamespace, tail: str = "", unit: str = "province") -> str:
    return f"/ket-qua-nam/{getattr(place.world, unit).uuid}{tail}?nam={YEAR}"


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 12, 14), 2026), (date(2026, 12, 15), 2027), (date(2026, 1, 1), 2026)],
)
def test_the_year_ends_in_december(day: date, year: int) -> None:
    assert year_of(day) == year
    first, last = period_of(year)
    assert first <= day <= last


def test_people_are_counted_once_and_times_each_time(
    browser: Browser, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)

    page = browser.get(address(place))

    rows = [[text_of(cell) for cell in row.select("th, td")] for row in page.select("table tr")[1:]]
    assert rows == [
        ["Cấp tỉnh – Viên chức", "1", "0", "1", "1", "0"],
        ["Cấp xã – Công chức", "1", "1", "2", "1", "1"],
        ["Tổng số (mỗi người một lần)", "2", "1", "3", "2", "1"],
    ]


def test_files_say_what_the_page_says(browser: Browser, place: SimpleNamespace) -> None:
    browser.sign_in(place.chi)

    book = load_workbook(BytesIO(browser.download(address(place, "/xlsx", "root"))))
    text = browser.download(address(place, "/csv", "root")).decode("utf-8-sig")

    rows = [[cell.value for cell in row[:5]] for row in book.worksheets[0].iter_rows(min_row=4)]
    assert rows == [
        ["Trung ương", "Cán bộ", 1, 0, 1],
        ["Cấp tỉnh", "Viên chức", 1, 0, 1],
        ["Cấp xã", "Công chức", 1, 1, 2],
        ["Tổng số (mỗi người một lần)", None, 3, 1, 4],
    ]
    lines = [line[:5] for line in csv.reader(StringIO(text), delimiter=";")][1:]
    assert [[cell or None for cell in line] for line in lines] == [
        [cell if cell is None else str(cell) for cell in row] for row in rows
    ]


def test_people_of_ethnic_minorities_are_counted_where_that_is_recorded(
    app: Flask, resources: Resources, browser: Browser, place: SimpleNamespace
) -> None:
    with resources.database.transaction() as session:
        kept = [
            MinorityAnswer(
                person_id=person.id, belongs=belongs, recorded_by=UUID(int=1), recorded_at=EARLY
            )
            for person, belongs in ((place.woman, True), (place.man, False), (place.waived, True))
        ]
        session.add_all(kept)
    browser.sign_in(place.binh)
    assert "Dân tộc thiểu số" not in text_of(browser.get(address(place)))
    on = replace(resources, settings=replace(resources.settings, minority_recorded=True))
    app.extensions["lms.resources"] = on

    page = browser.get(address(place))

    assert [text_of(cell) for cell in page.select("thead th")][2:4] == [
        "Trong đó nữ",
        "Dân tộc thiểu số",
    ]
    rows = [[text_of(cell) for cell in row.select("td")[:3]] for row in page.select("table tr")[1:]]
    assert rows == [["1", "0", "0"], ["1", "1", "1"], ["2", "1", "1"]]
    assert "chưa gồm" not in text_of(page)
    text = browser.download(address(place, "/csv")).decode("utf-8-sig")
    lines = list(csv.reader(StringIO(text), delimiter=";"))
    assert lines[0][3:5] == ["Trong đó nữ", "Dân tộc thiểu số"]
    assert [line[4] for line in lines[1:]] == ["0", "1", "1"]

    browser.sign_in(place.chi)
    said = "chưa gồm 1 người chưa được ghi"
    assert said in text_of(browser.get(address(place, unit="root")))
    book = load_workbook(BytesIO(browser.download(address(place, "/xlsx", "root"))))
    assert any(said in str(row[0].value) for row in book.worksheets[0].iter_rows(max_row=4))


def test_it_is_for_those_who_read_targets_in_their_scope(
    browser: Browser, place: SimpleNamespace
) -> None:
    browser.sign_in(place.hr)
    browser.get(address(place), status=403)
    browser.sign_in(place.binh)
    browser.get(address(place, unit="ministry"), status=404)
    page = browser.get(f"/chi-tieu/t5/{place.world.province.uuid}")
    assert page.select(f'a[href="/ket-qua-nam/{place.world.province.uuid}"]')


def test_a_year_without_results_says_so(browser: Browser, place: SimpleNamespace) -> None:
    browser.sign_in(place.binh)
    page = browser.get(f"/ket-qua-nam/{place.world.province.uuid}?nam={YEAR - 3}")
    assert "Chưa có kết quả trong năm này" in page.text
    assert f"năm {YEAR}" in browser.get(f"/ket-qua-nam/{place.world.province.uuid}?nam=9999").text
