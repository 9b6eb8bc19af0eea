"""An uploaded table is read safely, or refused in a sentence that says how to mend it."""

import io
import os
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from lms.core.spreadsheets import errors
from lms.core.spreadsheets.limits import Limits
from lms.core.spreadsheets.reading import CellKind, follow_table, read_table
from lms.core.spreadsheets.refusal import Why
from tests.core import hostile

CASES = list(hostile.cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_file_gives_its_rows_or_its_refusal(case: hostile.Case) -> None:
    began = time.monotonic()
    if isinstance(case.expected, list):
        with read_table(case.content) as table:
            found = [
                (row.number, {column: cell.text for column, cell in row.cells.items()})
                for row in table
            ]
        assert found == case.expected
    else:
        with pytest.raises(errors.FileRefused) as refused:
            read_table(case.content)
        assert type(refused.value) is case.expected
        assert refused.value.sentence().endswith(".")
        assert "%" not in refused.value.sentence()
    assert time.monotonic() - began < 10
    assert readers() == set()


def readers() -> set[str]:
    """Return the reading processes of this one, alive or not yet buried."""
    listed = subprocess.run(  # noqa: S603 - our own number
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())],  # noqa: S607 - Debian's program
        check=False,
        capture_output=True,
        text=True,
    ).stdout
    return {
        line for line in listed.splitlines() if "spreadsheets.child" in line or "defunct" in line
    }


def test_there_are_more_than_a_hundred_of_them() -> None:
    assert len(CASES) > 100
    assert len({case.name for case in CASES}) == len(CASES)


def test_every_reason_has_its_sentence() -> None:
    assert {why.value for why in Why} == set(errors.REFUSALS)


def test_kinds_and_formulas_are_told() -> None:
    body = (
        '<row r="4"><c r="A4" t="str"><v>An</v></c><c r="B4"><f>1+1</f><v>2</v></c>'
        '<c r="C4" s="1"><v>29221</v></c><c r="D4" t="b"><v>1</v></c>'
        '<c r="E4" t="e"><v>#REF!</v></c><c r="AB4" t="str"><f>A4</f><v>An</v></c></row>'
    )
    with read_table(hostile.xlsx(body)) as table:
        (row,) = table
        assert table.sheet == "Danh sách"
        assert table.row_count == 1
    assert [cell.kind for cell in row.cells.values()] == [
        CellKind.TEXT,
        CellKind.NUMBER,
        CellKind.DAY,
        CellKind.TRUTH,
        CellKind.ERROR,
        CellKind.TEXT,
    ]
    assert [column for column, cell in row.cells.items() if cell.formula] == ["B", "AB"]
    assert row.text("A") == "An"
    assert row.text("Z") == ""


def test_a_table_can_be_read_twice_and_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(hostile.xlsx(hostile.names("An", "Bình")))
    with read_table(path) as table:
        assert list(table) == list(table)
        assert table.row_count == 2


def test_a_table_can_be_followed_while_it_is_read() -> None:
    content = hostile.xlsx(hostile.names(*["An"] * 20_000))
    with follow_table(content) as table:
        rows = iter(table)
        assert next(rows).text("A") == "An"
        assert not table.has_ended
        assert sum(1 for _ in rows) == 19_999
        assert table.row_count == 20_000
        assert table.sheet == "Danh sách"


def test_what_is_wrong_at_the_end_shows_after_the_rows_before() -> None:
    content = hostile.xlsx(hostile.names(*["An"] * 20_000, "x" * 5_000))
    with follow_table(content) as table:
        rows = iter(table)
        assert next(rows).text("A") == "An"
        with pytest.raises(errors.CellTooLong):
            list(rows)
        with pytest.raises(errors.CellTooLong):
            table.wait()


def test_a_table_left_early_leaves_no_process() -> None:
    with follow_table(hostile.xlsx(hostile.names(*["An"] * 20_000))) as table:
        next(iter(table))
    assert readers() == set()


def test_a_large_file_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes(2048))
    with pytest.raises(errors.FileTooLarge):
        read_table(path, limits=Limits(file_bytes=1024))


def test_the_first_visible_sheet_is_read() -> None:
    book = hostile.BOOK.replace(
        "<sheets>", '<sheets><sheet name="Ẩn" sheetId="2" state="veryHidden" r:id="rId9"/>'
    )
    with read_table(hostile.xlsx(hostile.names("An"), book=book)) as table:
        assert table.sheets == ["Danh sách"]


@pytest.mark.parametrize(
    "limits",
    [Limits(cpu_seconds=1), Limits(wall_seconds=1), Limits(memory_bytes=48 * 1024 * 1024)],
    ids=["processor", "clock", "memory"],
)
def test_a_slow_or_heavy_file_ends_with_its_process(limits: Limits) -> None:
    strings = "".join(f"<si><t>{n:0200d}</t></si>" for n in range(200_000))
    rows = "".join(f'<row r="{n}"><c><v>{n}</v></c></row>' for n in range(1, 600_000))
    content = hostile.xlsx(rows, strings=f"<sst>{strings}</sst>")
    generous = {"rows": 1_000_000, "ratio": 1000}
    began = time.monotonic()
    with pytest.raises(errors.TooHeavy):
        read_table(content, limits=Limits(**{**_as_dict(limits), **generous}))
    assert time.monotonic() - began < 8
    assert readers() == set()


def _as_dict(limits: Limits) -> dict[str, int]:
    return {name: getattr(limits, name) for name in Limits.__slots__}


def test_the_reading_process_can_open_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from lms.core.spreadsheets import child\n"
        "import os, socket, subprocess\n"
        "sys.addaudithook(child._forbid)\n"
        "for act in (lambda: open('/etc/passwd'), socket.socket, lambda: os.system('true'),\n"
        "            lambda: subprocess.run(['true']), lambda: os.remove(sys.argv[0])):\n"
        "    try: act()\n"
        "    except PermissionError: print('refused')\n"
    )
    out = _run_python(code, tmp_path)
    assert out.split() == ["refused"] * 5


def test_the_reading_process_needs_the_standard_library_only(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import lms.core.spreadsheets.child\n"
        "print(sorted(n for n in sys.modules if n.startswith('lms.')))\n"
    )
    assert "lms.core.db" not in _run_python(code, tmp_path)


def _run_python(code: str, folder: Path) -> str:
    root = Path(__file__).resolve().parents[2]
    return subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-S", "-c", code, str(root)],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    ).stdout


def test_a_workbook_of_another_program_reads_the_same() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Họ và tên", "Ngày sinh", "Mã", "Lương", None, "Đúng"])
    page.append(["Trần Thị Bình", date(1990, 2, 28), "00123", 1234567.5, None, True])
    page.append([])
    time_of_day = datetime.fromisoformat("2026-02-05T14:30")  # a spreadsheet has no zones
    page.append(["=1+1", time_of_day, 79201000123, -7, None, False])
    page.column_dimensions["E"].hidden = True
    out = io.BytesIO()
    book.save(out)
    with read_table(out.getvalue()) as table:
        found = [(row.number, [cell.text for cell in row.cells.values()]) for row in table]
    assert found == [
        (1, ["Họ và tên", "Ngày sinh", "Mã", "Lương", "Đúng"]),
        (2, ["Trần Thị Bình", "1990-02-28", "00123", "1234567.5", "1"]),
        (4, ["2026-02-05", "79201000123", "-7", "0"]),  # a formula nobody has computed is empty
    ]
