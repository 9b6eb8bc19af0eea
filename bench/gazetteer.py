"""A list of 3,300 units (every commune of the country): preview and writing, on SQLite.

Baseline in the same run: openpyxl alone reading the same XLSX. Each step runs in a process of its
own, whose memory is its greatest resident size.

    python bench/gazetteer.py [--rows 3300]
"""

import argparse
import resource
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import xlsxwriter

from bench.support.runs import peak_megabytes, rows_by_openpyxl, seconds_of
from config import Settings, load_settings
from lms.core import migrate
from lms.core.clock import utc_now
from lms.core.resources import Resources
from lms.gazetteer import service
from lms.gazetteer.models import State, UnitFile
from lms.organisations.service import OrganisationKind, add_organisation, get_root

PROVINCES = 34
HEADINGS = ("Mã", "Tên đơn vị", "Loại đơn vị", "Đơn vị cấp trên")
Work = Callable[[Resources, UUID], None]


def main() -> None:
    """Print one table: seconds, ratio to the baseline, greatest memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=3300)
    rows = parser.parse_args().rows
    content = _workbook(rows)
    plain = seconds_of(lambda: rows_by_openpyxl(content))
    print(f"{rows} units, {len(content) / 1024:.0f} KiB")
    print(f"{'step':28} {'s':>7} {'× plain':>8} {'MiB':>6}")
    print(f"{'baseline: openpyxl alone':28} {plain:7.2f} {1:8.1f}")
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"DATA_DIR": folder, "SECRET_KEY": "s" * 40})
        migrate.upgrade(settings.database_url)
        uuid = _install(settings, content)
        for name, work in (("preview", service.read_units), ("writing", _write)):
            seconds, peak = _in_child(work, settings, uuid)
            print(f"{name:28} {seconds:7.2f} {seconds / plain:8.1f} {peak:6.0f}")


def _workbook(rows: int) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for n in range(rows):
            kind = "Xã, phường, đặc khu"
            name = f"Phường Hòa Bình {n}"
            sheet.write_row(n + 1, 0, (f"{n:05d}", name, kind, f"Tỉnh {n % PROVINCES}"))
    return out.getvalue()


def _install(settings: Settings, content: bytes) -> UUID:
    """Found the country and upload the list; return the file's uuid."""
    resources, now = Resources.at(settings), utc_now()
    with resources.database.transaction() as session:
        for kind, count in ((OrganisationKind.ROOT, 1), (OrganisationKind.PROVINCE, PROVINCES)):
            above = get_root(session)
            for n in range(count):
                add_organisation(
                    session,
                    parent=above,
                    name=f"Tỉnh {n}" if above else "Toàn quốc",
                    kind=kind,
                    valid_from=date(2025, 7, 1),
                    now=now,
                    actor=None,
                )
        unit_file = service.upload_units(
            session,
            resources,
            content=content,
            file_name="don-vi.xlsx",
            basis="Danh mục",
            actor=uuid4(),
            paths=["/1/"],
            now=now,
        )
        return unit_file.uuid


def _write(resources: Resources, uuid: UUID) -> None:
    now = utc_now()
    with resources.database.transaction() as session:
        unit_file = session.query(UnitFile).filter_by(uuid=uuid).one()
        assert unit_file.state == State.READY, unit_file.refusal  # noqa: S101
        service.request_writing(session, unit_file=unit_file, paths=["/1/"], now=now)
    with resources.database.transaction() as session:
        service.write_units(session, uuid=uuid, now=now)


def _in_child(work: Work, settings: Settings, uuid: UUID) -> tuple[float, float]:
    """Return seconds and MiB of `work` in a fresh process."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_child, args=(theirs, work, settings, uuid))
    child.start()
    seconds, peak = ours.recv()
    child.join()
    return float(seconds), float(peak)


def _child(pipe: Connection, work: Work, settings: Settings, uuid: UUID) -> None:
    resources = Resources.at(settings)
    seconds = seconds_of(lambda: work(resources, uuid))
    parser = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    pipe.send((seconds, max(peak_megabytes(), parser)))


if __name__ == "__main__":
    main()
