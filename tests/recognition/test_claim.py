"""Filing one person's training from elsewhere, and its paper."""

from datetime import date

import pytest
from sqlalchemy import select

from lms.core.audit import AuditEvent
from lms.core.resources import Resources
from lms.recognition.models import Claim, Evidence
from tests.recognition.conftest import Office
from tests.recognition.filing import PDF, claim_at, file_claim, paper, results_of, training
from tests.support.browser import Browser, text_of
from tests.support.factories import People


def test_an_officer_files_a_training_and_nothing_counts_yet(
    office: Office, people: People, resources: Resources
) -> None:
    address = file_claim(office.binh, people.an)

    page = text_of(office.binh.follow())
    claim = claim_at(resources, address)
    assert "Đã nộp hồ sơ" in page
    assert "Chờ duyệt" in page
    assert (claim.completed_on, claim.periods) == (date(2025, 9, 1), 8)
    assert claim.organisation_id == people.xa_a.id
    assert results_of(resources, people.an) == []
    assert "Học viện Báo chí" in text_of(office.binh.get(f"/nhan-su/{people.an.uuid}"))
    with resources.database.reading() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "recognition.filed")
        ).one()
    assert (event.subject_uuid, event.detail["programme"]) == (claim.uuid, "thu")


def test_the_paper_is_kept_encrypted_and_given_out_as_it_came(
    office: Office, people: People, resources: Resources
) -> None:
    address = file_claim(office.binh, people.an, evidence=paper(PDF, "001185000017 chứng nhận.exe"))

    assert office.dung.download(f"{address}/minh-chung") == PDF
    assert office.dung.response is not None
    headers = office.dung.response.headers
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"] == "application/pdf"
    with resources.database.reading() as session:
        kept = session.scalars(select(Evidence)).one()
    assert kept.file_name == "… chứng nhận.pdf"
    assert PDF not in resources.files.read(kept.file_key)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Hãy điền mục này|Chưa chọn tệp minh chứng"),
        (b"<html>%PDF-</html>", "không phải PDF, PNG hay JPEG"),
        (b"PK\x03\x04 a workbook", "không phải PDF, PNG hay JPEG"),
        (PDF + bytes(10 * 1024 * 1024), "lớn hơn 10 MB"),
    ],
    ids=["empty", "html", "zip", "too large"],
)
def test_other_files_are_refused_in_words(
    office: Office, people: People, content: bytes, said: str
) -> None:
    address = f"/cong-nhan/nguoi/{people.an.uuid}/moi"
    office.binh.get(address)
    page = office.binh.post(address, training(evidence=paper(content)), status=422)
    assert any(part in page.text for part in said.split("|"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"completed_on": "01/08/2025"}, "đứng trước ngày bắt đầu"),
        ({"completed_on": "01/01/2099"}, "chưa tới"),
        ({"periods": "0"}, "số nguyên từ 1 đến 2000"),
        ({"covers": "Số 0011 8500 0017"}, "như số định danh"),
        ({"issuer": " "}, "Hãy điền mục này"),
    ],
)
def test_mistakes_name_their_field(
    office: Office, people: People, changed: dict[str, object], said: str
) -> None:
    address = f"/cong-nhan/nguoi/{people.an.uuid}/moi"
    office.binh.get(address)
    page = office.binh.post(address, training(**changed), status=422)
    assert said in page.text


def test_the_same_training_is_filed_once(
    office: Office, people: People, resources: Resources
) -> None:
    file_claim(office.binh, people.an)
    file_claim(office.dung, people.an, status=409)
    with resources.database.reading() as session:
        assert len(session.scalars(select(Claim)).all()) == 1


def test_who_filed_may_withdraw_and_nobody_else(
    office: Office, people: People, resources: Resources
) -> None:
    address = file_claim(office.binh, people.an)
    office.dung.post(f"{address}/rut", status=404)

    office.binh.post(f"{address}/rut")

    assert claim_at(resources, address).withdrawn_at is not None
    office.binh.post(f"{address}/rut", status=409)
    file_claim(office.binh, people.an)


def test_the_list_shows_each_officer_what_waits_for_them(office: Office, people: People) -> None:
    file_claim(office.binh, people.an)

    assert "Trần Thị An" in text_of(office.dung.get("/cong-nhan"))
    assert "Không có hồ sơ nào" in text_of(office.binh.get("/cong-nhan"))
    assert "Trần Thị An" in text_of(office.binh.get("/cong-nhan?xem=dang-cho"))
    assert "Trần Thị An" in text_of(office.of(people.auditor).get("/cong-nhan"))
    assert "Trần Thị An" not in text_of(office.of(people.chi).get("/cong-nhan?xem=dang-cho"))


def test_what_is_elsewhere_does_not_exist(office: Office, people: People) -> None:
    chi, address = office.of(people.chi), file_claim(office.binh, people.an)
    chi.get(f"/cong-nhan/nguoi/{people.an.uuid}/moi", status=404)
    chi.post(f"/cong-nhan/nguoi/{people.an.uuid}/moi", training(), status=404)
    for part in ("", "/minh-chung"):
        chi.get(f"{address}{part}", status=404)
    for part in ("/quyet-dinh", "/rut"):
        chi.post(f"{address}{part}", {"decision": "duyet"}, status=404)


def test_others_may_not_and_strangers_sign_in(
    office: Office, browser: Browser, people: People
) -> None:
    address = file_claim(office.binh, people.an)
    form = f"/cong-nhan/nguoi/{people.an.uuid}/moi"
    browser.get(form, status=302)
    browser.get(address, status=302)
    for person in (people.an, people.admin):
        for path in (form, address, f"{address}/minh-chung", "/cong-nhan"):
            office.of(person).get(path, status=403)
    auditor = office.of(people.auditor)
    auditor.get(address)
    auditor.get(form, status=403)
    auditor.post(f"{address}/quyet-dinh", {"decision": "duyet"}, status=403)
    office.binh.post(form, training(), status=400, token=False)


def test_in_english(app: object, people: People, office: Office) -> None:
    address = file_claim(office.binh, people.an)
    reader = Browser(app, "en")  # type: ignore[arg-type]
    reader.sign_in(people.manager)
    assert "Recognition file" in text_of(reader.get(address))
    assert "For me to decide" in text_of(reader.get("/cong-nhan"))
