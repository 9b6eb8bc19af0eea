"""Workbooks made by hand, part by part, so that each part can be wrong."""

import io
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lms.core.spreadsheets import errors

Rows = list[tuple[int, dict[str, str]]]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MANIFEST = f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
BOOK = (
    f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
    '<sheet name="Danh sách" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="3">'
    '<numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/>'
    '<numFmt numFmtId="165" formatCode="000000000000"/>'
    '<numFmt numFmtId="166" formatCode="[Red]&quot;day&quot; 0.0"/></numFmts>'
    '<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="6">'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    '<xf numFmtId="166"/><xf numFmtId="20"/></cellXfs></styleSheet>'
)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PLAIN: Rows = [(1, {"A": "Họ và tên"}), (2, {"A": "Nguyễn An"})]


@dataclass(frozen=True)
class Case:
    """One file: `expected` is the refusal, or the rows as text."""

    name: str
    content: bytes
    expected: type[errors.FileRefused] | Rows


def relation(number: int, kind: str, target: str, mode: str = "Internal") -> str:
    """Return one relationship."""
    return (
        f'<Relationship Id="rId{number}" Type="{LINKS}/{kind}" Target="{target}"'
        f' TargetMode="{mode}"/>'
    )


def relations(*items: str) -> str:
    """Return a relationships part."""
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{"".join(items)}</Relationships>'


def sheet(body: str, before: str = "") -> str:
    """Return a worksheet with `body` inside sheetData."""
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{body}</sheetData></worksheet>'


def inline(reference: str, text: str) -> str:
    """Return a cell with its text inside."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def names(*texts: str) -> str:
    """Return rows with one text each, in column A."""
    return "".join(f'<row r="{n}">{inline(f"A{n}", text)}</row>' for n, text in enumerate(texts, 1))


def parts(body: str, **changed: str) -> dict[str, str | bytes]:
    """Return the parts of a workbook by name; `changed` replaces book, links, strings, sheet."""
    return {
        "[Content_Types].xml": MANIFEST,
        "_rels/.rels": relations(relation(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": changed.get("book", BOOK),
        "xl/_rels/workbook.xml.rels": changed.get(
            "links",
            relations(
                relation(1, "worksheet", "worksheets/sheet1.xml"),
                relation(2, "styles", "styles.xml"),
                relation(3, "sharedStrings", "sharedStrings.xml"),
            ),
        ),
        "xl/styles.xml": changed.get("styles", STYLES),
        "xl/sharedStrings.xml": changed.get("strings", f'{HEAD}<sst xmlns="{MAIN}"/>'),
        "xl/worksheets/sheet1.xml": changed.get("sheet", sheet(body)),
    }


def pack(files: dict[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return `files` as a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(body: str, extra: dict[str, str | bytes] | None = None, **changed: str) -> bytes:
    """Return a workbook whose sheet holds `body`, with `extra` entries."""
    return pack(parts(body, **changed) | (extra or {}))
