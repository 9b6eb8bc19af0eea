"""Refused rows come back as a file: mended and uploaded again, they are taken."""

from io import BytesIO

import openpyxl

from lms.core.resources import Resources
from tests.support.browser import Browser
from tests.support.factories import People
from tests.support.staff_files import apply, change_set_at, preview, row, rows_at, send, work

NUMBER = "001185000017"


def table(browser: Browser, address: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(browser.download(f"{address}/hang-loi.xlsx")))


def test_one_row_is_mended_and_uploaded_again_without_typing_the_number(
    binh: Browser, resources: Resources
) -> None:
    address = preview(
        binh,
        resources,
        row("Một", staff_code="M1"),
        row("Hai", id_number=NUMBER, unit="Xã Z", programme="THU"),
    )
    assert "Tải 1 hàng lỗi" in binh.get(address).text
    apply(binh, resources, address)
    book = table(binh, address)
    sheet = book.worksheets[0]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    headings, (cells,) = lines[0], lines[1:]
    by_name = dict(zip(headings, cells, strict=True))
    assert by_name["Họ và tên"] == "Hai"
    assert by_name["Số định danh"] == "********0017"
    assert "Không tìm thấy đơn vị “Xã Z”" in str(by_name["Lý do"])
    assert NUMBER not in str(lines)

    sheet.cell(2, headings.index("Đơn vị") + 1).value = "Xã B"
    target = BytesIO()
    book.save(target)
    send(binh, target.getvalue())
    assert binh.response is not None
    again = str(binh.response.headers["Location"])
    work(resources)

    found = change_set_at(resources, again)
    assert found.counts == {"create": 1}
    assert found.ignored == []
    apply(binh, resources, again)
    full = preview(binh, resources, row("Hai", id_number=NUMBER, unit="Xã B"))
    assert change_set_at(resources, full).counts == {"unchanged": 1}


def test_a_masked_number_of_somebody_elses_file_stays_masked(
    binh: Browser, resources: Resources, people: People
) -> None:
    address = preview(binh, resources, row("Hai", id_number=NUMBER, unit="Xã Z"))
    content = binh.download(f"{address}/hang-loi.xlsx")
    binh.sign_in(people.chi)
    binh.get("/nhan-su/nhap")
    binh.get(f"{address}/hang-loi.xlsx", status=404)
    send(binh, content)
    assert binh.response is not None
    theirs = str(binh.response.headers["Location"])
    work(resources)
    (staged,) = rows_at(resources, theirs)
    assert "Số định danh đã được che" in str(staged.problems)


def test_rows_in_the_file_are_all_accounted_for(binh: Browser, resources: Resources) -> None:
    address = preview(
        binh,
        resources,
        row("Một", staff_code="M1"),
        row("Một", staff_code="M1"),
        row("Trần Thị An", id_number="x"),
        row("", unit=""),
    )
    found = change_set_at(resources, address)
    assert sum(found.counts.values()) == found.rows_total == 4
