"""Whatever the names, the certificate is one page on which nothing lies over anything else."""

from datetime import UTC, date, datetime
from itertools import combinations
from textwrap import wrap
from typing import Any

import pypdfium2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pypdfium2.raw import FPDF_PAGEOBJ_TEXT

from lms.credentials.models import DocumentType, Issuer
from lms.credentials.page import SIZES, balanced, lay_out
from lms.credentials.pdf import certificate_pdf
from lms.credentials.rules import Learner, inside_a_line, printed_number, snapshot
from tests.credentials.office import PRINTED

DAY = date(2026, 11, 23)
MADE_AT = datetime(2026, 11, 23, tzinfo=UTC)
SHORT = {"full_name": "Lý An", "unit": "Xã A, tỉnh B", "programme_title": "Nhập môn"}
LONG = {  # the longest names there are, and longer ones
    "full_name": "Công Huyền Tôn Nữ Nguyễn Phước Thị Hoàng Quỳnh Phương Nguyệt",
    "unit": "Trung tâm Văn hóa, Thông tin và Thể thao, Phòng Văn hóa - Xã hội, Ủy ban nhân dân "
    "phường Văn Miếu - Quốc Tử Giám, thành phố Hồ Chí Minh",
    "programme_title": "Kỹ năng truyền thông số chuyên sâu cho cán bộ chuyên trách truyền thông "
    "của các bộ, ngành trung ương và địa phương, triển khai theo Quyết định số 1169/QĐ-TTg năm "
    "2025 của Thủ tướng Chính phủ – phần 1",
    "superior_name": "Bộ Văn hóa, Thể thao và Du lịch - Cục Thông tin cơ sở và Thông tin đối ngoại",
    "printed_name": "Trung tâm Xúc tiến đầu tư, thương mại, du lịch và truyền thông tổng hợp",
    "place": "Thành phố Hồ Chí Minh",
    "signer_title": "KT. Giám đốc / Phó Giám đốc phụ trách",
    "signer_name": "Công Huyền Tôn Nữ Nguyễn Phước Thị Quỳnh Phương",
}


def printed(**changed: str) -> dict[str, object]:
    """Return a snapshot with birth date and the mark of made-up data."""
    issuer = Issuer(
        organisation_id=1,
        prints_birth_date=True,
        document_type=DocumentType.COMPLETION,
        **{name: changed.get(name, text) for name, text in PRINTED.items()},
    )
    own: dict[str, Any] = {name: changed.get(name, text) for name, text in SHORT.items()}
    learner = Learner(
        **own,
        born_on=date(1980, 2, 1),
        programme_code="TTCS",
        version_digest="a" * 64,
        periods=40,
        started_on=DAY,
        completed_on=DAY,
        sample=False,
    )
    number = printed_number(12345, 2026, DocumentType.COMPLETION)
    return snapshot(learner, issuer, number=number, issued_on=DAY)


def boxes(content: bytes) -> list[tuple[float, float, float, float]]:
    """Return left, bottom, right, top of each piece of text on the only page, in points."""
    (page,) = pypdfium2.PdfDocument(content)
    return [item.get_bounds() for item in page.get_objects(filter=[FPDF_PAGEOBJ_TEXT])]


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Tell whether two pieces of text share more than the tips of their letters."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width > 1 and height > 3


@pytest.mark.parametrize("words", [SHORT, LONG], ids=["short", "long"])
def test_nothing_lies_over_anything_else(words: dict[str, str]) -> None:
    address = "https://hoc.tinh-a.gov.vn/xac-minh/abcdefghijklmnopqrstuv#" + "A" * 270
    found = boxes(certificate_pdf(printed(**words), address=address, issued_at=MADE_AT))
    assert len(found) > 15
    assert not [pair for pair in combinations(found, 2) if overlap(*pair)]
    for left, bottom, right, top in found:
        assert left > 40  # inside the frame
        assert bottom > 40
        assert right < 842 - 40
        assert top < 595 - 40


def test_the_usual_certificate_has_the_largest_type() -> None:
    usual = printed(
        full_name="Nguyễn Thị Ánh Nguyệt",
        unit="Phường Trương Quang Trọng, tỉnh Quảng Ngãi",
        programme_title="Kỹ năng truyền thông số cho cán bộ thông tin đối ngoại – phần 1",
    )
    page = lay_out(usual)
    assert page.sizes is SIZES[0]
    assert page.spare > 0
    assert page.name == ["NGUYỄN THỊ ÁNH NGUYỆT"]
    assert lay_out(printed(**LONG)).spare >= 0
    assert min(min(s.name, s.programme, s.body, s.head) for s in SIZES) >= 12


def test_a_date_stays_in_one_line_and_a_title_breaks_where_it_is_told() -> None:
    page = lay_out(printed(place="Thành phố Phan Rang - Tháp Chàm và vùng phụ cận ven biển"))
    assert (
        page.place_and_date[-1]
        .replace("\N{NO-BREAK SPACE}", " ")
        .endswith("ngày 23 tháng 11 năm 2026")
    )
    assert lay_out(printed(**LONG)).signer_title == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC PHỤ TRÁCH"]


WORDS = st.lists(st.text("abcđêở", min_size=1, max_size=12), min_size=1, max_size=40)


@given(WORDS.map(" ".join), st.integers(12, 100))
@example("a", 12)
@example("", 12)
def test_lines_hold_every_word_and_are_as_few_as_can_be(text: str, longest: int) -> None:
    lines = balanced(text, longest)
    assert " ".join(lines) == text
    assert all(len(line) <= longest for line in lines)
    assert len(lines) == len(wrap(text, longest))


@pytest.mark.parametrize(
    ("name", "inside"),
    [("Tỉnh B", "tỉnh B"), ("Thành phố C", "thành phố C"), ("Bộ D", "Bộ D"), ("Xã E", "Xã E")],
)
def test_names_inside_a_line(name: str, inside: str) -> None:
    assert inside_a_line(name) == inside


def test_numbers_have_four_digits_or_more() -> None:
    assert printed_number(7, 2026, DocumentType.COMPLETION) == "0007/2026/GCN"
    assert printed_number(12345, 2026, DocumentType.DIPLOMA) == "12345/2026/CC"
