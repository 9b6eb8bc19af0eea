"""What officers send: a training's form, its paper, a list of many."""

from collections.abc import Sequence
from io import BytesIO
from uuid import UUID

import openpyxl
from bs4 import BeautifulSoup
from sqlalchemy import select

from lms.core.resources import Resources
from lms.learning.service import Completion, completion_history
from lms.people.service import Person
from lms.recognition.models import Batch, Claim, Row
from tests.support.browser import Browser
from tests.support.staff_files import XLSX, work

PDF = b"%PDF-1.7 the paper"
HEADINGS = {
    "name": "Họ và tên",
    "id_number": "Số định danh",
    "staff_code": "Mã cán bộ",
    "programme": "Mã chương trình ✱",
    "training": "Tên khóa học",
    "issuer": "Đơn vị tổ chức ✱",
    "document": "Số, ngày quyết định hoặc chứng nhận ✱",
    "periods": "Số tiết ✱",
    "started_on": "Từ ngày",
    "completed_on": "Ngày hoàn thành ✱",
}
USUAL = {
    "programme": "THU",
    "issuer": "Học viện Báo chí",
    "document": "12/QĐ, 02/09/2025",
    "periods": "8",
    "completed_on": "01/09/2025",
}


def paper(content: bytes = PDF, name: str = "chứng nhận.pdf") -> tuple[BytesIO, str, str]:
    return BytesIO(content), name, "application/octet-stream"


def training(**changed: object) -> dict[str, object]:
    """Return a filled-in form."""
    return {
        "programme": "thu",
        "training": "Truyền thông số cơ bản",
        "issuer": "Học viện Báo chí",
        "document": "12/QĐ, 02/09/2025",
        "started_on": "25/08/2025",
        "completed_on": "01/09/2025",
        "periods": "8",
        "covers": "Viết tin, làm phim ngắn",
        "evidence": paper(),
        **changed,
    }


def file_claim(browser: Browser, person: Person, *, status: int = 302, **changed: object) -> str:
    """File a training through the form; return the claim's address."""
    address = f"/cong-nhan/nguoi/{person.uuid}/moi"
    browser.get(address)
    browser.post(address, training(**changed), status=status)
    assert browser.response is not None
    return str(browser.response.headers.get("Location", ""))


def approve(browser: Browser, address: str, *, status: int = 302) -> BeautifulSoup:
    browser.get(address)
    return browser.post(f"{address}/quyet-dinh", {"decision": "duyet"}, status=status)


def claim_at(resources: Resources, address: str) -> Claim:
    with resources.database.reading() as session:
        uuid = UUID(address.rpartition("/")[2])
        return session.scalars(select(Claim).where(Claim.uuid == uuid)).one()


def results_of(resources: Resources, person: Person) -> list[Completion]:
    with resources.database.reading() as session:
        return [done for done, _ in completion_history(session, person_id=person.id)]


def row(**cells: object) -> dict[str, object]:
    return {**USUAL, **cells}


def table(rows: Sequence[dict[str, object]], headings: dict[str, str] = HEADINGS) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(headings.values()))
    for cells in rows:
        sheet.append([cells.get(key) for key in headings])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def send(
    browser: Browser, content: bytes, *, evidence: bytes = PDF, status: int = 302
) -> BeautifulSoup:
    browser.get("/cong-nhan/nhap")
    data = {"file": (BytesIO(content), "da-hoc.xlsx", XLSX), "evidence": paper(evidence)}
    return browser.post("/cong-nhan/nhap", data, status=status)


def try_out(browser: Browser, resources: Resources, *rows: dict[str, object]) -> str:
    """Upload a list, have it read, return the trial run's address."""
    send(browser, table(rows))
    assert browser.response is not None
    address = str(browser.response.headers["Location"])
    work(resources)
    return address


def batch_at(resources: Resources, address: str) -> tuple[Batch, list[Row]]:
    with resources.database.reading() as session:
        uuid = UUID(address.rpartition("/")[2])
        batch = session.scalars(select(Batch).where(Batch.uuid == uuid)).one()
        rows = select(Row).where(Row.batch_id == batch.id).order_by(Row.number)
        return batch, list(session.scalars(rows))
