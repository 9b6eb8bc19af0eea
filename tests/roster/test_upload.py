"""The upload page and the template."""

from io import BytesIO

import openpyxl
import pytest

from lms.core.resources import Resources
from tests.support.browser import Browser
from tests.support.factories import People
from tests.support.staff_files import (
    HEADINGS,
    XLSX,
    change_set_at,
    preview,
    row,
    rows_at,
    saved,
    send,
    work,
    workbook,
)


def test_the_template_reads_back(binh: Browser, resources: Resources) -> None:
    book = openpyxl.load_workbook(BytesIO(binh.download("/nhan-su/nhap/mau.xlsx")))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(HEADINGS.values())
    for column, value in enumerate(row("Đỗ Thị Ân", id_number="001185000017").items(), 1):
        key, text = value
        sheet.cell(2, list(HEADINGS).index(key) + 1, str(text))
        assert column
    send(binh, saved(book))
    assert binh.response is not None
    address = binh.response.headers["Location"]
    work(resources)

    (staged,) = rows_at(resources, address)

    assert (staged.action, staged.name, staged.problems) == ("create", "Đỗ Thị Ân", [])


def test_the_template_offers_choices_and_keeps_numbers_as_text(binh: Browser) -> None:
    sheet = openpyxl.load_workbook(BytesIO(binh.download("/nhan-su/nhap/mau.xlsx"))).worksheets[0]

    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert any("Thông tin cơ sở" in str(formula) for formula in lists.values())
    assert sheet["D2"].number_format == "@" or sheet.column_dimensions["D"].width


def test_the_template_in_english_reads_back(
    app: object, people: People, resources: Resources
) -> None:
    browser = Browser(app, "en")  # type: ignore[arg-type]
    browser.sign_in(people.binh)
    book = openpyxl.load_workbook(BytesIO(browser.download("/nhan-su/nhap/mau.xlsx")))
    headings = [str(cell.value) for cell in book.worksheets[0][1]]
    assert headings[0] == "Full name ✱"

    address = preview(
        browser,
        resources,
        row(staff_code="CB01", group="Communication", full_time="Full-time"),
        headings=dict(zip(HEADINGS, headings, strict=True)),
    )

    assert [staged.action for staged in rows_at(resources, address)] == ["create"]


def test_an_upload_leads_to_its_preview(binh: Browser, resources: Resources) -> None:
    send(binh, workbook([row(staff_code="CB01")]), name="Danh sách 001185000017.xlsx")

    page = binh.follow()

    assert "Đang đọc tệp: Danh sách ….xlsx" in page.h1.text if page.h1 else False
    assert page.select("[data-progress-url]")
    work(resources)
    assert binh.response is not None


def test_progress_is_told_to_the_script(binh: Browser, resources: Resources) -> None:
    address = preview(binh, resources, row(staff_code="CB01"), row("Hồ Văn Hai", staff_code="CB02"))

    binh.get(f"{address}/tien-do")

    assert binh.response is not None
    assert binh.response.json == {"done": 2, "total": 2, "finished": True}


def test_the_latest_files_are_listed(binh: Browser, resources: Resources) -> None:
    address = preview(binh, resources, row(staff_code="CB01"))

    page = binh.get("/nhan-su/nhap")

    assert [a["href"] for a in page.select("a") if a.text == "danh-sach.xlsx"] == [address]


def test_nothing_chosen_is_refused_in_words(binh: Browser) -> None:
    binh.get("/nhan-su/nhap")
    page = binh.post("/nhan-su/nhap", {}, status=422)
    assert "Chưa chọn tệp" in page.text
    empty = (BytesIO(b""), "danh-sach.xlsx", XLSX)
    assert "0 byte" in binh.post("/nhan-su/nhap", {"file": empty}, status=422).text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 a report", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xls"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "không phải bảng tính"),
        (b"PK\x03\x04 cut off", "hỏng"),
    ],
    ids=["pdf", "xls", "png", "cut off"],
)
def test_a_wrong_file_is_refused_with_the_cure(
    binh: Browser, resources: Resources, content: bytes, said: str
) -> None:
    send(binh, content, name="danh-sach.xlsx")
    assert binh.response is not None
    address = binh.response.headers["Location"]
    work(resources)

    page = binh.get(address)

    assert "chưa có gì thay đổi" in page.text
    assert said in page.text
    assert change_set_at(resources, address).state == "refused"


