"""The learner's own certificates: seen, fetched, and nobody else's."""

import pytest

from lms.credentials.models import Certificate
from tests.credentials.office import Office
from tests.support.browser import Browser, text_of

REASON = {"reason": "Sai tên"}


@pytest.fixture
def certificate(office: Office) -> Certificate:
    """Return An's certificate."""
    return office.issued(office.people.an)


def own(certificate: Certificate) -> str:
    return f"/chung-nhan/{certificate.uuid}"


def test_an_sees_and_fetches_it(browser: Browser, office: Office) -> None:
    certificate = office.printed(office.people.an)
    browser.sign_in(office.people.an)
    home = browser.get("/hoc-tap")
    assert home.select(f'a[href="{own(certificate)}"]')
    page = text_of(browser.get(own(certificate)))
    for part in (certificate.number, "Trần Thị An", "Sở Thử nghiệm", "Tải bản PDF"):
        assert part in page
    assert browser.download(f"{own(certificate)}/tep.pdf") == office.pdf(certificate)
    assert browser.response is not None
    assert browser.response.mimetype == "application/pdf"
    assert certificate.number.replace("/", "-") in browser.response.headers["Content-Disposition"]


def test_nobody_else_does(browser: Browser, office: Office, certificate: Certificate) -> None:
    for person in (office.people.binh, office.people.chi, office.people.manager):
        browser.sign_in(person)
        browser.get(own(certificate), status=404)
        browser.get(f"{own(certificate)}/tep.pdf", status=404)
        assert certificate.number not in browser.get("/hoc-tap").text


def test_before_it_is_printed_the_page_says_so(
    browser: Browser, office: Office, certificate: Certificate
) -> None:
    browser.sign_in(office.people.an)
    page = browser.get(own(certificate))
    assert "đang được tạo" in text_of(page)
    assert not page.select('a[href$=".pdf"]')
    browser.get(f"{own(certificate)}/tep.pdf", status=409)


def test_revoked_and_replaced_ones_say_so(
    browser: Browser, office: Office, certificate: Certificate
) -> None:
    browser.sign_in(office.people.binh)
    browser.get(f"/chung-nhan/quan-ly/{certificate.uuid}")
    browser.post(f"/chung-nhan/quan-ly/{certificate.uuid}/cap-lai", REASON)
    old, new = office.certificates()
    browser.post(f"/chung-nhan/quan-ly/{new.uuid}/thu-hoi", REASON)
    browser.sign_in(office.people.an)
    assert "Đã được cấp lại ngày" in text_of(browser.get(own(old)))
    page = text_of(browser.get(own(new)))
    assert "Đã thu hồi ngày" in page
    assert REASON["reason"] in page
    home = text_of(browser.get("/hoc-tap"))
    assert "Đã thu hồi" in home
    assert "Đã cấp lại" in home
