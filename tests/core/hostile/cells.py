"""Sheets whose cells are odd, or too many."""

import unicodedata
from collections.abc import Iterable

from lms.core.spreadsheets import errors
from tests.core.hostile.workbooks import (
    BOOK,
    Case,
    inline,
    names,
    xlsx,
)


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
