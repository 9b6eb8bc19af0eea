"""Certificates per second and core, against naive one-by-one WeasyPrint in the same run (bar S6).

Naive is the same page by `HTML(...).write_pdf()`: the same fonts, tags and archive variant, the QR
code as segno draws it by itself (every mask tried), nothing kept from one document to the next.
The ways take turns at each certificate, so that whatever else the machine does meets all alike.
The negative control is the naive way measured against itself: it must miss the bar.

    python bench/certificates.py [CERTIFICATES]
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import segno
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from lms.core import documents
from lms.credentials import pdf as credentials_pdf

BAR = 2.5
MADE_AT = datetime(2026, 11, 23, tzinfo=UTC)
ADDRESS = "https://hoc.tinh-a.gov.vn/xac-minh/abcdefghijklmnopqrst{:04d}#" + "A" * 270


def main() -> None:
    """Print one table; exit 1 if the control, too, seems to hold the bar."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    ways: dict[str, Callable[[int], bytes]] = {
        "naive": _naive,
        "naive again (control)": _naive,
        "product": _product,
    }
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way(0)
    for number in range(count):
        for name, way in ways.items():
            start = time.process_time()
            way(number)
            spent[name].append(time.process_time() - start)
    naive = statistics.median(spent["naive"])
    print(f"{'way':24}{'ms CPU':>9}{'a second':>10}{'times naive':>13}")
    ratios = {}
    for name, seconds in spent.items():
        median = statistics.median(seconds)
        ratios[name] = naive / median
        print(f"{name:24}{median * 1000:9.1f}{1 / median:10.1f}{ratios[name]:13.2f}")
    print(f"bar: {BAR} × naive: {'held' if ratios['product'] >= BAR else 'MISSED'}")
    sys.exit(ratios["naive again (control)"] >= BAR)


def _snapshot(number: int) -> dict[str, object]:
    return {
        "title": "GIẤY CHỨNG NHẬN HOÀN THÀNH",
        "number": f"{number:04d}/2026/GCN",
        "superior": "Ủy ban nhân dân tỉnh A",
        "issuer": "Sở Khoa học và Công nghệ",
        "place_and_date": "Tỉnh A, ngày 23 tháng 11 năm 2026",
        "signer_title": "Giám đốc",
        "signer_name": "Phạm Đức Dũng",
        "name": f"Trần Thị An {'ABCDEĐGHIK'[number % 10]}",
        "born_on": None,
        "unit": "Phòng Văn hóa - Xã hội, Ủy ban nhân dân phường Trương Quang Trọng, tỉnh A",
        "programme": "Kỹ năng truyền thông số cho cán bộ thông tin đối ngoại – phần 1",
        "periods": 40,
        "started_on": "01/11/2026",
        "completed_on": "23/11/2026",
        "issued_on": "23/11/2026",
        "sample": False,
    }


def _product(number: int) -> bytes:
    address = ADDRESS.format(number)
    return credentials_pdf.certificate_pdf(_snapshot(number), address=address, issued_at=MADE_AT)


def _naive(number: int) -> bytes:
    html, styles = credentials_pdf.certificate_page(_snapshot(number))
    picture = BytesIO()
    segno.make_qr(ADDRESS.format(number), error="m").save(picture, kind="png", scale=4)
    fonts = FontConfiguration()
    files = documents.OwnFiles({"qr.png": picture.getvalue()})
    base = CSS(string=documents.BASE_CSS + styles, font_config=fonts, url_fetcher=files)
    page = HTML(string=html, url_fetcher=files, base_url="document:")
    content = page.write_pdf(
        font_config=fonts, stylesheets=[base], pdf_variant=documents.VARIANT, pdf_tags=True
    )
    return bytes(content)


if __name__ == "__main__":
    main()
