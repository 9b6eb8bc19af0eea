"""The printed sheet, looked at as a picture: whole, readable, eight slips to a page."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pypdfium2
import pytest

from lms.slips import pdf
from lms.slips.pdf import Slip, slips_file
from tests.support.slips import codes_of, words_of

ADDRESS = "https://boiduong-truyenthong.sovanhoathethaovadulich.tinh.gov.vn/kich-hoat"
LONGEST = "Công Tằng Tôn Nữ Hoàng Thị Phương Thảo Nguyên Quỳnh Trang Đoan Khánh"
MILLIMETRE = 72 / 25.4
TOP, ROW = 12 * MILLIMETRE, 68.25 * MILLIMETRE
NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)


def slips(count: int, name: str = LONGEST) -> list[Slip]:
    return [
        Slip(name, f"CB-2026-XAHOABINHTHUONG-{n:06}", f"WMWM-WMWM-WMWM-{n:04}")
        for n in range(count)
    ]


def last_lines(page: pypdfium2.PdfPage) -> list[int]:
    """Return in which rows of slips the last words of all eight stand, a millimetre inside."""
    text, height = page.get_textpage(), page.get_height()
    search, rows = text.search("14 ngày"), []
    while found := search.get_next():
        _, bottom, _, _ = text.get_charbox(found[0])
        rows.append(1 + int((height - bottom + MILLIMETRE - TOP) // ROW))
    assert len(rows) == 8
    return sorted(set(rows))


@pytest.mark.parametrize("name", [LONGEST, "Nguyễn " * 20, "W" * 120, "An"])
def test_the_longest_names_and_addresses_stay_within_their_slips(name: str) -> None:
    content = slips_file(slips(9, name.strip()), address=ADDRESS, made_at=NOON)

    assert codes_of(content) == [slip.code for slip in slips(9)]
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 2
    words = " ".join(words_of(content).split())
    for told in (
        "CB-2026-XAHOABINHTHUONG-000008",
        "rồi đặt mật khẩu của mình",
        "02/11/2026",
    ):
        assert told in words
    assert last_lines(document[0]) == [1, 2, 3, 4]


def test_many_slips_come_in_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "IN_A_FILE", 2)
    with ZipFile(BytesIO(slips_file(slips(3, "An"), address=ADDRESS, made_at=NOON))) as archive:
        parts = [archive.read(name) for name in sorted(archive.namelist())]
    assert [code for part in parts for code in codes_of(part)] == [s.code for s in slips(3)]
