"""Archives of another kind, broken, or larger than they say."""

import io
import zipfile
from collections.abc import Iterable

from lms.core.spreadsheets import errors
from tests.core.hostile.workbooks import (
    COMPOUND,
    MANIFEST,
    PLAIN,
    Case,
    names,
    pack,
    parts,
    sheet,
    xlsx,
)


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
