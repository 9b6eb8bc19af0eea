"""An administrator at the pages of unit lists."""

from collections.abc import Mapping
from io import BytesIO
from uuid import UUID

import openpyxl
from sqlalchemy import select

from lms.core.resources import Resources
from lms.gazetteer.models import UnitFile, UnitRow
from lms.organisations.service import Organisation, find_organisation
from tests.support.browser import Browser, text_of
from tests.support.factories import BEGAN
from tests.support.staff_files import XLSX, saved, work

HEADINGS = {
    "code": "Mã",
    "name": "Tên đơn vị ✱",
    "short_name": "Tên viết tắt",
    "kind": "Loại đơn vị ✱",
    "parent": "Đơn vị cấp trên",
    "start": "Ngày hiệu lực",
}
Cells = Mapping[str, str]


def row(name: str, parent: str = "", kind: str = "Xã, phường, đặc khu", **cells: str) -> Cells:
    return {"name": name, "parent": parent, "kind": kind, **cells}


def workbook(*rows: Cells, headings: Mapping[str, str] = HEADINGS) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(headings.values()))
    for cells in rows:
        sheet.append([cells.get(key) for key in headings])
    return saved(book)


def send(browser: Browser, content: bytes, *, basis: str = "Công văn 1", status: int = 302) -> str:
    browser.get("/don-vi/nhap")
    data = {"file": (BytesIO(content), "don-vi.xlsx", XLSX), "basis": basis}
    browser.post("/don-vi/nhap", data, status=status)
    assert browser.response is not None
    return str(browser.response.headers.get("Location", ""))


def preview(browser: Browser, resources: Resources, *rows: Cells) -> str:
    address = send(browser, workbook(*rows))
    work(resources)
    return address


def staged(resources: Resources, address: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (action, [(column, sentence)]) of each row."""
    with resources.database.reading() as session:
        uuid = UUID(address.rpartition("/")[2])
        found = session.scalars(select(UnitFile).where(UnitFile.uuid == uuid)).one()
        rows = session.scalars(
            select(UnitRow).where(UnitRow.file_id == found.id).order_by(UnitRow.number)
        )
        return [(r.action, [(p["column"], p["vi"]) for p in r.problems]) for r in rows]


def actions(resources: Resources, address: str) -> list[str]:
    return [action for action, _ in staged(resources, address)]


def problem(resources: Resources, address: str, number: int = 0) -> tuple[str, str]:
    (found,) = staged(resources, address)[number][1]
    return found


def write(browser: Browser, resources: Resources, address: str) -> str:
    browser.get(address)
    browser.post(f"{address}/ghi")
    work(resources)
    return text_of(browser.get(address))


def find(resources: Resources, text: str, paths: list[str]) -> Organisation:
    with resources.database.reading() as session:
        return find_organisation(session, text=text, paths=paths, today=BEGAN.replace(year=2027))
