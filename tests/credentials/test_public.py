"""Anyone checks a certificate: everything that is printed, never more than that."""

from datetime import date
from io import BytesIO

import pytest

from lms.core.clock import utc_now
from lms.credentials.forms import LARGEST_CERTIFICATE
from lms.credentials.models import Certificate
from lms.credentials.service import reissue, revoke
from lms.people.service import Person
from tests.conftest import PUBLIC_URL
from tests.credentials.office import Office
from tests.support.browser import Browser, text_of

CHECK = "/xac-minh"
NUMBER = "001185000017"
CANARIES = ("1985", NUMBER, NUMBER[-4:], "0912345678", "an@tinh-a.gov.vn")


@pytest.fixture
def certificate(office: Office) -> Certificate:
    """Return the certificate of An, of whom more is known than anyone may read; born-on printed."""
    keys, context = office.resources.keys, "people_person.id_number"
    office.set_issuer(prints_birth_date=True)
    with office.resources.database.transaction() as session:
        an = session.get_one(Person, office.people.an.id)
        an.born_on, an.phone, an.email = date(1985, 2, 1), "0912345678", "an@tinh-a.gov.vn"
        an.id_number_cipher = keys.encrypt(NUMBER, context=context)
        an.id_number_index = keys.fingerprint(NUMBER, context=context)
        an.id_number_tail = NUMBER[-4:]
    return office.issued(office.people.an)


def page_of(certificate: Certificate) -> str:
    return f"{CHECK}/{certificate.token}"


def send(browser: Browser, content: bytes, *, status: int) -> str:
    browser.get(CHECK)
    file = (BytesIO(content), "giay.pdf", "application/pdf")
    return text_of(browser.post(CHECK, {"file": file}, status=status))


def change(office: Office, certificate: Certificate, *, anew: bool) -> None:
    """Revoke the certificate, or issue it anew."""
    with office.resources.database.transaction() as session:
        found = session.get_one(Certificate, certificate.id)
        actor, person = office.people.binh.uuid, office.people.binh.id
        if anew:
            key = office.resources.keys.signing_key
            reissue(
                session,
                certificate=found,
                reason="Sai tên",
                key=key,
                actor=actor,
                actor_person_id=person,
                now=utc_now(),
            )
        else:
            revoke(
                session,
                certificate=found,
                reason="Làm bài hộ",
                actor=actor,
                actor_person_id=person,
                now=utc_now(),
            )


def test_it_repeats_what_is_printed_and_nothing_else(
    browser: Browser, certificate: Certificate
) -> None:
    page = browser.get(page_of(certificate))
    text = text_of(page)
    printed = certificate.snapshot
    for part in (
        certificate.number,
        "Trần Thị An",
        "Xã A, tỉnh A",
        "Chương trình thử – phần 1",
        "4 tiết",
        printed["started_on"],
        printed["completed_on"],
        printed["issued_on"],
        "Sở Thử nghiệm",
        "Có hiệu lực",
    ):
        assert str(part) in text
    assert printed["born_on"] == "01/02/1985"
    for canary in CANARIES:
        assert canary not in str(page)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_says_that_it_was_revoked_but_not_why(
    browser: Browser,
    app_in_english: Browser,
    office: Office,
    certificate: Certificate,
    language: str,
) -> None:
    change(office, certificate, anew=False)
    visitor = browser if language == "vi" else app_in_english
    visitor.get(f"/hien-thi?language={language}&next={CHECK}", status=302)
    text = text_of(visitor.get(page_of(certificate)))
    assert ("Đã thu hồi ngày" if language == "vi" else "Revoked on") in text
    assert "Có hiệu lực" not in text
    assert "Làm bài hộ" not in text


def test_it_leads_from_the_replaced_one_to_the_new_one(
    browser: Browser, office: Office, certificate: Certificate
) -> None:
    change(office, certificate, anew=True)
    page = browser.get(page_of(certificate))
    assert "Đã được thay bằng giấy chứng nhận khác" in text_of(page)
    _, new = office.certificates()
    assert page.select(f'a[href="{page_of(new)}"]')
    assert "Có hiệu lực" in text_of(browser.get(page_of(new)))
    change(office, new, anew=False)
    assert "Đã thu hồi" in text_of(browser.get(page_of(new)))


@pytest.mark.parametrize("token", ["khong-co", "a" * 22, "a" * 3000, "%00", "..%2f", "%C3%AA"])
def test_unknown_codes_are_not_found(browser: Browser, token: str) -> None:
    page = browser.get(f"{CHECK}/{token}", status=404)
    assert page.select("h1")


def test_a_typed_code_or_address_leads_to_the_page(
    browser: Browser, certificate: Certificate
) -> None:
    for typed in (
        certificate.token,
        f" {PUBLIC_URL}{page_of(certificate)} ",
        f"{PUBLIC_URL}{page_of(certificate)}#{certificate.statement}",
    ):
        browser.get(f"{CHECK}?ma={typed.replace('#', '%23')}", status=302)
        assert "Có hiệu lực" in text_of(browser.follow())


def test_the_file_issued_is_known_and_a_changed_one_is_not(
    browser: Browser, office: Office, certificate: Certificate
) -> None:
    office.let_time_pass()
    office.sweep()
    certificate = office.certificate()
    content = office.pdf(certificate)
    send(browser, content, status=302)
    assert "Tệp PDF đúng là bản đã cấp" in text_of(browser.follow())
    middle = len(content) // 2
    other = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    for changed in (content[:-1], content + b"\n", other):
        assert "Không phải tệp do hệ thống này cấp" in send(browser, changed, status=200)
    change(office, certificate, anew=False)
    send(browser, content, status=302)
    text = text_of(browser.follow())
    assert "Tệp PDF đúng là bản đã cấp" in text
    assert "Đã thu hồi" in text
    assert "Có hiệu lực" not in text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Hãy chọn tệp PDF cần kiểm tra."),
        (b"PK\x03\x04 khong phai", "không phải PDF"),
        (b"%PDF-1.7" + bytes(LARGEST_CERTIFICATE), "lớn hơn mọi giấy chứng nhận"),
    ],
    ids=["empty", "not a PDF", "too big"],
)
def test_other_files_are_refused_in_clear_words(
    browser: Browser, content: bytes, says: str
) -> None:
    assert says in send(browser, content, status=422)
    browser.post(CHECK, status=422)
    file = (BytesIO(b"%PDF-1.7"), "giay.pdf", "application/pdf")
    browser.post(CHECK, {"file": file}, status=400, token=False)


def test_a_file_beyond_every_limit_is_refused(browser: Browser) -> None:
    assert "Tệp quá lớn" in send(browser, bytes(30_000_000), status=413)


def test_nothing_names_the_holder_to_a_stranger(browser: Browser, certificate: Certificate) -> None:
    browser.get(f"/chung-nhan/{certificate.uuid}", status=302)
    browser.get(f"/chung-nhan/{certificate.uuid}/tep.pdf", status=302)
    browser.get(f"{CHECK}/{certificate.uuid}", status=404)
    browser.get(f"{CHECK}/{certificate.number.replace('/', '-')}", status=404)
