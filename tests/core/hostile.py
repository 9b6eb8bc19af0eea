"""Files that lie, break or attack, each with what must come of it.

`python -m tests.core.hostile FOLDER` writes them all, to be tried by hand.
"""

import io
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
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


def cases() -> Iterator[Case]:
    """Yield every case."""
    for part in (other_kinds, archives, markup, liars, texts, numbers, too_much, comma_files):
        yield from part()


def other_kinds() -> Iterable[Case]:
    """Files that are not workbooks, whatever their name."""
    good = xlsx(names("Họ và tên", "Nguyễn An"))
    package = "EncryptedPackage".encode("utf-16-le")
    zipped = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
    return [
        Case("a good file", good, PLAIN),
        Case("empty", b"", errors.FileEmpty),
        Case("white space", b" \r\n\t ", errors.FileEmpty),
        Case("xls", COMPOUND + bytes(4096), errors.OldExcel),
        Case("password", COMPOUND + bytes(512) + package + bytes(512), errors.Encrypted),
        Case("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", errors.OtherKind),
        Case("png", b"\x89PNG\r\n\x1a\n" + bytes(64), errors.OtherKind),
        Case("html called xls", b"<html><table><tr><td>1</td></tr></table>", errors.OtherKind),
        Case("xml with a mark", b"\xef\xbb\xbf<?xml version='1.0'?><a/>", errors.OtherKind),
        Case("program", b"MZ\x90\x00" + bytes(64), errors.OtherKind),
        Case("ods", pack(dict(zipped)), errors.OpenDocument),
        Case(
            "docx",
            pack({"[Content_Types].xml": MANIFEST, "word/document.xml": "<a/>"}),
            errors.OtherKind,
        ),
        Case("zip", pack({"danh sách.txt": "An"}), errors.OtherKind),
        Case(
            "xlsb",
            pack({"[Content_Types].xml": MANIFEST, "xl/workbook.bin": b"\x83"}),
            errors.OtherKind,
        ),
        Case("cut in half", good[: len(good) // 2], errors.FileBroken),
        Case("only the magic", b"PK\x03\x04", errors.FileBroken),
        Case("bytes changed", good.replace(b"PK\x01\x02", b"PK\x01\x03", 1), errors.FileBroken),
        Case("zero bytes", bytes(4096), errors.UnknownKind),
    ]


def archives() -> Iterable[Case]:
    """Archives that attack whoever unpacks them."""
    body = names("An")
    link = xlsx(body, {"xl/externalLinks/externalLink1.xml": "<a/>"})
    twice = io.BytesIO(xlsx(body))
    with zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("XL/worksheets/sheet1.xml", sheet(names("Kẻ khác")))
    locked = bytearray(xlsx(body))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    zeros = {"xl/media/a.bin": bytes(64 * 1024 * 1024)}
    many: dict[str, str | bytes] = {f"xl/media/{n}.txt": "" for n in range(1100)}
    return [
        Case("zip bomb", xlsx(body, dict(zeros)), errors.UnpackedTooLarge),
        Case("bomb in the sheet", xlsx(names(" " * 30_000_000)), errors.UnpackedTooLarge),
        Case("bomb in many parts", _many_parts(body), errors.UnpackedTooLarge),
        Case("1,100 entries", xlsx(body, many), errors.TooManyEntries),
        Case("slip upwards", xlsx(body, {"../../etc/cron.d/x": "x"}), errors.StrangeArchive),
        Case("absolute name", xlsx(body, {"/etc/passwd": "x"}), errors.StrangeArchive),
        Case("drive name", xlsx(body, {"C:/x": "x"}), errors.StrangeArchive),
        Case("backslashes", xlsx(body, {"xl\\..\\x": "x"}), errors.StrangeArchive),
        Case("same name twice", twice.getvalue(), errors.StrangeArchive),
        Case("lzma", pack(parts(body), zipfile.ZIP_LZMA), errors.StrangeArchive),
        Case("encrypted entry", bytes(locked), errors.Encrypted),
        Case("macro", xlsx(body, {"xl/vbaProject.bin": COMPOUND}), errors.HasMacros),
        Case("link to another file", link, errors.HasLinks),
        Case("archive inside", xlsx(body, {"xl/embeddings/a.xlsx": b"PK"}), errors.HasEmbedded),
        Case("size understated", _understated(), errors.FileBroken),
    ]


def markup() -> Iterable[Case]:
    """XML that attacks whoever parses it, or is no XML."""
    file = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    web = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'
    laughs = '<!DOCTYPE a [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(9)
    )
    bare = sheet(names("An")).removeprefix(HEAD)
    deep = "<a>" * 200_000
    return [
        Case("xxe in the sheet", xlsx("", sheet=HEAD + file + bare), errors.HasDoctype),
        Case(
            "xxe in the strings",
            xlsx(names("An"), strings=HEAD + file + "<sst>&x;</sst>"),
            errors.HasDoctype,
        ),
        Case("remote dtd", xlsx("", sheet=HEAD + web + bare), errors.HasDoctype),
        Case("billion laughs", xlsx("", sheet=HEAD + laughs + "]>" + bare), errors.HasDoctype),
        Case("dtd in the book", xlsx("", book=file + BOOK.removeprefix(HEAD)), errors.HasDoctype),
        Case("unknown entity", xlsx("<row>&x;</row>"), errors.FileBroken),
        Case("not closed", xlsx("", sheet=sheet(names("An"))[:-20]), errors.FileBroken),
        Case("200,000 levels", xlsx(deep), errors.FileBroken),
        Case(
            "unknown encoding",
            xlsx("", sheet='<?xml version="1.0" encoding="x-no"?>' + bare),
            errors.FileBroken,
        ),
        Case(
            "utf-16 sheet",
            pack(
                parts("")
                | {
                    "xl/worksheets/sheet1.xml": (
                        '<?xml version="1.0" encoding="UTF-16"?>' + bare
                    ).encode("utf-16")
                }
            ),
            [(1, {"A": "An"})],
        ),
        Case(
            "prefixed names",
            xlsx(
                "",
                sheet=(
                    f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="3">'
                    '<x:c r="B3" t="str">'
                    "<x:v>An</x:v></x:c></x:row></x:sheetData></x:worksheet>"
                ),
            ),
            [(3, {"B": "An"})],
        ),
    ]


def liars() -> Iterable[Case]:
    """Workbooks whose parts contradict each other."""
    huge = sheet(names("An"), before='<dimension ref="A1:XFD1048576"/>')
    tiny = sheet(names("An", "Bình"), before='<dimension ref="A1"/>')
    hidden = BOOK.replace('sheetId="1"', 'sheetId="1" state="hidden"')
    outside = relations(relation(1, "worksheet", "https://example.org/a.xml", "External"))
    shared = '<row r="1"><c r="A1" t="s"><v>7</v></c></row>'
    return [
        Case("dimension too large", xlsx("", sheet=huge), [(1, {"A": "An"})]),
        Case("dimension too small", xlsx("", sheet=tiny), [(1, {"A": "An"}), (2, {"A": "Bình"})]),
        Case(
            "no sheet part",
            xlsx("", links=relations(relation(1, "worksheet", "x.xml"))),
            errors.FileBroken,
        ),
        Case("sheet on the web", xlsx("", links=outside), errors.NoSheet),
        Case("all sheets hidden", xlsx(names("An"), book=hidden), errors.NoSheet),
        Case("empty sheet", xlsx(""), errors.SheetEmpty),
        Case("string that is not there", xlsx(shared), errors.FileBroken),
        Case("rows backwards", xlsx('<row r="2"/><row r="1"/>'), errors.FileBroken),
        Case("row 0", xlsx('<row r="0"/>'), errors.FileBroken),
        Case("row beyond the last", xlsx('<row r="1048577"/>'), errors.FileBroken),
        Case("row is a word", xlsx('<row r="một"/>'), errors.FileBroken),
        Case("cells backwards", xlsx('<row r="1"><c r="B1"/><c r="A1"/></row>'), errors.FileBroken),
        Case("column beyond the last", xlsx('<row r="1"><c r="XFE1"/></row>'), errors.FileBroken),
        Case(
            "no references",
            xlsx("<row><c><v>1</v></c><c><v>2</v></c></row>"),
            [(1, {"A": "1", "B": "2"})],
        ),
        Case(
            "style that is not there",
            xlsx('<row r="1"><c r="A1" s="99"><v>5</v></c></row>'),
            [(1, {"A": "5"})],
        ),
        Case(
            "no styles, no strings",
            xlsx(
                names("An"), links=relations(relation(1, "worksheet", "/xl/worksheets/sheet1.xml"))
            ),
            [(1, {"A": "An"})],
        ),
    ]


def texts() -> Iterable[Case]:
    """Text as people really have it."""
    rich = (
        '<sst><si><r><t>Nguyễn </t></r><r><t xml:space="preserve">Văn An</t></r>'
        "<rPh><t>furigana</t></rPh></si><si><t>a_x000D_b</t></si></sst>"
    )
    two = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    formula = '<row r="1"><c r="A1" t="str"><f>HYPERLINK("http://x","An")</f><v>An</v></c></row>'
    return [
        Case(
            "nfd",
            xlsx(names(unicodedata.normalize("NFD", "Nguyễn Thị Ước"))),
            [(1, {"A": "Nguyễn Thị Ước"})],
        ),
        Case("spaces", xlsx(names(" \u00a0Trần  \n Bình\u200b ")), [(1, {"A": "Trần Bình"})]),
        Case("direction override", xlsx(names("An\u202egpj.exe")), [(1, {"A": "Angpj.exe"})]),
        Case("rich text", xlsx(two, strings=rich), [(1, {"A": "Nguyễn Văn An", "B": "a b"})]),
        Case("full-width digits", xlsx(names("０７９２")), [(1, {"A": "０７９２"})]),  # noqa: RUF001
        Case(
            "formula as text",
            xlsx(names('=HYPERLINK("http://x")', "@SUM(1)")),
            [(1, {"A": '=HYPERLINK("http://x")'}), (2, {"A": "@SUM(1)"})],
        ),
        Case("formula", xlsx(formula), [(1, {"A": "An"})]),
        Case(
            "duplicate headings",
            xlsx(f'<row r="1">{inline("A1", "Họ tên")}{inline("B1", "Họ tên")}</row>'),
            [(1, {"A": "Họ tên", "B": "Họ tên"})],
        ),
        Case(
            "gaps",
            xlsx(f'<row r="1"/><row r="9">{inline("C9", "An")}{inline("D9", " ")}</row>'),
            [(9, {"C": "An"})],
        ),
        Case(
            "script",
            xlsx(names("<script>alert(1)</script>")),
            [(1, {"A": "<script>alert(1)</script>"})],
        ),
    ]


def numbers() -> Iterable[Case]:
    """Numbers, days and what they become."""

    def one(raw: str, style: int = 0, kind: str = "n") -> bytes:
        return xlsx(f'<row r="1"><c r="A1" s="{style}" t="{kind}"><v>{raw}</v></c></row>')

    old = BOOK.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    day = '<row r="1"><c r="A1" s="1"><v>1</v></c></row>'
    return [
        Case("id as a number", one("7.9201000123E+10"), [(1, {"A": "79201000123"})]),
        Case("12 digits", one("79201000123", 3), [(1, {"A": "079201000123"})]),
        Case("no .0", one("912345678.0"), [(1, {"A": "912345678"})]),
        Case("fraction", one("0.10000000000000001"), [(1, {"A": "0.1"})]),
        Case("day, built-in format", one("29221", 1), [(1, {"A": "1980-01-01"})]),
        Case("day, own format", one("29221.75", 2), [(1, {"A": "1980-01-01"})]),
        Case("not a day", one("1.5", 4), [(1, {"A": "1.5"})]),
        Case("time", one("0.5", 5), [(1, {"A": "12:00"})]),
        Case("since 1904", xlsx(day, book=old), [(1, {"A": "1904-01-02"})]),
        Case("iso day", one("2026-02-05T00:00:00", 0, "d"), [(1, {"A": "2026-02-05"})]),
        Case("day before all days", one("-3", 1), [(1, {"A": "-3"})]),
        Case("29 February 1900", one("60", 1), [(1, {"A": "60"})]),
        Case("exponent bomb", one("1e999999999"), [(1, {"A": "1e999999999"})]),
        Case("not a number", one("NaN"), [(1, {"A": "NaN"})]),
        Case("a word as number", one("mười"), [(1, {"A": "mười"})]),
        Case("truth", one("1", 0, "b"), [(1, {"A": "1"})]),
        Case("error value", one("#N/A", 0, "e"), [(1, {"A": "#N/A"})]),
    ]


def too_much() -> Iterable[Case]:
    """More than anyone needs."""
    empty = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(2, 1_048_577))
    styled = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 300_000))
    far = f'<row r="1">{inline("A1", "An")}{inline("CW1", "x")}</row>'
    wide = f'<row r="1">{inline("A1", "An")}<c r="XFD1" s="1"/></row>'
    return [
        Case("1,048,576 empty rows", xlsx(names("An") + empty), [(1, {"A": "An"})]),
        Case("300,000 styled cells", xlsx(names("An") + styled), [(1, {"A": "An"})]),
        Case("styled to the last column", xlsx(wide), [(1, {"A": "An"})]),
        Case("column 101", xlsx(far), errors.TooManyColumns),
        Case("long cell", xlsx(names("An", "x" * 4001)), errors.CellTooLong),
        Case(
            "long shared string",
            xlsx(
                '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
                strings=f"<sst><si><t>{'y' * 5000}</t></si></sst>",
            ),
            errors.CellTooLong,
        ),
        Case(
            "200,000 rows",
            xlsx(
                "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 200_001))
            ),
            errors.TooManyRows,
        ),
        Case("17 MB", b"An\n" * 6_000_000, errors.FileTooLarge),
    ]


