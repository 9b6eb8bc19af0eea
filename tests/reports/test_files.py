"""All files of a sealed report say the same, and open."""

import csv
from decimal import Decimal
from hashlib import sha256
from io import BytesIO, StringIO
from types import SimpleNamespace

import docx
import pypdfium2
from openpyxl import load_workbook

from lms.core.resources import Resources
from tests.reports.sealed import Files, report_at, sealed
from tests.support.browser import Browser
from tests.support.pdfs import qr_code

UNITS = {"Xã A": (4, 2), "Xã B": (3, 1)}
TOTAL = (7, 3)


def text_of_pdf(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages)


def test_every_file_has_the_same_figures(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)

    files = sealed(browser, resources, place)

    assert set(files.contents) == {"pdf", "docx", "xlsx", "csv", "json"}
    assert in_statement(files, place) == (TOTAL, UNITS)
    assert in_workbook(files) == (TOTAL, UNITS)
    assert in_csv(files) == (TOTAL, UNITS)
    assert in_docx(files) == (TOTAL, UNITS)
    in_pdf(files)


def in_statement(files: Files, place: SimpleNamespace) -> object:
    statement, world = files.statement, place.world
    units = {str(unit.uuid): unit.name for unit in (world.commune, world.other)}
    assert len(statement["trained"]) == 3
    assert len(statement["not_yet"]) == 4
    counted = {units[uuid]: tuple(line["whole"]) for uuid, line in statement["units"].items()}
    return tuple(statement["total"]["whole"]), counted


def in_workbook(files: Files) -> object:
    book = load_workbook(BytesIO(files.contents["xlsx"]))
    assert book.sheetnames == [
        "Tổng hợp", "Theo đơn vị", "Danh sách", "Cách tính", "Khóa số liệu",
    ]  # fmt: skip
    rows = [[cell.value for cell in row] for row in book["Theo đơn vị"].iter_rows(min_row=5)]
    lines = {str(row[0]): (row[1], row[2]) for row in rows}
    names = [row[1].value for row in book["Danh sách"].iter_rows(min_row=5)]
    assert len(names) == TOTAL[0]
    ratio = book["Theo đơn vị"].cell(5, 4)
    assert (ratio.value, ratio.number_format) == (float(Decimal("0.3333")), "0.00%")
    return lines["Tổng số (mỗi người một lần)"], {unit: lines[unit] for unit in UNITS}


def in_csv(files: Files) -> object:
    text = files.contents["csv"].decode("utf-8-sig")
    lines = {row[0]: (row[1], row[2]) for row in csv.reader(StringIO(text), delimiter=";")}
    numbers = {name: (int(a), int(b)) for name, (a, b) in lines.items() if a.isdigit()}
    return numbers["Tổng số (mỗi người một lần)"], {unit: numbers[unit] for unit in UNITS}


def in_docx(files: Files) -> object:
    document = docx.Document(BytesIO(files.contents["docx"]))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    lines = {row[0]: (int(row[1]), int(row[2])) for row in rows if row[1:2] and row[1].isdigit()}
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "trong 7 người thuộc đối tượng có 3 người đã được bồi dưỡng, đạt tỷ lệ 42,85%" in text
    return lines["Tổng số (mỗi người một lần)"], {unit: lines[unit] for unit in UNITS}


def in_pdf(files: Files) -> None:
    text = text_of_pdf(files.contents["pdf"])
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "trong 7 người thuộc đối tượng có 3 người đã được bồi dưỡng" in text
    for unit, (people, trained) in UNITS.items():
        assert f"{unit} {people} {trained}" in text


def test_the_letter_is_laid_out_as_official_letters_are(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)

    files = sealed(browser, resources, place)

    page = docx.Document(BytesIO(files.contents["docx"])).sections[0]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    lengths = [length for length in (page.page_width, page.page_height, *margins) if length]
    assert [round(length.mm) for length in lengths] == [210, 297, 20, 20, 30, 15]
    assert page.different_first_page_header_footer
    first = pypdfium2.PdfDocument(files.contents["pdf"])[0]
    assert [round(side / 72 * 25.4) for side in first.get_size()] == [210, 297]


def test_the_qr_code_leads_to_the_public_page(
    browser: Browser, resources: Resources, place: SimpleNamespace
) -> None:
    browser.sign_in(place.binh)

    files = sealed(browser, resources, place)

    report = report_at(resources, files.address)
    last = pypdfium2.PdfDocument.new()
    letter = pypdfium2.PdfDocument(files.contents["pdf"])
    last.import_pages(letter, [len(letter) - 1])
    target = BytesIO()
    last.save(target)
    address = f"https://lantoa.test/bao-cao-kiem-tra/{report.token}"
    assert qr_code(target.getvalue()) == address
    assert sha256(files.contents["json"]).hexdigest() == report.digest
