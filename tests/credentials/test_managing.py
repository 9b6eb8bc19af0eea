"""HR lists certificates, revokes them and issues them anew, with a reason."""

from itertools import pairwise
from urllib.parse import quote

import pytest

from lms.core.permissions import Role
from lms.credentials import service
from lms.credentials.models import Certificate
from lms.credentials.rules import Status
from tests.credentials.office import Office
from tests.support.browser import Browser, text_of
from tests.support.factories import give_role

LIST = "/chung-nhan/quan-ly"
REASON = {"reason": "In sai tên đơn vị"}


@pytest.fixture
def certificate(office: Office) -> Certificate:
    """Return An's certificate."""
    return office.issued(office.people.an)


def address(certificate: Certificate) -> str:
    return f"{LIST}/{certificate.uuid}"


def test_officers_and_auditors_see_those_of_their_people(
    browser: Browser, office: Office, certificate: Certificate
) -> None:
    for person in (office.people.binh, office.people.auditor):
        browser.sign_in(person)
        page = browser.get(LIST)
        assert "Trần Thị An" in page.text
        link = page.select_one(f'a[href="{address(certificate)}"]')
        assert link is not None
        assert link.text == certificate.number
        assert "Hiệu lực" in browser.get(address(certificate)).text


def test_they_fetch_the_file(browser: Browser, office: Office) -> None:
    certificate = office.printed(office.people.an)
    browser.sign_in(office.people.binh)
    assert browser.get(address(certificate)).select('a[href$="tep.pdf"]')
    assert browser.download(f"{address(certificate)}/tep.pdf") == office.pdf(certificate)


def test_auditors_find_no_form_there(
    browser: Browser, office: Office, certificate: Certificate
) -> None:
    browser.sign_in(office.people.auditor)
    assert not browser.get(address(certificate)).select("main form")
    for tail in ("thu-hoi", "cap-lai"):
        browser.post(f"{address(certificate)}/{tail}", REASON, status=403)
    assert service.status_of(office.certificate()) is Status.VALID


def test_others_may_not_and_strangers_sign_in(
    browser: Browser, office: Office, certificate: Certificate
) -> None:
    paths = (LIST, "/chung-nhan/dang-cho", address(certificate), f"{address(certificate)}/tep.pdf")
    for path in paths:
        browser.get(path, status=302)
    for person in (office.people.an, office.people.manager, office.people.admin):
        browser.sign_in(person)
        for path in paths:
            browser.get(path, status=403)
        for tail in ("thu-hoi", "cap-lai"):
            browser.post(f"{address(certificate)}/{tail}", REASON, status=403)
    assert service.status_of(office.certificate()) is Status.VALID


def test_somebody_else_s_certificate_is_not_found(
    browser: Browser, office: Office, certificate: Certificate
) -> None:
    browser.sign_in(office.people.chi)
    assert certificate.number not in browser.get(LIST).text
    browser.get(address(certificate), status=404)
    browser.get(f"{address(certificate)}/tep.pdf", status=404)
    for tail in ("thu-hoi", "cap-lai"):
        browser.post(f"{address(certificate)}/{tail}", REASON, status=404)
    assert service.status_of(office.certificate()) is Status.VALID


def test_it_is_revoked_once_with_a_reason(
    browser: Browser, office: Office, certificate: Certificate
) -> None:
    browser.sign_in(office.people.binh)
    where = f"{address(certificate)}/thu-hoi"
    page = browser.post(where, {"reason": " "}, status=422)
    assert page.select('.note a[href="#ly-do-thu-hoi"]')
    assert "Hãy điền mục này." in text_of(page)
    browser.post(where, {"reason": "x" * 501}, status=422)
    browser.post(where, REASON, status=400, token=False)
    assert service.status_of(office.certificate()) is Status.VALID

    browser.get(address(certificate))
    browser.post(where, REASON)

    page = browser.follow()
    assert "Đã thu hồi giấy chứng nhận." in page.text
    assert REASON["reason"] in page.text
    (form,) = page.select("main form")
    assert str(form["action"]).endswith("/cap-lai")
    (event,) = office.events("certificate.revoked")
    assert event.detail == {"number": certificate.number, **REASON}
    assert event.actor_uuid is not None
    page = browser.post(where, REASON, status=409)
    assert "đã bị thu hồi hoặc đã được cấp lại" in page.text
    assert len(office.certificates()) == 1


