"""Staff files that lie, break or attack, each with what must come of it.

`python -m tests.roster.corpus FOLDER` writes them all, to be tried by hand. Files that are
no tables at all are in `tests.core.hostile`; these are tables that carry something odd.
"""

import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.core.hostile import inline, sheet, windows_1258, xlsx
from tests.support.staff_files import HEADINGS, Cells, row

NUMBER = "001185000017"
LONG = "x" * 5_000
WIDE = {ord(digit): 0xFF10 + int(digit) for digit in "0123456789"}
TEXTS = {
    "html": "<script>alert(1)</script>",
    "template": "{{ 7 * 7 }}{% raise %}",
    "format": "%s %d {0}",
    "sql": "'; DROP TABLE people_person; --",
    "formula text": '=HYPERLINK("http://x.vn","An")',
    "csv formula": "@SUM(1+1)*cmd|' /C calc'!A0",
    "zero widths": "Nguy\u200bễn\u2060 \ufeffAn",
    "turned round": "\u202enA nễyugN\u202c",
    "emoji": "An 👩🏽‍💻",
    "marks without end": "A" + "\u0301" * 300,
    "decomposed": unicodedata.normalize("NFD", "Nguyễn Thị Ánh"),
    "controls": "An\x0b\x0c\x1f",
    "line breaks": "An\r\nBình\tChi",
    "long": "An " * 500,
    "too long": LONG,
    "digits of many scripts": "٠٠١١٨٥٠٠٠٠١٧",
    "full-width digits": NUMBER.translate(WIDE),
    "exponent": "1.18500000017E+11",
    "infinity": "Infinity",
    "not a number": "NaN",
    "negative": "-1",
    "nothing": "None",
    "truth": "TRUE",
    "error": "#REF!",
    "path": "../../etc/passwd",
    "tcvn3": "NguyÔn V¨n µnh",
    "vni": "Nguyeãn Vaên AÙnh",
    "a number elsewhere": NUMBER,
    "serial day": "45292",
    "american day": "12/31/1985",
    "short year": "05/02/85",
    "year zero": "01/01/0000",
    "far year": "31/12/9999",
}
COLUMNS = ("name", "born_on", "id_number", "unit", "from", "phone")


@dataclass(frozen=True)
class Case:
    """One file; `said`: what one of its sentences contains, "" if it is only to be lived through.

    `refused` True: the file as a whole.
    """

    name: str
    content: bytes
    said: str = ""
    refused: bool = False


def table(*rows: Cells, headings: Mapping[str, str] | None = None) -> bytes:
    """Return a workbook with text cells as they are, below the headings."""
    names = headings or HEADINGS
    lines: list[Cells] = [names, *rows]
    body = []
    for number, cells in enumerate(lines, 1):
        found = [
            inline(f"{chr(65 + place)}{number}", _plain(str(cells[key])))
            for place, key in enumerate(names)
            if cells.get(key) not in (None, "")
        ]
        body.append(f'<row r="{number}">{"".join(found)}</row>')
    return xlsx("".join(body))


def _plain(text: str) -> str:
    """Return what XML can carry: other controls as spreadsheets write them."""
    return "".join(f"_x{ord(c):04X}_" if ord(c) < 32 and c not in "\t\r\n" else c for c in text)


def csv(text: str, encoding: str = "utf-8") -> bytes:
    """Return `text` as a file of lines."""
    return text.encode(encoding, "surrogatepass")


def cases() -> Iterator[Case]:
    """Yield every case."""
    for name, text in TEXTS.items():
        for column in COLUMNS:
            cells = row(staff_code="CB01") | {column: text}
            yield Case(f"{name} in {column}", table(cells), refused=text is LONG)
    yield from headings()
    yield from numbers_and_days()
    yield from shapes()
    yield from encodings()


def headings() -> Iterator[Case]:
    """Headings that are missing, doubled, strange or many."""
    good = row(staff_code="CB01")
    doubled = HEADINGS | {"again": "HỌ VÀ TÊN"}
    yield Case("doubled heading", table(good, headings=doubled), "hai lần", refused=True)
    english = {"name": "Full name", "staff_code": "Staff code", "unit": "Unit"}
    english |= {"group": "Working group", "full_time": "Full-time/part-time"}
    yield Case("english headings", table(good, headings=english))
    yield Case("turned headings", table(good, headings=dict(reversed(HEADINGS.items()))))
    few = {key: HEADINGS[key] for key in ("name", "unit")}
    yield Case("missing headings", table(good, headings=few), "Thiếu cột", refused=True)
    own = HEADINGS | {f"own{n}": f"Cột riêng {n}" for n in range(8)}
    yield Case("columns of one's own", table(good, headings=own))
    old = HEADINGS | {"name": "Hä vµ tªn"}
    yield Case("tcvn3 heading", table(good, headings=old), "TCVN3", refused=True)
    yield Case("headings only", table(), "không có hàng", refused=True)
    yield Case("a sheet of white space", table(headings={"a": " "}), "", refused=True)


