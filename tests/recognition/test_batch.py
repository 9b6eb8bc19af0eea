"""A list of past trainings: trial run, filing, one decision on the whole."""

from io import BytesIO

import openpyxl
import pytest

from lms.core.clock import utc_now
from lms.core.resources import Resources
from lms.learning.service import CompletionKind
from lms.people.service import Person
from lms.recognition.models import Outcome
from lms.recognition.service import forget_rows
from tests.recognition.conftest import Office
from tests.recognition.filing import (
    HEADINGS,
    approve,
    batch_at,
    file_claim,
    results_of,
    row,
    send,
    table,
    try_out,
)
from tests.support.browser import Browser, text_of
from tests.support.factories import People
from tests.support.staff_files import work

NUMBER = "001185000017"


@pytest.fixture
def coded(people: People, resources: Resources) -> People:
    """Give An an ID number and a code, the auditor and Chi a code."""
    with resources.database.transaction() as session:
        an = session.get_one(Person, people.an.id)
        an.id_number_index = resources.keys.fingerprint(NUMBER, context="people_person.id_number")
        for person, code, scope in (
            (people.an, "A1", people.province),
            (people.auditor, "G1", people.province),
            (people.chi, "C1", people.elsewhere),
        ):
            held = session.get_one(Person, person.id)
            held.staff_code, held.staff_code_scope = code, scope.id
    return people


def test_a_list_is_tried_filed_and_approved_as_a_whole(
    office: Office, coded: People, resources: Resources
) -> None:
    address = try_out(
        office.binh,
        resources,
        row(id_number=NUMBER, name="TRAN THI AN"),
        row(staff_code="G1", training="Lớp ngắn", started_on="30/08/2025"),
    )
    batch, rows = batch_at(resources, address)
    assert batch.counts == {"new": 2}
    assert [found.name for found in rows] == ["Trần Thị An", "Hồ Thị Giang"]
    assert results_of(resources, coded.an) == []
    assert "Trình duyệt 2 kết quả" in text_of(office.binh.get(address))

    office.binh.post(f"{address}/trinh")
    office.binh.post(f"{address}/trinh")  # a second click changes nothing
    assert "da-hoc.xlsx" in text_of(office.dung.get("/cong-nhan/nhap"))
    approve(office.dung, address)

    (done,) = results_of(resources, coded.an)
    assert done.kind == CompletionKind.RECOGNISED
    assert done.evidence["document"] == "12/QĐ, 02/09/2025"
    assert len(results_of(resources, coded.auditor)) == 1
    page = office.dung.get(address)
    assert "Đã duyệt 2 kết quả" in text_of(page)
    claim = str(page.select_one("tbody a")["href"])  # type: ignore[index]
    assert "trong danh sách da-hoc.xlsx" in text_of(office.dung.get(claim))
    office.dung.post(f"{claim}/quyet-dinh", {"decision": "duyet"}, status=404)
    assert office.dung.download(f"{claim}/minh-chung").startswith(b"%PDF")


@pytest.mark.usefixtures("coded")
def test_the_same_list_again_changes_nothing(office: Office, resources: Resources) -> None:
    rows = (row(id_number=NUMBER), row(staff_code="G1"))
    first = try_out(office.binh, resources, *rows)
    office.binh.post(f"{first}/trinh")
    waiting = try_out(office.dung, resources, *rows)
    assert batch_at(resources, waiting)[0].counts == {"unchanged": 2}
    approve(office.dung, first)

    again = try_out(office.binh, resources, *rows)

    assert "0 thay đổi" in text_of(office.binh.get(again))
    office.binh.post(f"{again}/trinh", status=409)


@pytest.mark.usefixtures("coded")
def test_each_mistake_names_row_column_value_cause_and_cure(
    office: Office, resources: Resources
) -> None:
    address = try_out(
        office.binh,
        resources,
        row(staff_code="A1", completed_on="31/02/2025", periods="tám"),
        row(staff_code="A1", programme="XYZ"),
        row(staff_code="A1", name="Hồ Thị Giang"),
        row(staff_code="C1"),
        row(),
        row(staff_code="A1"),
        row(id_number=NUMBER),
        row(staff_code="G1", issuer="Số 001185000017", document=None),
        row(staff_code="G1", completed_on="01/01/2099"),
    )
    _, rows = batch_at(resources, address)
    found = {r.number: [(p["column"], p["value"]) for p in r.problems] for r in rows}

    assert found == {
        2: [("periods", "tám"), ("completed_on", "31/02/2025")],
        3: [("programme", "XYZ")],
        4: [("name", "Hồ Thị Giang")],
        5: [("staff_code", "C1")],
        6: [("id_number", "")],
        7: [],
        8: [("completed_on", "")],
        9: [("issuer", ""), ("document", "")],
        10: [("completed_on", "01/01/2099")],
    }
    assert "Phạm Thị Chi" not in office.binh.get(address).text
    book = openpyxl.load_workbook(BytesIO(office.binh.download(f"{address}/ket-qua.xlsx")))
    sheet = [[cell.value for cell in cells] for cells in book.worksheets[0].iter_rows()]
    assert "Mã chương trình “XYZ”: Không có chương trình mã này" in str(sheet[2][3])
    assert "Hãy dùng một trong: THU" in str(sheet[2][3])
    assert NUMBER not in str(sheet)