def windows_1258(text: str) -> bytes:
    """Return `text` as old Windows programs store it: tone marks behind their letters."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = []
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        letter = "".join(part for part in parts if part not in tones)
        tone = "".join(part for part in parts if part in tones)
        out.append((unicodedata.normalize("NFC", letter) + tone).encode("cp1258"))
    return b"".join(out)


def comma_files() -> Iterable[Case]:
    """CSV in its varieties."""
    wanted: Rows = [(1, {"A": "Họ tên", "B": "Mã"}), (2, {"A": "An", "B": "0123"})]
    text = "Họ tên;Mã\r\nAn;0123\r\n"
    return [
        Case("csv utf-8", text.encode(), wanted),
        Case("csv with a mark", text.encode("utf-8-sig"), wanted),
        Case("csv utf-16", text.encode("utf-16"), wanted),
        Case("csv commas", text.replace(";", ",").encode(), wanted),
        Case("csv tabs", text.replace(";", "\t").encode(), wanted),
        Case("csv apostrophe", text.replace("0123", "'0123").encode(), wanted),
        Case(
            "csv quoted line break",
            b'A;B\n"x\ny";1\n\nz;2',
            [(1, {"A": "A", "B": "B"}), (2, {"A": "x y", "B": "1"}), (4, {"A": "z", "B": "2"})],
        ),
        Case("csv bars", text.replace(";", "|").encode(), wanted),
        Case("csv that names its separator", b"sep=,\r\nA,B;C\r\n", [(2, {"A": "A", "B": "B;C"})]),
        Case("csv quoted heading", b'"A, B, C, D";E\n', [(1, {"A": "A, B, C, D", "B": "E"})]),
        Case("csv utf-16 little, no mark", text.encode("utf-16-le"), wanted),
        Case("csv utf-16 big, no mark", text.encode("utf-16-be"), wanted),
        Case("csv windows-1258", windows_1258(text), wanted),
        Case(
            "csv windows-1258, no letter",
            windows_1258("Họ tên;Mã") + b"x\xd2",
            errors.WrongEncoding,
        ),
        Case("csv tcvn3", b"H\xe4 v\xb5 t\xaan;\xae\xac n v\xde\n", errors.OldFont),
        Case("csv vni", "Hoï vaø teân;Maõ".encode("latin-1"), errors.OldFont),
        Case("csv vni in unicode", "Hoï vaø teân;Maõ".encode(), errors.OldFont),
        Case("tcvn3 headings", xlsx(names("Hä vµ tªn")), errors.OldFont),
        Case("csv endless quote", b'a;"' + b"x" * 100_000, errors.FileBroken),
        Case("random bytes", bytes(range(128, 256)) * 40, errors.WrongEncoding),
        Case("only separators", b";;;\n;;;\n", errors.SheetEmpty),
    ]


def _many_parts(body: str) -> bytes:
    """Return a workbook of 30 parts of 9 MB, none suspicious alone."""
    block = bytes(range(256)) * 4
    part = b"".join(block + n.to_bytes(4, "big") * 8 for n in range(9000))
    return xlsx(body, {f"xl/media/{n}.bin": part for n in range(30)})


def _understated() -> bytes:
    """Return a workbook whose sheet unpacks to more than its headers say."""
    content = bytearray(xlsx(names(*["An"] * 5000)))
    size = len(sheet(names(*["An"] * 5000))).to_bytes(4, "little")
    start = content.rindex(b"PK\x01\x02")
    place = content.index(size, start)
    content[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(content)


def main(folder: Path) -> None:
    """Write every case into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, case in enumerate(cases(), 1):
        name = case.name.replace("/", " ")
        (folder / f"{number:03d} {name}.xlsx").write_bytes(case.content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
