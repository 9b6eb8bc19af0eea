"""Tables as plain text, in every encoding and with every separator."""

import unicodedata
from collections.abc import Iterable

from lms.core.spreadsheets import errors
from tests.core.hostile.workbooks import (
    Case,
    Rows,
    names,
    xlsx,
)


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
