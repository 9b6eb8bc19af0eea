"""What is written opens right in Excel, and nothing typed by a person becomes a formula."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from lms.core.i18n import in_language
from lms.core.spreadsheets.reading import read_table
from lms.core.spreadsheets.writing import (
    Column,
    Kind,
    Sheet,
    Value,
    csv_lines,
    write_csv,
    write_xlsx,
)

MADE_AT = datetime(2026, 2, 5, tzinfo=UTC)
COLUMNS = [
    Column("Họ và tên ✱", width=28),
    Column("Số người", Kind.NUMBER),
    Column("Tỷ lệ", Kind.RATIO),
    Column("Ngày", Kind.DAY),
]
DANGEROUS = ["=1+1", "+84912", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', " =1"]


def written(*sheets: Sheet) -> bytes:
    out = io.BytesIO()
    write_xlsx(out, sheets, title="Danh sách", made_at=MADE_AT)
    return out.getvalue()


def test_each_kind_is_a_real_cell_of_that_kind() -> None:
    rows: list[list[Value]] = [
        ["Nguyễn An", 13465, Decimal("0.69996"), date(2026, 2, 5)],
        [None, None, None, None],
    ]
    page = load_workbook(io.BytesIO(written(Sheet("T5", COLUMNS, rows)))).worksheets[0]
    name, count, share, day = page[2]
    assert (name.value, count.value, share.value) == ("Nguyễn An", 13465, 0.6999)
    assert day.value == datetime(2026, 2, 5)  # noqa: DTZ001 - a spreadsheet has no zones
    assert [cell.number_format for cell in page[2]] == ["@", "#,##0", "0.00%", "dd/mm/yyyy"]


@pytest.mark.parametrize(
    "text",
    ["<r><t>đậm</t></r>", "a & b < c > d", " hai đầu ", "_x0041_", "dòng một\ndòng hai", "\u0001."],
)
def test_a_text_is_kept_as_it_was_typed(text: str) -> None:
    content = written(Sheet("T5", COLUMNS[:1], [[text], ["An"]]))
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    assert unescape(page["A2"].value) == text
    assert page["A3"].value == "An"


def test_a_long_text_makes_its_row_higher_and_each_sheet_has_its_rows() -> None:
    first = Sheet("Một", COLUMNS[:1], [["An " * 40], [None], ["Bình"]])
    second = Sheet("Hai", COLUMNS[:2], [["Chi", 2]], notes=["Ghi chú"])
    one, two = load_workbook(io.BytesIO(written(first, second))).worksheets
    assert [one.row_dimensions[number].height for number in (2, 4)] == [75, None]
    assert [cell.value for cell in one["A"]] == ["Họ và tên ✱", "An " * 40, None, "Bình"]
    assert [cell.value for cell in two[3]] == ["Chi", 2]


def test_a_list_too_long_for_a_sheet_goes_on_in_the_next() -> None:
    rows = [[f"Người {number}"] for number in range(7)]
    sheet = Sheet("Danh sách", COLUMNS[:1], rows, notes=["Ghi chú"])
    out = io.BytesIO()
    write_xlsx(
        out, [sheet, Sheet("Cách tính", COLUMNS[:1])], title="x", made_at=MADE_AT, most_rows=5
    )
    book = load_workbook(out)
    assert book.sheetnames == ["Danh sách", "Danh sách 2", "Danh sách 3", "Cách tính"]
    read = [[cell.value for cell in page["A"][2:]] for page in book.worksheets]
    assert [len(part) for part in read] == [3, 3, 1, 0]
    assert [[name] for part in read for name in part] == rows


def test_headings_stay_in_sight_and_print_on_each_page() -> None:
    sheet = Sheet("T5", COLUMNS, [["An", 1, Decimal(1), MADE_AT.date()]], notes=["Đến ngày 5"])
    book = load_workbook(io.BytesIO(written(sheet)))
    page = book.worksheets[0]
    assert page["A1"].value == "Đến ngày 5"
    assert page["A2"].font.bold
    assert page.freeze_panes == "A3"
    assert page.auto_filter.ref == "A2:D3"
    assert page.print_title_rows == "$2:$2"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.oddFooter is not None
    assert page.oddFooter.center.text == "Trang &P / &N"
    assert (book.properties.title, book.properties.creator) == ("Danh sách", "Lan Tỏa")


def test_the_footer_is_in_the_language_of_the_reader() -> None:
    with in_language("en"):
        page = load_workbook(io.BytesIO(written(Sheet("T5", COLUMNS)))).worksheets[0]
    assert page.oddFooter is not None
    assert page.oddFooter.center.text == "Page &P / &N"


def test_the_same_table_gives_the_same_bytes() -> None:
    sheet = Sheet("T5", COLUMNS, [["An", 1, Decimal("0.5"), MADE_AT.date()]])
    assert written(sheet) == written(sheet)


def test_a_template_offers_its_choices_and_hints() -> None:
    columns = [Column("Nhóm ✱", choices=("truyền thông", "khác")), Column("Mã", hint="12 chữ số")]
    page = load_workbook(io.BytesIO(written(Sheet("Mẫu", columns)))).worksheets[0]
    choice, hint = page.data_validations.dataValidation
    assert choice.formula1 == '"truyền thông,khác"'
    assert str(choice.sqref) == "A2:A1001"
    assert hint.prompt == "12 chữ số"


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula(text: str) -> None:
    content = written(Sheet("A", [Column(text)], [[text]], notes=[text]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "hyperlink" not in xml.lower().replace("=hyperlink", "")
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    assert page["A3"].number_format == "@"


@given(text=st.text(max_size=40))
def test_any_text_in_csv_is_inert_and_reads_back(text: str) -> None:
    line = list(csv_lines(Sheet("A", [Column("x")], [[text]])))[2].decode()
    assert not line.lstrip('" ').startswith(("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"))  # noqa: RUF001


def test_csv_opens_in_a_vietnamese_excel() -> None:
    out = io.BytesIO()
    write_csv(
        out,
        Sheet(
            "T5",
            COLUMNS,
            [["Bình; “B”", 1234, Decimal("0.6996"), date(2026, 2, 5)], ["0912", 1, None, None]],
        ),
    )
    assert out.getvalue().decode() == (
        "\ufeffHọ và tên ✱;Số người;Tỷ lệ;Ngày\r\n"
        '"Bình; “B”";1234;0,6996;05/02/2026\r\n'
        "'0912;1;;\r\n"
    )


@pytest.mark.parametrize(
    "text", ["0912345678", "079201000123", "=1", "+84912", "Nguyễn An", "'Anh"]
)
def test_what_is_written_is_read_again(text: str) -> None:
    sheet = Sheet("A", [Column("Mã")], [[text]])
    for content in (written(sheet), b"".join(csv_lines(sheet))):
        with read_table(content) as table:
            assert [row.text("A") for row in table] == ["Mã", text]


def test_a_sheet_name_is_made_fit() -> None:
    book = load_workbook(io.BytesIO(written(Sheet("Sở KH&CN / 2026: [T5]? " + "x" * 40, COLUMNS))))
    assert book.sheetnames == ["Sở KH&CN - 2026- -T5-- xxxxxxxx"]


def test_what_does_not_fit_is_an_error() -> None:
    with pytest.raises(ValueError, match="32767"):
        written(Sheet("A", [Column("x")], [["y" * 32_768]]))
    with pytest.raises(ValueError, match="a day"):
        written(Sheet("A", [Column("x", Kind.DAY)], [[MADE_AT]]))
    with pytest.raises(ValueError, match="zip"):
        written(Sheet("A", [Column("x")], [["y", "z"]]))


def test_rows_may_be_a_generator_and_the_target_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = ([f"Người {n}"] for n in range(100))
    write_xlsx(path, [Sheet("A", [Column("Tên")], rows)], title="A", made_at=MADE_AT)
    with read_table(path) as table:
        assert table.row_count == 101
