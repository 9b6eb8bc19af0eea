"""A letter as DOCX, for the agency to complete and sign. Pure: a letter in, bytes out.

The same parts in the same order as in the PDF. It names Times New Roman, as offices have it.
"""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import Table as Grid
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from lms.core import documents
from lms.reports.letter import Block, Hint, Letter, Section, Table

FONT = "Times New Roman"
BODY, SMALL, HEAD = Pt(13), Pt(11), Pt(14)
APART = Pt(6)
WIDE = 25.7  # centimetres between the margins of a wide page
NARROW = 16.5
CENTRE, JUSTIFY, RIGHT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
    WD_ALIGN_PARAGRAPH.RIGHT,
)


def letter_docx(letter: Letter, *, title: str, address: str, made_at: datetime) -> bytes:
    """Return the letter; `address` goes into the QR code."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = "Lan Tỏa"
    document.core_properties.language = "vi-VN"
    document.core_properties.created = made_at.replace(tzinfo=None)
    _set_up(document)
    _heads(document, letter)
    _opening(document, letter)
    for number, section in enumerate(letter.sections, start=1):
        _text(document, [(f"{number}. {section.title}", "b")], first=True, keep=True)
        _blocks(document, section.blocks, NARROW, keep=number == len(letter.sections))
    _ends(document, letter)
    _annexes(document, letter, address)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _set_up(document: Document) -> None:
    """Set font, margins and page numbers: on top, centred, none on the first page."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, BODY
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    page.header_distance = Mm(10)
    page.different_first_page_header_footer = True
    number = page.header.paragraphs[0]
    number.alignment = CENTRE
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)  # noqa: SLF001 - the library knows no fields


def _heads(document: Document, letter: Letter) -> None:
    """Write the agency on the left, the country's name on the right."""
    left, right = _two_halves(document, (6.2, 10.3))
    if letter.superior:
        _line(left, [(letter.superior, "")], CENTRE)
    _line(left, [(letter.agency, "b")], CENTRE)
    _line(left, [("–––––––", "")], CENTRE)
    _line(left, [("Số:        /BC-……", "")], CENTRE)
    _line(right, [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "b")], CENTRE, Pt(12))
    _line(right, [("Độc lập - Tự do - Hạnh phúc", "b")], CENTRE)
    _line(right, [("–––––––––––––––––––", "")], CENTRE)
    _line(right, [(letter.place_and_day, "i")], CENTRE)


def _opening(document: Document, letter: Letter) -> None:
    if letter.sample:
        sample = "DỮ LIỆU MẪU – không có giá trị sử dụng"
        _text(document, [(sample, "b")], align=CENTRE)
    _text(document, [("BÁO CÁO", "b")], align=CENTRE, size=HEAD, before=Pt(12))
    _text(document, [(letter.subject, "b")], align=CENTRE, size=HEAD)
    _text(document, [("–––––––", "")], align=CENTRE)
    for number, line in enumerate(letter.opening):
        _text(document, [(line, "" if number else "i")], first=True)


def _ends(document: Document, letter: Letter) -> None:
    """Write who gets the letter on the left, who signs on the right; never alone on a page."""
    _text(document, [("", "")], keep=True)
    left, right = _two_halves(document, (7.0, 9.5))
    _line(left, [("Nơi nhận:", "bi")], size=Pt(12))
    for number, one in enumerate(letter.recipients, start=1):
        ending = "." if number == len(letter.recipients) else ";"
        _line(left, [(f"- {one}{ending}", "")], size=SMALL)
    for title in letter.signer_title:
        _line(right, [(title.upper(), "b")], CENTRE)
    for _ in range(4):
        _line(right, [("", "")], CENTRE)
    _line(right, [(letter.signer_name, "b")], CENTRE)