def test_what_is_wrong_far_down_keeps_no_row_before_it(binh: Browser, resources: Resources) -> None:
    good = [row(f"Người {chr(65 + n % 26)}", staff_code=f"CB{n}") for n in range(1_200)]
    address = preview(binh, resources, *good, row("x" * 5_000, staff_code="CB"))
    change_set = change_set_at(resources, address)
    assert (change_set.state, change_set.rows_done, change_set.file_key) == ("refused", 0, None)
    assert rows_at(resources, address) == []
    assert "1202" in binh.get(address).text


def test_the_file_is_judged_before_its_headings(binh: Browser, resources: Resources) -> None:
    headings = {**HEADINGS, "name": "Tên gọi"}
    long = row("x" * 5_000, staff_code="CB02")
    address = preview(binh, resources, row(staff_code="CB01"), long, headings=headings)
    page = binh.get(address)
    assert "Thiếu cột" not in page.text
    assert "4.000" in page.text or "4000" in page.text


def test_all_rows_are_counted(binh: Browser, resources: Resources) -> None:
    rows = [row(f"Người {chr(65 + n % 26)}", staff_code=f"CB{n}") for n in range(500)]
    change_set = change_set_at(resources, preview(binh, resources, *rows))
    assert (change_set.rows_total, change_set.rows_done) == (500, 500)


def test_renamed_columns_are_named(binh: Browser, resources: Resources) -> None:
    headings = {**HEADINGS, "name": "Tên gọi", "group": "Mảng"}
    address = preview(binh, resources, row(staff_code="CB01"), headings=headings)
    assert "Thiếu cột bắt buộc: Họ và tên, Nhóm công tác." in binh.get(address).text


def test_columns_may_be_moved_and_written_without_marks(
    binh: Browser, resources: Resources
) -> None:
    headings = {key: HEADINGS[key].upper() for key in reversed(HEADINGS)}
    headings |= {"name": "ho ten", "note": "Ghi chú"}

    address = preview(binh, resources, row(staff_code="CB01"), headings=headings)

    assert [staged.action for staged in rows_at(resources, address)] == ["create"]
    assert "Cột không dùng đến: Ghi chú." in binh.get(address).text


def test_a_heading_twice_and_an_empty_list_are_refused(binh: Browser, resources: Resources) -> None:
    twice = preview(binh, resources, row(staff_code="1"), headings={**HEADINGS, "x": "Số CCCD"})
    assert "có hai lần" in binh.get(twice).text
    empty = preview(binh, resources)
    assert "không có hàng dữ liệu nào" in binh.get(empty).text


def test_a_file_beyond_the_limit_is_refused_at_once(binh: Browser) -> None:
    page = send(binh, bytes(16 * 1024 * 1024 + 1), status=422)
    assert "lớn hơn 16 MB" in page.text


def test_a_file_of_20_mb_is_refused_at_the_door(binh: Browser) -> None:
    page = send(binh, bytes(20 * 1024 * 1024), status=413)
    assert "Tệp quá lớn" in page.text


def test_uploading_needs_the_right_permission_and_a_form_of_ours(
    browser: Browser, people: People
) -> None:
    browser.get("/nhan-su/nhap", status=302)
    assert "/dang-nhap" in str(browser.response and browser.response.headers["Location"])
    for person in (people.an, people.manager, people.auditor, people.admin):
        browser.sign_in(person)
        browser.get("/nhan-su/nhap", status=403)
        browser.get("/nhan-su/nhap/mau.xlsx", status=403)
        browser.post("/nhan-su/nhap", {}, status=403)
    browser.sign_in(people.binh)
    browser.post("/nhan-su/nhap", {}, status=400, token=False)