def test_who_filed_the_list_does_not_decide_it_and_nobody_their_own_result(
    office: Office, coded: People, resources: Resources
) -> None:
    with resources.database.transaction() as session:
        session.get_one(Person, coded.manager.id).staff_code = "D1"
    address = try_out(office.binh, resources, row(staff_code="D1"))
    office.binh.post(f"{address}/trinh")

    approve(office.binh, address, status=403)
    approve(office.dung, address, status=403)

    assert results_of(resources, coded.manager) == []
    office.dung.post(f"{address}/rut", status=404)
    office.binh.post(f"{address}/rut")
    office.dung.get(address, status=404)


def test_a_refused_list_writes_nothing(office: Office, coded: People, resources: Resources) -> None:
    address = try_out(office.binh, resources, row(staff_code="A1"))
    office.binh.post(f"{address}/trinh")
    office.dung.post(f"{address}/quyet-dinh", {"decision": "tu-choi"}, status=422)

    office.dung.post(f"{address}/quyet-dinh", {"decision": "tu-choi", "reason": "Mờ"})

    assert results_of(resources, coded.an) == []
    assert "Đã từ chối cả danh sách" in text_of(office.binh.get(address))


def test_what_changed_since_the_trial_run_is_said_and_nothing_is_filed(
    office: Office, coded: People, resources: Resources
) -> None:
    address = try_out(office.binh, resources, row(staff_code="A1"), row(staff_code="G1"))
    approve(office.dung, file_claim(office.binh, coded.an))

    page = office.binh.post(f"{address}/trinh", status=409)

    assert "1 hàng không còn như đã xem" in page.text
    assert batch_at(resources, address)[0].state == "ready"


def test_a_list_is_seen_by_who_holds_everybody_in_it(
    office: Office, coded: People, resources: Resources
) -> None:
    address = try_out(office.binh, resources, row(staff_code="A1"))
    office.dung.get(address, status=404)  # not filed yet
    office.binh.post(f"{address}/trinh")
    office.dung.get(address)
    office.of(coded.auditor).get(address)
    chi = office.of(coded.chi)
    for part in ("", "/minh-chung", "/ket-qua.xlsx", "/tien-do"):
        chi.get(f"{address}{part}", status=404)
    for part in ("/quyet-dinh", "/trinh", "/rut"):
        chi.post(f"{address}{part}", {"decision": "duyet"}, status=404)
    office.of(coded.an).get(address, status=403)


@pytest.mark.parametrize(
    ("content", "evidence", "said"),
    [
        (b"", b"%PDF-", "Chưa chọn tệp danh sách"),
        (table([row()]), b"", "Chưa chọn tệp minh chứng"),
        (table([row()]), b"MZ", "không phải PDF, PNG hay JPEG"),
        (bytes(5 * 1024 * 1024 + 1), b"%PDF-", "lớn hơn 5 MB"),
    ],
    ids=["no list", "no paper", "no paper's kind", "too large"],
)
def test_both_files_are_needed(office: Office, content: bytes, evidence: bytes, said: str) -> None:
    page = send(office.binh, content, evidence=evidence, status=422)
    assert said in page.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "PDF"),
        (table([]), "không có hàng dữ liệu nào"),
        (table([row()], {**HEADINGS, "issuer": "Nơi"}), "Thiếu cột bắt buộc: Đơn vị tổ chức"),
        (table([row()], {**HEADINGS, "x": "Số tiết"}), "có hai lần"),
    ],
    ids=["not a table", "empty", "a column is missing", "a column twice"],
)
def test_an_unreadable_list_says_why(
    office: Office, resources: Resources, content: bytes, said: str
) -> None:
    send(office.binh, content)
    assert office.binh.response is not None
    address = office.binh.response.headers["Location"]
    assert "Đang đọc tệp" in text_of(office.binh.get(address))
    work(resources)
    assert said in text_of(office.binh.get(address))


def test_the_template_reads_back_in_both_languages(
    app: object, coded: People, resources: Resources
) -> None:
    reader = Browser(app, "en")  # type: ignore[arg-type]
    reader.sign_in(coded.binh)
    book = openpyxl.load_workbook(BytesIO(reader.download("/cong-nhan/nhap/mau.xlsx")))
    sheet = book.worksheets[0]
    sheet.append([row(staff_code="A1").get(key) for key in HEADINGS])
    target = BytesIO()
    book.save(target)
    send(reader, target.getvalue())
    assert reader.response is not None
    address = str(reader.response.headers["Location"])
    work(resources)
    assert batch_at(resources, address)[0].counts == {"new": 1}
    assert "Trial run done" in text_of(reader.get(address))
    reader.get(f"{address}/tien-do")
    assert reader.response.json == {"done": 0, "total": 1, "finished": True}


@pytest.mark.usefixtures("coded")
def test_trial_runs_are_forgotten_after_a_while(office: Office, resources: Resources) -> None:
    address = try_out(office.binh, resources, row(staff_code="A1"))
    _, rows = batch_at(resources, address)
    assert [found.outcome for found in rows] == [Outcome.NEW]
    with resources.database.transaction() as session:
        forget_rows(session, now=utc_now().replace(year=2099))
    office.binh.post(f"{address}/trinh", status=409)
    assert batch_at(resources, address)[1] == []
    assert "Đã hết hạn" in text_of(office.binh.get(address))
