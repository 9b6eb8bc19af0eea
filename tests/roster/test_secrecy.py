"""Full ID numbers stand encrypted in the register and the staged plan, and nowhere else."""

import re
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from lms.core.resources import Resources
from tests.support.browser import Browser
from tests.support.slips import printed, words_of
from tests.support.staff_files import (
    HEADINGS,
    change_set_at,
    preview,
    row,
    send,
    upload,
    work,
    workbook,
)

CANARIES = [f"0011850055{number:02d}" for number in range(10)]
CUT = [number[1:] for number in CANARIES]  # as a spreadsheet leaves them


def everything(resources: Resources, folder: Path) -> bytes:
    """Return every cell of every table, and every file below the data folder and the database."""
    parts: list[bytes] = []
    with resources.database.reading() as session:
        for table in inspect(session.connection()).get_table_names():
            for line in session.execute(text(f'SELECT * FROM "{table}"')):  # noqa: S608 - our names
                parts += [v if isinstance(v, bytes) else str(v).encode() for v in line]
    parts += [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    parts += [str(path).encode() for path in folder.rglob("*")]
    return b"\n".join(parts)


def assert_clean(content: bytes) -> None:
    for number in (*CANARIES, *CUT):
        assert number.encode() not in content
        assert re.sub(r"(\d{3})(?=\d)", r"\1 ", number).encode() not in content


def test_numbers_are_encrypted_at_every_step(
    binh: Browser, resources: Resources, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rows = [row(f"Người {'ABCDEFGHIJ'[n]}", id_number=c) for n, c in enumerate(CANARIES)]
    send(binh, workbook(rows), name=f"{CANARIES[0]}.xlsx")
    assert binh.response is not None
    address = binh.response.headers["Location"]
    assert len(list((tmp_path / "data").rglob("roster/*"))) == 1
    assert_clean(everything(resources, tmp_path))

    work(resources)
    assert change_set_at(resources, address).counts == {"create": 10}
    assert_clean(everything(resources, tmp_path))
    pages = binh.get(address).encode()

    binh.post(f"{address}/ghi")
    work(resources)
    pages += binh.get(address).encode() + binh.download(f"{address}/ket-qua.xlsx")
    pages += words_of(printed(binh, resources, address)).encode()
    upload(binh, resources, *[{**cells, "title": "Phó phòng"} for cells in rows])
    assert_clean(everything(resources, tmp_path))
    assert_clean(pages)
    assert_clean(caplog.text.encode())


@pytest.mark.parametrize("column", [key for key in HEADINGS if key != "id_number"])
def test_a_number_in_the_wrong_column_is_refused_and_not_repeated(
    binh: Browser, resources: Resources, tmp_path: Path, column: str
) -> None:
    written = (CANARIES[0], CUT[1], "001 185 005 502")
    rows = [{**row("Em", staff_code=f"CB{n}"), column: text} for n, text in enumerate(written)]

    address = preview(binh, resources, *rows)

    assert change_set_at(resources, address).counts == {"error": 3}
    assert_clean(everything(resources, tmp_path))
    assert_clean(binh.get(address).encode())


def test_a_file_that_is_refused_leaves_nothing(
    binh: Browser, resources: Resources, tmp_path: Path
) -> None:
    headings = {key: str(value) for key, value in row(CANARIES[0]).items()}
    address = preview(binh, resources, row(id_number=CANARIES[1]), headings=headings)
    assert change_set_at(resources, address).state == "refused"
    assert not list((tmp_path / "data").rglob("roster/*"))
    assert_clean(everything(resources, tmp_path))