def numbers_and_days() -> Iterator[Case]:
    """Numbers and days as spreadsheets mangle them."""
    yield Case("lost zero", table(row(id_number=NUMBER[1:])), "mất số 0")
    yield Case("two lost", table(row(id_number=NUMBER[2:])), "12 chữ số")
    yield Case("letter for zero", table(row(id_number="OO1185000017")), "chữ O")
    yield Case("serial", table(row(staff_code="C", born_on="31082")), "Excel dùng để lưu ngày")
    yield Case("month first", table(row(staff_code="C", born_on="02/25/1985")), "tháng lớn hơn 12")
    yield Case("two digits", table(row(staff_code="C", born_on="05/02/85")), "bốn chữ số")
    yield Case("full width", table(row(id_number=NUMBER.translate(WIDE))))
    yield Case("iso", table(row(staff_code="C", born_on="1985-02-05")))
    cells = [inline(f"{chr(65 + place)}1", text) for place, text in enumerate(HEADINGS.values())]
    names = list(HEADINGS)
    good = row(staff_code="C") | {"id_number": ""}
    texts = [inline(f"{chr(65 + names.index(k))}2", str(v)) for k, v in good.items() if v]
    formula = f'<c r="{chr(65 + names.index("phone"))}2"><f>1+1</f><v>2</v></c>'
    body = "".join(sorted([*texts, formula], key=lambda cell: cell[6]))
    line = f'<row r="1">{"".join(cells)}</row><row r="2">{body}</row>'
    yield Case("formula", xlsx(line), "công thức")


def shapes() -> Iterator[Case]:
    """Sheets that lie about their size, and rows that go astray."""
    good = table(row(staff_code="CB01"))
    yield Case("twice", table(row(staff_code="CB01"), row(staff_code="CB01")), "đã có ở hàng 2")
    empty = "".join(f'<row r="{n}"/>' for n in range(3, 60_000))
    heads = "".join(inline(f"{chr(65 + n)}1", t) for n, t in enumerate(HEADINGS.values()))
    cells = row(staff_code="CB01")
    names = list(HEADINGS)
    texts = {chr(65 + names.index(key)): str(value) for key, value in cells.items()}
    one = "".join(inline(f"{letter}2", texts[letter]) for letter in sorted(texts))
    body = f'<row r="1">{heads}</row><row r="2">{one}</row>'
    yield Case("empty rows", xlsx(body + empty))
    yield Case("last row of all", xlsx(f'{body}<row r="1048576">{inline("A1048576", "An")}</row>'))
    lies = sheet(body, before='<dimension ref="A1:XFD1048576"/>')
    yield Case("lying dimension", xlsx("", sheet=lies))
    yield Case("a good file with rubbish behind", good + b"\0" * 1_000)
    yield Case("a good file with rubbish in front", b"\0" * 10 + good, "", refused=True)
    yield Case("unknown unit", table(row(staff_code="C", unit="Xã Á")), "Có phải: Xã A")


def encodings() -> Iterator[Case]:
    """The same list as programs of many years write it."""
    keys = ("name", "staff_code", "unit", "group", "full_time")
    values = row("Nguyễn Thị Phượng", staff_code="CB01")
    text = ";".join(HEADINGS[key].removesuffix(" ✱") for key in keys) + "\r\n"
    text += ";".join(str(values[key]) for key in keys) + "\r\n"
    yield Case("utf-8", csv(text))
    yield Case("utf-8 with its mark", csv(text, "utf-8-sig"))
    yield Case("utf-8 decomposed", csv(unicodedata.normalize("NFD", text)))
    yield Case("utf-16", csv(text, "utf-16"))
    yield Case("utf-16 little", csv(text, "utf-16-le"))
    yield Case("utf-16 big", csv(text, "utf-16-be"))
    yield Case("windows-1258", windows_1258(text))
    for name, separator in (("commas", ","), ("tabs", "\t"), ("bars", "|")):
        yield Case(name, csv(text.replace(";", separator)))
    yield Case("separator said", csv("sep=;\r\n" + text))
    yield Case("half a letter", csv(text)[:-4] + b"\xe1\xbb", "bảng mã", refused=True)
    yield Case("endless quote", csv(text + '"' + "x" * 50_000), "", refused=True)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number, case in enumerate(cases()):
        suffix = "xlsx" if case.content.startswith(b"PK") else "csv"
        name = case.name.replace("/", "-").replace(" ", "-")
        (folder / f"{number:03d}-{name}.{suffix}").write_bytes(case.content)