def test_one_revoked_by_mistake_stays_revoked_and_is_issued_anew(
    browser: Browser, office: Office, certificate: Certificate
) -> None:
    browser.sign_in(office.people.binh)
    browser.post(f"{address(certificate)}/thu-hoi", REASON)
    browser.post(f"{address(certificate)}/cap-lai", REASON)
    office.work()

    old, new = office.certificates()
    assert (service.status_of(old), service.status_of(new)) == (Status.REVOKED, Status.VALID)
    assert new.replaces_id == old.id
    assert office.pdf(new)
    page = browser.get(address(old))
    assert page.select(f'a[href="{address(new)}"]')
    assert not page.select("main form")
    browser.post(f"{address(old)}/cap-lai", REASON, status=409)
    assert len(office.certificates()) == 2


def test_it_is_issued_anew_with_a_new_number_that_points_to_the_old(
    browser: Browser, office: Office, certificate: Certificate
) -> None:
    browser.sign_in(office.people.binh)
    where = f"{address(certificate)}/cap-lai"
    page = browser.post(where, status=422)
    assert page.select('.note a[href="#ly-do-cap-lai"]')

    browser.post(where, REASON)
    page = browser.follow()
    assert "Đã cấp lại, số mới 0002/" in page.text
    office.work()

    old, new = office.certificates()
    assert [old.serial, new.serial] == [1, 2]
    assert new.replaces_id == old.id
    assert new.token != old.token
    assert office.pdf(new)
    assert service.status_of(old) is Status.REPLACED
    page = browser.get(address(old))
    assert page.select(f'a[href="{address(new)}"]')
    assert not page.select("main form")
    (event,) = office.events("certificate.replaced")
    assert event.detail == {"number": old.number, **REASON}
    for tail in ("thu-hoi", "cap-lai"):
        browser.post(f"{address(old)}/{tail}", REASON, status=409)
    assert len(office.certificates()) == 2


def test_nobody_changes_their_own(browser: Browser, office: Office) -> None:
    own = office.issued(office.people.binh)
    browser.sign_in(office.people.binh)
    for tail in ("thu-hoi", "cap-lai"):
        page = browser.post(f"{address(own)}/{tail}", REASON, status=403)
        assert "của chính mình" in page.text
    assert service.status_of(office.certificate()) is Status.VALID


def test_the_newest_come_first(browser: Browser, office: Office) -> None:
    people = office.people
    with office.resources.database.transaction() as session:
        give_role(session, people.admin, Role.HR, people.root)
    for person in (people.an, people.binh, people.manager):
        office.issued(person)
    browser.sign_in(people.admin)
    numbers = [row.text for row in browser.get(LIST).select("tbody th")]
    assert len(numbers) == 3
    assert all(newer > older for newer, older in pairwise(numbers))


def test_they_are_found_by_name_without_marks_and_by_number(
    browser: Browser, office: Office, certificate: Certificate
) -> None:
    office.issued(office.people.binh)
    browser.sign_in(office.people.auditor)
    for text, found in (
        ("tran thi an", ["Trần Thị An"]),
        ("  Bình ", ["Lê Văn Bình"]),
        (certificate.number[:5], ["Trần Thị An"]),
        ("0009/", []),
        ("%", []),
        ("_", []),
        ("Phạm Thị Chi", []),
    ):
        page = browser.get(f"{LIST}?tim={quote(text)}")
        assert [str(cell.text) for cell in page.select('td[data-l="Họ và tên"]')] == found
    assert "Không tìm thấy giấy chứng nhận nào" in browser.get(f"{LIST}?tim=khong-co").text


def test_the_person_s_page_names_them(
    browser: Browser, office: Office, certificate: Certificate
) -> None:
    browser.sign_in(office.people.binh)
    page = browser.get(f"/nhan-su/{office.people.an.uuid}")
    assert page.select(f'a[href="{address(certificate)}"]')
    browser.post(f"{address(certificate)}/thu-hoi", REASON)
    assert "Đã thu hồi" in browser.get(f"/nhan-su/{office.people.an.uuid}").text
