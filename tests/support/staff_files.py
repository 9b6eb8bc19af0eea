"""Staff files as HR makes them, sent the way a browser sends them."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from uuid import UUID

import openpyxl
from bs4 import BeautifulSoup
from sqlalchemy import select

from lms.cli import TASKS
from lms.core.jobs import Job, run_due
from lms.core.resources import Resources
from lms.roster.models import ChangeSet, Row
from tests.support.browser import Browser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = {
    "name": "Họ và tên ✱",
    "born_on": "Ngày sinh",
    "sex": "Giới tính",
    "id_number": "Số định danh",
    "staff_code": "Mã cán bộ",
    "unit": "Đơn vị ✱",
    "title": "Chức vụ",
    "category": "Đối tượng",
    "group": "Nhóm công tác ✱",
    "full_time": "Chuyên trách/kiêm nhiệm ✱",
    "from": "Ngày bắt đầu",
    "to": "Ngày kết thúc",
    "email": "E-mail",
    "phone": "Điện thoại",
    "programme": "Mã chương trình",
    "due_on": "Hạn hoàn thành",
}
USUAL = {"unit": "Xã A", "group": "Truyền thông", "full_time": "Chuyên trách"}
Cells = Mapping[str, object]


def row(name: str = "Nguyễn Văn Em", **cells: object) -> dict[str, object]:
    """Return the cells of a row in Xã A by our column keys."""
    return {"name": name, **USUAL, **cells}


def workbook(rows: Sequence[Cells], headings: Mapping[str, str] = HEADINGS) -> bytes:
    """Return an XLSX file with `rows` below the headings."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(headings.values()))
    for cells in rows:
        sheet.append([cells.get(key) for key in headings])
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str) and not str(cell.value).startswith("=1"):
                cell.data_type = "s"  # a name that begins with "=" stays text
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def send(
    browser: Browser,
    content: bytes,
    *,
    name: str = "danh-sach.xlsx",
    kind: str = XLSX,
    status: int = 302,
) -> BeautifulSoup:
    """Send a file through the upload form."""
    browser.get("/nhan-su/nhap")
    return browser.post("/nhan-su/nhap", {"file": (BytesIO(content), name, kind)}, status=status)


def work(resources: Resources) -> None:
    """Let the worker do everything that is due; a job that failed is an error."""
    while run_due(resources, TASKS):
        pass
    with resources.database.reading() as session:
        errors = session.scalars(select(Job.error).where(Job.error.is_not(None))).all()
    assert not errors, errors[0]


def preview(
    browser: Browser, resources: Resources, *rows: Cells, headings: Mapping[str, str] = HEADINGS
) -> str:
    """Upload a file with `rows`, have it read, and return the preview's address."""
    send(browser, workbook(rows, headings))
    assert browser.response is not None
    address = browser.response.headers["Location"]
    work(resources)
    return str(address)


def apply(browser: Browser, resources: Resources, address: str) -> None:
    """Click on “Ghi” in the preview and let the worker write."""
    browser.get(address)
    browser.post(f"{address}/ghi")
    work(resources)


def upload(browser: Browser, resources: Resources, *rows: Cells) -> str:
    """Upload, preview and apply `rows`; return the address of the result."""
    address = preview(browser, resources, *rows)
    apply(browser, resources, address)
    return address


def change_set_at(resources: Resources, address: str) -> ChangeSet:
    """Return what the page at `address` shows."""
    uuid = UUID(address.rpartition("/")[2])
    with resources.database.reading() as session:
        return session.scalars(select(ChangeSet).where(ChangeSet.uuid == uuid)).one()


def rows_at(resources: Resources, address: str) -> list[Row]:
    """Return the staged rows in the file's order."""
    found = change_set_at(resources, address)
    with resources.database.reading() as session:
        rows = select(Row).where(Row.change_set_id == found.id).order_by(Row.number)
        return list(session.scalars(rows))


def problems_at(resources: Resources, address: str) -> list[list[tuple[str, str]]]:
    """Return (column, Vietnamese sentence) of each row's problems."""
    return [
        [(problem["column"], problem["vi"]) for problem in staged.problems]
        for staged in rows_at(resources, address)
    ]
