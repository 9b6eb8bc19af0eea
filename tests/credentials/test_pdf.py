"""The PDF: an archive copy that can be read aloud, checked offline, and found by its QR code."""

import base64
import io
import json
from datetime import date

import pikepdf
import pypdfium2
import pytest

from lms.core import signing
from lms.core.signing import StatementInvalid
from lms.credentials.models import Certificate
from lms.credentials.rules import PURPOSE
from lms.people.service import Person, posts_of
from tests.conftest import PUBLIC_URL
from tests.credentials.office import Office
from tests.support.browser import Browser
from tests.support.pdfs import qr_code

ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def certificate(office: Office) -> Certificate:
    """Return An's certificate."""
    return office.printed(office.people.an)


def words(content: bytes) -> str:
    (page,) = pypdfium2.PdfDocument(content)
    text = page.get_textpage().get_text_bounded()
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_qr_code_leads_to_the_page_and_is_signed(
    browser: Browser, office: Office, certificate: Certificate
) -> None:
    address, _, statement = qr_code(office.pdf(certificate)).partition("#")
    assert address == f"{PUBLIC_URL}/xac-minh/{certificate.token}"
    assert certificate.number in browser.get(address.removeprefix(PUBLIC_URL)).text
    public = office.resources.keys.signing_key.public_key()
    assert signing.verify([public], statement, purpose=PURPOSE) == {
        "n": certificate.number,
        "p": "Trần Thị An",
        "c": "THU",
        "d": certificate.snapshot["completed_on"],
        "i": "Sở Thử nghiệm",
    }


@ONE_DATABASE
def test_a_changed_statement_is_refused(office: Office, certificate: Certificate) -> None:
    public = office.resources.keys.signing_key.public_key()
    text = certificate.statement
    blob = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    name = "Trần".encode()
    assert name in blob
    forged = bytes(blob).replace(name, "Trân".encode())
    again = base64.urlsafe_b64encode(forged).rstrip(b"=").decode()
    assert json.loads(forged[forged.rindex(b"{") :])["p"] == "Trân Thị An"
    for wrong in (again, text[:-4], "", "x" * 300):
        with pytest.raises(StatementInvalid):
            signing.verify([public], wrong, purpose=PURPOSE)
    with pytest.raises(StatementInvalid):
        signing.verify([public], text, purpose="checkpoint")


@ONE_DATABASE
def test_it_says_everything_and_is_not_marked_as_a_sample(
    office: Office, certificate: Certificate
) -> None:
    printed = words(office.pdf(certificate))
    for part in (
        "GIẤY CHỨNG NHẬN HOÀN THÀNH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "ỦY BAN NHÂN DÂN TỈNH A",
        "SỞ THỬ NGHIỆM",
        "TRẦN THỊ AN",
        "Đơn vị công tác: Xã A, tỉnh A",
        "Chương trình thử – phần 1",
        "Thời lượng: 4 tiết, từ ngày",
        f"Số: {certificate.number}",
        str(certificate.snapshot["place_and_date"]),
        "GIÁM ĐỐC",
        "Phạm Đức Dũng",
    ):
        assert part in printed
    assert "MẪU" not in printed
    assert "Sinh ngày" not in printed


@ONE_DATABASE
def test_a_birth_date_is_printed_only_where_the_issuer_says_so(office: Office) -> None:
    with office.resources.database.transaction() as session:
        session.get_one(Person, office.people.an.id).born_on = date(1990, 2, 1)
        session.get_one(Person, office.people.binh.id).born_on = date(1991, 3, 2)
    without = office.printed(office.people.an)
    office.set_issuer(prints_birth_date=True)
    printed = office.printed(office.people.binh)
    assert "1990" not in words(office.pdf(without))
    assert "1990" not in str(without.snapshot)
    assert "Sinh ngày: 02/03/1991" in words(office.pdf(printed))
    assert "1991" not in qr_code(office.pdf(printed))


@ONE_DATABASE
def test_made_up_people_get_it_marked(office: Office) -> None:
    with office.resources.database.transaction() as session:
        posts_of(session, person_id=office.people.an.id)[0].source = "demo"
    printed = words(office.pdf(office.printed(office.people.an)))
    assert "DỮ LIỆU MẪU – không có giá trị sử dụng" in printed
    assert printed.count("DỮ LIỆU MẪU") == 2


@ONE_DATABASE
def test_it_is_kept_for_good_and_read_aloud(office: Office, certificate: Certificate) -> None:
    with pikepdf.open(io.BytesIO(office.pdf(certificate))) as file:
        assert not file.check_pdf_syntax()
        root = file.Root
        assert root.MarkInfo.Marked
        assert root.Lang == "vi"
        assert "/StructTreeRoot" in root
        assert "/Encrypt" not in file.trailer
        elements = [
            item
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem"
        ]
        assert [str(item.S) for item in elements].count("/H1") == 1
        (figure,) = [item for item in elements if item.S == "/Figure"]
        assert certificate.number in str(figure.Alt)
        fonts = [
            item
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
        with file.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("2", "A")
            assert xmp["pdfuaid:part"] == "1"
            assert certificate.number in str(xmp["dc:title"])
