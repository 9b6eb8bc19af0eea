"""Undone files, people and units given away, officers who approve each other: found too."""

import pytest
from flask import Flask

from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.people.service import Person
from tests.oversight.test_findings import found, version
from tests.oversight.test_log import rows
from tests.oversight.test_ways import WAYS, WHY
from tests.recognition.filing import approve, file_claim
from tests.roster.test_undo import undo
from tests.support.browser import Browser, text_of
from tests.support.factories import People, add_staff, give_role
from tests.support.staff_files import row, upload
from tests.transfers.wishes import ask, asked

__all__ = ["version"]
PAGE = "/kiem-tra-giam-sat/tang-ty-le"


@pytest.fixture
def auditor(app: Flask, people: People) -> Browser:
    browser = Browser(app)
    browser.sign_in(people.auditor)
    return browser


def test_somebody_given_to_another_province(
    browser: Browser, auditor: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        an = session.get_one(Person, people.an.id)
        an.staff_code, an.staff_code_scope = "AN-1", people.province.id
    ask(browser, people)
    browser.sign_in(people.binh)
    where = f"/nhan-su/de-nghi/{asked(resources).uuid}"
    browser.post(where, {"answer": "dong-y", "reason": "Đồng ý chuyển"})
    (line,) = found(auditor)
    for words in ("Chuyển sang đơn vị khác", "Xã A", "Lê Văn Bình", "Trần Thị An"):
        assert words in line


def test_an_undone_file(
    browser: Browser, auditor: Browser, people: People, resources: Resources
) -> None:
    """Whoever a file brought in is counted no more: the share of the others rises."""
    browser.sign_in(people.binh)
    address = upload(
        browser, resources, row("Một", staff_code="CB01"), row("Hai", staff_code="CB02")
    )
    assert found(auditor) == []
    undo(browser, resources, address)
    (line,) = found(auditor)
    for words in ("Hoàn tác tệp danh sách", "theo tệp", "Xã A", "Lê Văn Bình", "2"):
        assert words in line


def test_what_a_file_did_is_said_to_come_from_it(
    browser: Browser, auditor: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        add_staff(session, resources.keys, "Nguyễn Văn Em", people.xa_a, staff_code="CB01")
    browser.sign_in(people.binh)
    upload(browser, resources, row(staff_code="CB01", unit="Xã B"))
    (line,) = found(auditor)
    for words in ("Chuyển sang đơn vị khác", "theo tệp", "Lê Văn Bình", "Nguyễn Văn Em"):
        assert words in line


@pytest.mark.usefixtures("version")
def test_two_officers_who_approve_each_other(
    app: Flask, auditor: Browser, people: People, resources: Resources
) -> None:
    """Nobody approves what they filed or what is about them; in pairs it can be seen here."""
    with resources.database.transaction() as session:
        give_role(session, people.manager, Role.HR, people.province)
    binh, dung = Browser(app), Browser(app)
    binh.sign_in(people.binh)
    dung.sign_in(people.manager)
    approve(dung, file_claim(binh, people.an))
    assert not any("của nhau" in line for line in found(auditor))
    approve(binh, file_claim(dung, people.auditor))
    (line,) = found(auditor, "?cach=duyet-cho-nhau")
    assert "Lê Văn Bình" in line
    assert "Vũ Văn Dũng" in line
    assert any("Ghi lùi ngày" in other for other in found(auditor))


def test_the_page_in_english(app: Flask, people: People, resources: Resources) -> None:
    WAYS["Đổi loại đơn vị"].take(app, people, resources)
    browser = Browser(app, language="en")
    browser.sign_in(people.auditor)
    page = browser.get(PAGE)
    assert "Changes that raise a percentage" in text_of(page)
    assert WHY in text_of(page)


def test_a_unit_given_to_another_province_is_read_of_where_it_left(
    app: Flask, auditor: Browser, people: People, resources: Resources
) -> None:
    WAYS["Chuyển đơn vị sang cấp trên khác"].take(app, people, resources)
    (line,) = (line for line in rows(auditor) if "Chuyển đơn vị sang cấp trên khác" in line)
    for words in ("Xã A", "Ngô Văn Hải"):
        assert words in line
