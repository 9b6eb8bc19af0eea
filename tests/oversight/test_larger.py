"""Changes of units, undone files, officers who approve each other: found too."""

import pytest
from flask import Flask

from lms.accounts.service import account_of
from lms.core.clock import local_day, utc_now
from lms.core.permissions import Role
from lms.core.resources import Resources
from lms.organisations.service import (
    Decision,
    OrganisationKind,
    get_organisation,
    merge_organisations,
    move_organisation,
    rekind_organisation,
    rename_organisation,
    split_organisation,
)
from lms.people.service import Person
from tests.oversight.test_findings import found, version
from tests.recognition.filing import approve, file_claim
from tests.roster.test_undo import undo
from tests.support.browser import Browser, text_of
from tests.support.factories import People, add_staff, give_role
from tests.support.staff_files import row, upload
from tests.transfers.wishes import ask, asked

__all__ = ["version"]
BASIS = "Nghị quyết 12/NQ-HĐND"
PAGE = "/kiem-tra-giam-sat/tang-ty-le"


@pytest.fixture
def auditor(app: Flask, people: People) -> Browser:
    browser = Browser(app)
    browser.sign_in(people.auditor)
    return browser


def decided(resources: Resources, people: People) -> Decision:
    with resources.database.reading() as session:
        officer = account_of(session, people.binh.id)
    assert officer is not None
    now = utc_now()
    return Decision(effective_on=local_day(now), basis=BASIS, actor=officer.uuid, now=now)


def test_another_kind_of_unit(auditor: Browser, people: People, resources: Resources) -> None:
    with resources.database.transaction() as session:
        rekind_organisation(
            session,
            organisation=get_organisation(session, people.xa_a.id),
            kind=OrganisationKind.PRESS,
            decision=decided(resources, people),
        )
    (line,) = found(auditor)
    for words in ("Đổi loại đơn vị", "Xã A", "Lê Văn Bình", BASIS, "Trần Thị An"):
        assert words in line


def test_merging_units_is_one_finding_and_a_new_name_none(
    auditor: Browser, people: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        merge_organisations(
            session,
            organisations=[get_organisation(session, people.xa_a.id)],
            successor=get_organisation(session, people.xa_b.id),
            decision=decided(resources, people),
        )
        rename_organisation(
            session,
            organisation=get_organisation(session, people.province.id),
            name="Tỉnh Một",
            short_name=None,
            decision=decided(resources, people),
        )
    (line,) = found(auditor)
    for words in ("Sáp nhập, giải thể đơn vị", "Xã A", BASIS, "Trần Thị An"):
        assert words in line


def test_splitting_a_unit(auditor: Browser, people: People, resources: Resources) -> None:
    """Its people stay where it was, or move with a reason: either way somebody answers for it."""
    with resources.database.transaction() as session:
        split_organisation(
            session,
            organisation=get_organisation(session, people.xa_a.id),
            successors=[
                get_organisation(session, people.xa_b.id),
                get_organisation(session, people.elsewhere.id),
            ],
            decision=decided(resources, people),
        )
    (line,) = found(auditor)
    for words in ("Xã A", BASIS, "Trần Thị An"):
        assert words in line


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
    with resources.database.transaction() as session:
        rekind_organisation(
            session,
            organisation=get_organisation(session, people.xa_a.id),
            kind=OrganisationKind.PRESS,
            decision=decided(resources, people),
        )
    browser = Browser(app, language="en")
    browser.sign_in(people.auditor)
    page = browser.get(PAGE)
    assert "Changes that raise a percentage" in text_of(page)
    assert BASIS in text_of(page)


def test_a_unit_given_to_another_province(
    auditor: Browser, people: People, resources: Resources
) -> None:
    """The auditor of the province that it left sees it: there the share has risen."""
    with resources.database.transaction() as session:
        move_organisation(
            session,
            organisation=get_organisation(session, people.xa_a.id),
            parent=get_organisation(session, people.elsewhere.id),
            decision=decided(resources, people),
        )
    (line,) = found(auditor)
    for words in ("Xã A", BASIS, "Lê Văn Bình", "Trần Thị An"):
        assert words in line
    assert "Chuyển đơn vị sang cấp trên khác" in text_of(auditor.get("/kiem-tra-giam-sat"))
