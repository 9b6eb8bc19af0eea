"""A document looks the same everywhere, can be read aloud and archived, and fetches nothing."""

import io
import re
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdf
import pytest
import zxingcpp
from fontTools.ttLib import TTFont
from PIL import Image
from typing_extensions import override

from lms.core import documents
from lms.core.documents import FONTS, ForeignAddress, pdf, qr_png

MADE_AT = datetime(2026, 2, 5, 7, 30, tzinfo=UTC)
VOWELS = "aăâeêioôơuưy"
TONES = "\u0300\u0301\u0303\u0309\u0323"
FRAME = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/>
</svg>"""
PAGE = """<html><style>@page {size: A4 landscape; background: url(image:frame.svg)}</style><body>
<h1>Giấy chứng nhận</h1><p>Ông/Bà <b>NGUYỄN THỊ ƯỚC</b>, <i>ngày 05</i> ✓</p>
<img src="image:qr.png" alt="Mã QR" style="width: 30mm"></body></html>"""


def letters() -> set[str]:
    """Return the 134 Vietnamese letters that ASCII lacks."""
    import unicodedata  # noqa: PLC0415

    small = {unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES} | set("ăâđêôơư")
    return small | {letter.upper() for letter in small}


def made(html: str = PAGE, **images: bytes) -> bytes:
    pictures = {"qr.png": qr_png("https://example.vn"), "frame.svg": FRAME} | images
    return pdf(html, title="Giấy chứng nhận 0412/2026/GCN", made_at=MADE_AT, images=pictures)


@pytest.mark.parametrize("face", ["Regular", "Bold", "Italic", "BoldItalic"])
def test_the_fonts_have_every_letter(face: str) -> None:
    with TTFont(FONTS / f"NotoSerif-{face}.ttf") as font:
        known = {chr(code) for code in font.getBestCmap()}
    assert len(letters()) == 134
    assert not letters() - known
    assert not set("abcXYZ0123456789№“”‘’–—…×₫·•½/()%&@") - known
    assert not set("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b") - known


def test_the_fonts_come_with_their_licence_and_are_small() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 2_000_000


def test_all_letters_are_printed_with_embedded_fonts_only() -> None:
    text = "".join(sorted(letters()))
    html = "".join(f"<p>{part}</p>" for part in (text, f"<b>{text}</b>", f"<i>{text}</i>", "✓ ≥"))
    content = made(f"<h1>Chữ</h1>{html}")
    printed = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert not letters() - set(printed)
    with pikepdf.open(io.BytesIO(content)) as file:
        fonts = [item for item in file.objects if is_a(item, "/FontDescriptor")]
        assert len(fonts) == 4
        for font in fonts:
            assert re.match(r"/[A-Z]{6}\+Document-", str(font.FontName))
            assert "/FontFile2" in font or "/FontFile3" in font


def is_a(item: object, kind: str) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == kind


def test_it_has_what_an_archive_and_a_screen_reader_need() -> None:
    with pikepdf.open(io.BytesIO(made())) as file:
        assert not file.check_pdf_syntax()
        root = file.Root
        assert root.MarkInfo.Marked
        assert root.Lang == "vi"
        assert root.ViewerPreferences.DisplayDocTitle
        assert root.StructTreeRoot.ParentTree is not None
        assert root.OutputIntents[0].S == "/GTS_PDFA1"
        assert root.OutputIntents[0].DestOutputProfile.N == 3
        assert "/Names" not in root or "/EmbeddedFiles" not in root.Names
        assert "/Encrypt" not in file.trailer
        assert len(file.trailer.ID) == 2
        tags = {str(item.S) for item in file.objects if is_a(item, "/StructElem")}
        assert {"/Document", "/H1", "/P", "/Figure"} <= tags
        figures = [i for i in file.objects if is_a(i, "/StructElem") and i.S == "/Figure"]
        assert [str(figure.Alt) for figure in figures] == ["Mã QR"]
        images = [i for i in file.objects if isinstance(i, pikepdf.Stream) and "/Width" in i]
        assert all(not image.get("/Interpolate") for image in images)
        with file.open_metadata() as xmp:
            assert xmp["pdfaid:part"] == "2"
            assert xmp["pdfaid:conformance"] == "A"
            assert xmp["pdfuaid:part"] == "1"
            assert xmp["dc:title"] == "Giấy chứng nhận 0412/2026/GCN"
            assert xmp["xmp:CreateDate"] == "2026-02-05T07:30:00+00:00"
        assert str(file.docinfo["/CreationDate"]) == "D:20260205073000+00'00"


def test_a_reprint_is_byte_equal() -> None:
    first = made()
    made("<h1>Khác</h1>")
    assert made() == first


def test_another_process_makes_the_same_bytes() -> None:
    code = "import sys, tests.core.test_documents as t\nsys.stdout.buffer.write(t.made())\n"
    root = Path(__file__).resolve().parents[2]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=root)  # noqa: S603
    made()
    assert run.stdout == made()


def test_the_language_is_the_document_s() -> None:
    content = pdf("<h1>Report</h1>", title="Report", made_at=MADE_AT, language="en")
    with pikepdf.open(io.BytesIO(content)) as file:
        assert file.Root.Lang == "en"


@pytest.fixture
def visits() -> Iterator[tuple[int, list[str]]]:
    """A server on this machine that notes who calls."""
    seen: list[str] = []

    class Note(socketserver.StreamRequestHandler):
        @override
        def handle(self) -> None:
            seen.append(self.rfile.readline().decode())

    with socketserver.TCPServer(("127.0.0.1", 0), Note) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1], seen
        server.shutdown()
        thread.join()


WAYS = [
    '<img src="{}">',
    '<img srcset="{} 2x" src="{}">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    '<a rel="attachment" href="{}">x</a>',
    "<style>@import url({});</style>",
    "<style>@font-face {{font-family: x; src: url({})}} p {{font-family: x}}</style><p>x</p>",
    "<style>body {{background: url({})}}</style>",
    '<p style="border-image: url({}) 1; border: 1px solid">x</p>',
    "<style>p::before {{content: url({})}}</style><p>x</p>",
    "<style>li {{list-style-image: url({})}}</style><ul><li>x</ul>",
    "<style>@page {{@top-left {{content: url({})}}}}</style>",
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    '<svg width="9" height="9"><use href="{}#a"/></svg>',
    '<iframe src="{}"></iframe>',
    '<base href="{}"><img src="a.png">',
    "<style>@color-profile --x {{src: url({})}} p {{color: color(--x 1 0 0)}}</style><p>x</p>",
    '<meta http-equiv="refresh" content="0; url={}"><script src="{}"></script>',
    '<img src="image:nest.svg">',
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("scheme", ["http", "file", "relative", "data"])
def test_nothing_is_fetched(
    way: str, scheme: str, visits: tuple[int, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    port, seen = visits
    secret = tmp_path_factory.mktemp("secret") / "secret.svg"
    secret.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'><text y='9'>CANARY</text></svg>")
    address = {
        "http": f"http://127.0.0.1:{port}/a.png",
        "file": secret.as_uri(),
        "relative": str(secret),
        "data": "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
    }[scheme]
    nest = (
        '<svg xmlns="http://www.w3.org/2000/svg">'
        f'<image href="{address}" width="9" height="9"/></svg>'
    )
    html = "<h1>x</h1>" + way.format(*[address] * way.count("{}"))
    try:
        content = made(html, **{"nest.svg": nest.encode()})
    except ForeignAddress:
        content = b""
    assert not seen
    if content:
        with pikepdf.open(io.BytesIO(content)) as file:
            assert "/EmbeddedFiles" not in file.Root.get("/Names", pikepdf.Dictionary())
        assert "CANARY" not in pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()


def test_a_foreign_address_stops_the_document() -> None:
    with pytest.raises(ForeignAddress, match=r"http://127\.0\.0\.1:9/a\.png"):
        made('<img src="http://127.0.0.1:9/a.png" alt="x">')
    with pytest.raises(ForeignAddress, match="image:missing"):
        made('<img src="image:missing.png" alt="x">')
    with pytest.raises(ForeignAddress, match="font:"):
        made("<style>@font-face {font-family: x; src: url(font:../audit.py)}</style>")


def test_a_qr_code_is_read_back() -> None:
    text = "https://lantoa.example.vn/xac-minh/" + "Ab0-_" * 46
    with Image.open(io.BytesIO(qr_png(text))) as image:
        side = image.width
        large = image.convert("L").resize((side * 3, side * 3), Image.Resampling.NEAREST)
    assert side <= 73
    assert [code.text for code in zxingcpp.read_barcodes(large)] == [text]


def test_fonts_are_loaded_once() -> None:
    made()
    assert documents._shared_fonts() is documents._shared_fonts()  # noqa: SLF001
