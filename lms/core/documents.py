"""Documents: HTML in, PDF bytes out, and nothing fetched from anywhere.

The PDF is PDF/A-2a (archive, tagged) that also declares PDF/UA-1 (readable aloud), with the fonts
that come with the product, so that it looks the same on every machine. Equal input gives equal
bytes. A template may use two kinds of address only: `image:<name>` for what the caller passed in
`images`, and this module's own fonts. Anything else stops the rendering.

For the tags to be right a template gives one `h1`, an `alt` to each image, `th` with `scope` to
each table, and draws mere decoration with CSS (`background: url(image:frame.svg)`), not `img`.
"""

import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import segno
from typing_extensions import override
from weasyprint import CSS, HTML
from weasyprint.css import ColorProfile
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

FONTS = Path(__file__).with_name("fonts")
VARIANT = "pdf/a-2a"
_FACES = (
    ("Document Serif", "NotoSerif-Regular.ttf", "normal", "normal"),
    ("Document Serif", "NotoSerif-Bold.ttf", "bold", "normal"),
    ("Document Serif", "NotoSerif-Italic.ttf", "normal", "italic"),
    ("Document Serif", "NotoSerif-BoldItalic.ttf", "bold", "italic"),
    ("Document Marks", "NotoSansMath-Marks.ttf", "normal", "normal"),
    # As wide as Times New Roman, which official letters are set in.
    ("Letter Serif", "LiberationSerif-Regular.ttf", "normal", "normal"),
    ("Letter Serif", "LiberationSerif-Bold.ttf", "bold", "normal"),
    ("Letter Serif", "LiberationSerif-Italic.ttf", "normal", "italic"),
    ("Letter Serif", "LiberationSerif-BoldItalic.ttf", "bold", "italic"),
)
# PDF/A wants images drawn without interpolation, hence crisp-edges.
BASE_CSS = "\n".join(
    f"@font-face {{font-family: '{family}'; src: url(font:{file}); "
    f"font-weight: {weight}; font-style: {style}}}"
    for family, file, weight, style in _FACES
) + ("\nhtml {font-family: 'Document Serif', 'Document Marks'; image-rendering: crisp-edges}")
_PDF_UA = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""
_one_at_a_time = threading.Lock()  # Pango's font map is shared


class ForeignAddress(ValueError):
    """A template asked for something that does not belong to the document."""


def pdf(
    html: str,
    *,
    title: str,
    made_at: datetime,
    styles: str = "",
    images: Mapping[str, bytes] | None = None,
    language: str = "vi",
) -> bytes:
    """Return `html` (a whole page or a body, with its `<style>`) as PDF/A-2a and PDF/UA-1.

    `html` comes from a template with everything foreign escaped. `made_at` (aware) is written into
    the file as its time of creation; take it from the record, not from the clock, and a reprint is
    byte-equal. `styles` is CSS that many documents share: it is read once, unlike a `<style>`, and
    names no image. `images` are PNG, JPEG or SVG by the name used in `image:<name>`.
    Raises `ForeignAddress` if the page refers to anything else.
    """
    fetcher = OwnFiles(images or {})
    with _one_at_a_time:
        fonts, base = _shared_fonts()
        options = {"pdf_variant": VARIANT, "output_intent": "screen"}
        try:
            document = HTML(string=html, url_fetcher=fetcher, base_url="document:").render(
                font_config=fonts,
                stylesheets=[base, _stylesheet(styles)],
                color_profiles={"screen": _screen_colours()},
                **options,
            )
            document.metadata = Metadata(
                title=title,
                lang=language,
                created=made_at.isoformat(timespec="seconds"),
                attachments=document.metadata.attachments,
            )
            content = document.write_pdf(pdf_identifier=True, **options)
        except FatalURLFetchingError as error:
            raise ForeignAddress(str(error)) from error
    return bytes(content)


class OwnFiles(URLFetcher):  # type: ignore[misc]
    """Serve the product's fonts and the document's images; refuse every other address."""

    def __init__(self, images: Mapping[str, bytes]) -> None:
        super().__init__(fail_on_errors=True)
        self._images = images

    @override
    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return what `url` names, from memory, or raise `ForeignAddress`."""
        scheme, _, name = url.partition(":")
        if scheme == "font" and name in {file for _, file, _, _ in _FACES}:
            return URLFetcherResponse(url, _font(name), {"Content-Type": "font/ttf"})
        if scheme == "image" and name in self._images:
            return URLFetcherResponse(url, self._images[name])
        raise ForeignAddress(url)


class Metadata(DocumentMetadata):  # type: ignore[misc]
    """WeasyPrint's metadata, declaring PDF/UA-1 beside PDF/A in the way PDF/A demands."""

    @override
    def generate_rdf_metadata(
        self, variant: str, version: int | None, conformance: str | None
    ) -> bytes:
        """Return the RDF of one document."""
        rdf: bytes = super().generate_rdf_metadata(variant, version, conformance)
        return rdf.replace(b"</rdf:RDF>", _PDF_UA)


def qr_png(text: str) -> bytes:
    """Return `text` as a QR code, level M, one pixel a module with a quiet zone of four.

    Give it `image-rendering: pixelated` and at least 0.4 mm a module: 30 mm for 280 characters.
    The mask is fixed: trying all eight costs more than the rest of a certificate, and a reader
    undoes any.
    """
    image = BytesIO()
    _qr(text).save(image, kind="png", scale=1, border=4)
    return image.getvalue()


def qr_path(text: str) -> tuple[int, str]:
    """Return `text` as a QR code to draw on a page: modules a side, and their path in an SVG.

    It needs a quiet zone of four modules around it.
    """
    rows = _qr(text).matrix
    dark = ((x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)


def _qr(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m", boost_error=False, mask=2)


@cache
def _font(name: str) -> bytes:
    return (FONTS / name).read_bytes()


def _screen_colours() -> ColorProfile:
    """Return WeasyPrint's own sRGB profile, which it would leave open as a file.

    New for each document: a profile that was used once writes itself in other bytes.
    """
    parts = (["r"], ["g"], ["b"])
    return ColorProfile(BytesIO(_profile()), "sRGB2014.icc", "relative-colorimetric", parts)


@cache
def _profile() -> bytes:
    return files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()


@lru_cache(maxsize=64)
def _stylesheet(styles: str) -> CSS:
    """Read a stylesheet, or find it read before."""
    fonts, _ = _shared_fonts()
    return CSS(string=styles, font_config=fonts, url_fetcher=OwnFiles({}))


@cache
def _shared_fonts() -> tuple[FontConfiguration, CSS]:
    """Load the fonts once a process: most of the cost of a short document."""
    fonts = FontConfiguration()
    base = CSS(string=BASE_CSS, font_config=fonts, url_fetcher=OwnFiles({}))
    return fonts, base
