"""Sheets whose markup attacks or lies."""

from collections.abc import Iterable

from lms.core.spreadsheets import errors
from tests.core.hostile.workbooks import (
    BOOK,
    HEAD,
    MAIN,
    Case,
    names,
    pack,
    parts,
    relation,
    relations,
    sheet,
    xlsx,
)


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