def _annexes(document: Document, letter: Letter, address: str) -> None:
    """Write each annex on wide pages of its own; the seal and its QR code close the last one."""
    page = document.add_section(WD_SECTION.NEW_PAGE)
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.left_margin = page.right_margin = Mm(20)
    page.different_first_page_header_footer = False
    for number, annex in enumerate(letter.annexes, start=1):
        _annex(document, number, annex, letter.agency)
    _text(document, [("", "")])
    left, right = _two_halves(document, (4.0, WIDE - 4.0))
    left.paragraphs[0].add_run().add_picture(BytesIO(documents.qr_png(address)), width=Mm(32))
    for name, value in letter.seal:
        _line(right, [(f"{name}: ", ""), (value, "b")], size=SMALL)


def _annex(document: Document, number: int, annex: Section, agency: str) -> None:
    title = _text(document, [(f"Phụ lục {number}", "b")], align=CENTRE)
    title.paragraph_format.page_break_before = number > 1
    _text(document, [(annex.title.upper(), "b")], align=CENTRE)
    kept = f"(Kèm theo Báo cáo số …… /BC-…… của {agency})"
    _text(document, [(kept, "i")], align=CENTRE)
    _blocks(document, annex.blocks, WIDE)


def _blocks(
    document: Document, blocks: Iterable[Block], width: float, *, keep: bool = False
) -> None:
    """Write the blocks; `keep`: the texts stay with what follows."""
    for block in blocks:
        match block:
            case Table():
                _table(document, block, width)
            case Hint(text):
                _text(document, [(text, "i")], first=True, keep=keep)
            case str():
                _text(document, [(block, "")], first=True, keep=keep)


def _table(document: Document, table: Table, width: float) -> None:
    """Write a table with lines; its head comes again on each page."""
    if table.title:
        _text(document, [(table.title, "b")], align=CENTRE, before=Pt(6), keep=True)
    grid = document.add_table(rows=1, cols=len(table.head), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, text in zip(grid.rows[0].cells, table.head, strict=True):
        _fill(cell, text, "b", CENTRE)
    repeat = OxmlElement("w:tblHeader")
    grid.rows[0]._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001 - the library knows no such mark
    for row in table.rows:
        cells = grid.add_row().cells
        for number, (cell, text) in enumerate(zip(cells, row, strict=True)):
            _fill(cell, text, "", RIGHT if number in table.numbers else None)
    _set_widths(grid, [width * part / sum(table.widths) for part in table.widths])


def _fill(cell: _Cell, text: str, marks: str, align: WD_ALIGN_PARAGRAPH | None) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    _runs(paragraph, [(text, marks)], SMALL)


def _two_halves(document: Document, widths: tuple[float, float]) -> tuple[_Cell, _Cell]:
    """Return the two cells of a table without lines."""
    grid = document.add_table(rows=1, cols=2)
    _set_widths(grid, widths)
    left, right = grid.rows[0].cells
    return left, right


def _set_widths(grid: Grid, widths: Iterable[float]) -> None:
    """Fix the columns' widths, in centimetres, of the table and of each cell: readers differ."""
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def _line(
    cell: _Cell,
    runs: list[tuple[str, str]],
    align: WD_ALIGN_PARAGRAPH | None = None,
    size: Pt = BODY,
) -> None:
    """Add a paragraph to a cell; the empty one it begins with is the first."""
    first = cell.paragraphs[0]
    paragraph = first if not first.runs and len(cell.paragraphs) == 1 else cell.add_paragraph()
    paragraph.alignment = align
    _runs(paragraph, runs, size)


def _text(
    document: Document,
    runs: list[tuple[str, str]],
    *,
    align: WD_ALIGN_PARAGRAPH = JUSTIFY,
    size: Pt = BODY,
    first: bool = False,
    keep: bool = False,
    before: Pt = APART,
) -> Paragraph:
    """Add a paragraph; `first`: its first line is indented; `keep`: with what follows."""
    paragraph: Paragraph = document.add_paragraph()
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.space_before, form.keep_with_next = before, keep
    if first:
        form.first_line_indent = Cm(1)
    _runs(paragraph, runs, size)
    return paragraph


def _runs(paragraph: Paragraph, runs: list[tuple[str, str]], size: Pt) -> None:
    """Add text; marks: "b" bold, "i" italic."""
    for text, marks in runs:
        run = paragraph.add_run(text)
        run.font.size, run.font.name = size, FONT
        run.bold, run.italic = "b" in marks, "i" in marks
