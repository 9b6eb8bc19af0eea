"""The letter by itself: where its parts fall on the pages."""

from datetime import UTC, datetime
from io import BytesIO

import docx
import pypdfium2

from lms.reports.letter import Hint, Letter, Section
from lms.reports.pdf import letter_pdf
from lms.reports.word import letter_docx

MADE_AT = datetime(2026, 11, 20, 5, tzinfo=UTC)
ADDRESS = "https://lantoa.example/bao-cao-kiem-tra/x"
CLOSING = "Đề xuất, kiến nghị"


def letter(lines: int) -> Letter:
    return Letter(
        superior="BỘ A",
        agency="CỤC B",
        place_and_day="Hà Nội, ngày 20 tháng 11 năm 2026",
        subject="Kết quả thực hiện chỉ tiêu",
        opening=("Căn cứ Quyết định;", "Cục B báo cáo như sau:"),
        sections=(
            Section("Kết quả", tuple(f"Dòng thứ {line}." for line in range(lines))),
            Section(CLOSING, (Hint("[Đơn vị bổ sung.]"),)),
        ),
        recipients=("Bộ A", "Lưu: VT"),
        signer_title=("CỤC TRƯỞNG",),
        signer_name="Trần Thị Bình",
        annexes=(Section("Danh sách", ("Không có ai.",)),),
        seal=(("Số", "01"),),
        sample=False,
    )


def test_the_signature_never_stands_alone_on_a_page() -> None:
    lengths = set()
    for lines in range(6, 22):
        content = letter_pdf(letter(lines), title="Báo cáo", address=ADDRESS, made_at=MADE_AT)
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
        (signed,) = [page for page in pages if "Nơi nhận" in page]
        assert CLOSING in signed, lines
        lengths.add(len(pages))
    assert lengths == {2, 3}  # the letter itself: one page, then two; and the annex


def test_word_keeps_the_last_section_with_the_signature() -> None:
    content = letter_docx(letter(3), title="Báo cáo", address=ADDRESS, made_at=MADE_AT)
    paragraphs = docx.Document(BytesIO(content)).paragraphs
    (heading,) = [n for n, one in enumerate(paragraphs) if CLOSING in one.text]
    kept = [one.paragraph_format.keep_with_next for one in paragraphs[heading : heading + 3]]
    assert kept == [True, True, True]
