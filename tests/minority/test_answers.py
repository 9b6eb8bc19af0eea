"""Off by default; HR records yes or no; who looked is written down, what was recorded is not."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from lms.core.audit import AuditEvent
from lms.core.resources import Resources
from lms.minority.commands import forget_answers
from lms.minority.models import MinorityAnswer
from lms.minority.service import all_answers
from lms.people.service import Person, merge_people
from tests.support.browser import Browser, text_of
from tests.support.factories import NOON, People, add_staff

SAVED = "Đã ghi thông tin của"


@pytest.fixture
def switched_on(app: Flask, resources: Resources) -> Resources:
    on = replace(resources, settings=replace(resources.settings, minority_recorded=True))
    app.extensions["lms.resources"] = on
    return on


@pytest.fixture
def binh(browser: Browser, people: People) -> Browser:
    browser.sign_in(people.binh)
    return browser


def at(people: People, unit: str = "province") -> str:
    return f"/dan-toc/{getattr(people, unit).uuid}"


def shown(browser: Browser, path: str) -> dict[str, str]:
    """Return each person's answer as the page shows it."""
    return chosen(browser.get(path))


def chosen(page: BeautifulSoup) -> dict[str, str]:
    names = [text_of(cell) for cell in page.select("tbody th")]
    answers = [text_of(option) for option in page.select("tbody option[selected]")]
    return dict(zip(names, answers, strict=True))


def sent(browser: Browser, path: str, answers: dict[Person, str]) -> dict[str, object]:
    """Return the form as the page shows it, with these answers chosen."""
    page = browser.get(path)
    form: dict[str, object] = {
        "nguoi": [str(field["value"]) for field in page.select("input[name=nguoi]")]
    }
    for field in page.select("input[name^=da-]"):
        form[str(field["name"])] = field["value"]
    for field in page.select("select"):
        (option,) = field.select("option[selected]")
        form[str(field["name"])] = option["value"]
    return form | {f"moi-{person.uuid}": answer for person, answer in answers.items()}


def events(resources: Resources, action: str) -> list[AuditEvent]:
    with resources.database.reading() as session:
        return list(session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def test_it_is_off_unless_switched_on(binh: Browser, people: People) -> None:
    binh.get(at(people), status=404)
    binh.post(at(people), {"nguoi": []}, status=404)
    binh.get("/dan-toc", status=404)
    assert "Dân tộc thiểu số" not in binh.get("/nhan-su").text


def test_hr_records_and_takes_back(switched_on: Resources, binh: Browser, people: People) -> None:
    assert binh.get("/nhan-su").select('a[href="/dan-toc"]')
    page = binh.get("/dan-toc")
    for unit in ("province", "xa_a"):
        assert page.select(f'a[href="{at(people, unit)}"]')
    assert set(shown(binh, at(people)).values()) == {"Chưa ghi"}

    binh.post(at(people), sent(binh, at(people), {people.an: "co", people.admin: "khong"}))

    assert f"{SAVED} 2 người" in text_of(binh.follow())
    found = shown(binh, at(people))
    assert (found["Trần Thị An"], found["Ngô Văn Hải"]) == ("Có", "Không")
    assert "Trần Thị An" not in shown(binh, f"{at(people)}?thieu=y")
    assert list(shown(binh, f"{at(people)}?tim=tran thi")) == ["Trần Thị An"]
    with switched_on.database.reading() as session:
        assert all_answers(session) == {people.an.id: True, people.admin.id: False}

    binh.post(at(people), sent(binh, at(people), {people.an: ""}))

    assert shown(binh, at(people))["Trần Thị An"] == "Chưa ghi"
    with switched_on.database.reading() as session:
        (left,) = session.scalars(select(MinorityAnswer))
        assert left.person_id == people.admin.id


def test_the_rest_of_a_page_is_no_only_when_said_so(
    switched_on: Resources, binh: Browser, people: People
) -> None:
    binh.post(at(people), sent(binh, at(people), {people.an: "co"}) | {"rest_no": "y"})
    found = shown(binh, at(people))
    assert found.pop("Trần Thị An") == "Có"
    assert set(found.values()) == {"Không"}
    with switched_on.database.reading() as session:
        assert [who for who, yes in all_answers(session).items() if yes] == [people.an.id]


def test_the_log_says_who_looked_and_about_whom_but_not_what(
    switched_on: Resources, binh: Browser, people: People
) -> None:
    count = len(shown(binh, at(people)))
    binh.post(at(people), sent(binh, at(people), {people.an: "co"}))

    first, second = events(switched_on, "minority.read")
    assert first.subject_uuid == second.subject_uuid == people.province.uuid
    assert first.detail == {"people": count}
    (recorded,) = events(switched_on, "minority.recorded")
    assert recorded.subject_uuid == people.an.uuid
    assert recorded.detail == {}


def test_two_officers_at_once_see_what_the_other_wrote(
    switched_on: Resources, binh: Browser, people: People
) -> None:
    mine = sent(binh, at(people), {people.an: "co", people.admin: "khong"})
    binh.post(at(people), sent(binh, at(people), {people.an: "khong"}))

    page = binh.post(at(people), mine, status=409)

    assert "chưa lưu gì" in page.text
    found = chosen(page)
    assert found["Trần Thị An"] == "Không"  # what the other wrote
    assert found["Ngô Văn Hải"] == "Không"  # what was chosen and not yet kept
    with switched_on.database.reading() as session:
        (kept,) = session.scalars(select(MinorityAnswer))
        assert kept.person_id == people.an.id
    assert len(events(switched_on, "minority.read")) == 3  # the refused page too


def test_what_was_recorded_of_a_merged_record_is_the_survivors(
    switched_on: Resources, binh: Browser, people: People
) -> None:
    with switched_on.database.transaction() as session:
        twin = add_staff(session, switched_on.keys, "Trần An", people.xa_b)
    binh.post(at(people), sent(binh, at(people), {twin: "co"}))
    with switched_on.database.transaction() as session:
        an, twin = session.merge(people.an), session.merge(twin)
        merge_people(session, survivor=an, duplicate=twin, reason="Trùng", actor=None, now=NOON)
    assert shown(binh, at(people))["Trần Thị An"] == "Có"

    binh.post(at(people), sent(binh, at(people), {people.an: "khong"}))

    with switched_on.database.reading() as session:
        assert all_answers(session) == {people.an.id: False}


@pytest.mark.usefixtures("switched_on")
def test_it_is_hrs_of_the_unit_only(browser: Browser, people: People) -> None:
    browser.get(at(people), status=302)
    for person, status in ((people.chi, 404), (people.manager, 403), (people.auditor, 403)):
        browser.sign_in(person)
        browser.get(at(people), status=status)
        browser.post(at(people), {"nguoi": []}, status=status)
    browser.sign_in(people.binh)
    stranger = {"nguoi": [str(people.chi.uuid)], f"moi-{people.chi.uuid}": "co"}
    browser.post(at(people), {**stranger, f"da-{people.chi.uuid}": ""})
    assert f"{SAVED} 0 người" in text_of(browser.follow())
    browser.post(at(people), {"nguoi": [str(people.an.uuid)]}, status=400)


def test_one_command_deletes_all(switched_on: Resources, binh: Browser, people: People) -> None:
    binh.post(at(people), sent(binh, at(people), {people.an: "co", people.admin: "khong"}))

    assert forget_answers(switched_on) == 2

    with switched_on.database.reading() as session:
        assert session.scalars(select(MinorityAnswer)).all() == []
    (done,) = events(switched_on, "minority.forgotten")
    assert done.detail == {"people": 2}
