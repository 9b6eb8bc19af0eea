"""The files of a sealed report: made once by the worker, then read for ever."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.clock import local_day, local_time
from lms.core.i18n import in_language
from lms.core.resources import Resources
from lms.core.spreadsheets.writing import csv_lines, write_xlsx
from lms.core.storage import FileStore
from lms.core.text import short_date
from lms.figures.export import NUMBERS, names_sheet, sheets, summary_sheet, units_sheet
from lms.figures.wording import how_counted, threshold_words
from lms.reports.errors import NotYetMade
from lms.reports.letter import (
    BY_GROUP,
    LIST_LONGEST,
    TITLE,
    Contents,
    Letter,
    write_letter,
)
from lms.reports.models import Report, ReportFile
from lms.reports.pdf import letter_pdf
from lms.reports.rules import snapshot_from
from lms.reports.service.sealing import figure_of
from lms.reports.tables import seal_sheet, table_of
from lms.reports.word import letter_docx
from lms.targets.service import Confirmed, Figure, Target, Wanted, all_names, confirm, statement_of

KINDS = ("pdf", "docx", "xlsx", "csv", "json")


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A sealed report with everything its files are made from."""

    report: Report
    figure: Figure
    target: Target
    unit: str
    confirmed: Confirmed


def public_address(report: Report, public_url: str) -> str:
    """Return the address in the QR code."""
    return f"{public_url}/bao-cao-kiem-tra/{report.token}"


def make_files(session: Session, resources: Resources, report: Report) -> dict[str, bytes]:
    """Return the files of a sealed report by kind, in Vietnamese."""
    made, target, unit = figure_of(session, report)
    sealed = _Sealed(report, made, target, unit.name, confirm(session, made))
    address = public_address(report, resources.settings.public_url)
    with in_language("vi"):
        letter = _letter(session, sealed, address)
        title = f"{TITLE} {report.number}"
        moment = report.sealed_at or report.known_at
        return {
            "pdf": letter_pdf(letter, title=title, address=address, made_at=moment),
            "docx": letter_docx(letter, title=title, address=address, made_at=moment),
            "xlsx": _workbook(session, sealed, letter, title),
            "csv": b"".join(csv_lines(units_sheet(made, sealed.confirmed, unit=sealed.unit))),
            "json": statement_of(session, made, target=target, organisation=unit).encode(),
        }


def store_file(files: FileStore, report: Report, kind: str, content: bytes) -> ReportFile:
    """Store a file under a name with its hash, and return its row."""
    digest = sha256(content).hexdigest()
    key = f"reports/{report.year}/{report.uuid}-{digest[:12]}.{kind}"
    files.write(key, content)
    return ReportFile(report_id=report.id, kind=kind, key=key, sha256=digest, size=len(content))


def files_of(session: Session, report: Report) -> list[ReportFile]:
    """Return the files of a report, in the order of `KINDS`."""
    found = session.scalars(select(ReportFile).where(ReportFile.report_id == report.id)).all()
    return sorted(found, key=lambda file: KINDS.index(file.kind))


def read_file(session: Session, files: FileStore, report: Report, kind: str) -> bytes:
    """Return a stored file, or raise `NotYetMade`."""
    for file in files_of(session, report):
        if file.kind == kind:
            return files.read(file.key)
    raise NotYetMade


def _workbook(session: Session, sealed: _Sealed, letter: Letter, title: str) -> bytes:
    report, file = sealed.report, BytesIO()
    names = all_names(session, basis=sealed.figure.basis, wanted=Wanted())
    pages = sheets(
        sealed.figure,
        sealed.confirmed,
        unit=sealed.unit,
        version=sealed.target.number,
        people=names,
    )
    write_xlsx(
        file,
        [*pages, seal_sheet(letter)],
        title=title,
        made_at=report.sealed_at or report.known_at,
    )
    return file.getvalue()


def _letter(session: Session, sealed: _Sealed, address: str) -> Letter:
    report, made = sealed.report, sealed.figure
    snapshot = snapshot_from(report.snapshot or {})
    moment = report.sealed_at or report.known_at
    known = local_time(report.known_at)
    rule = made.basis.rule
    groups = range(NUMBERS, NUMBERS + 2 * len(rule.groups))  # they have a table of their own
    names = all_names(session, basis=made.basis, wanted=Wanted())
    return write_letter(
        snapshot,
        Contents(
            number=report.number or "",
            final=bool(report.final),
            as_of=report.as_of,
            sealed_on=local_day(moment),
            known=f"{known:%H:%M} {short_date(known.date())}",
            digest=report.digest or "",
            code_version=report.code_version or "",
            address=address,
            basis=rule.basis["vi"],
            threshold=threshold_words(rule.threshold),
            groups=table_of(summary_sheet(made), BY_GROUP),
            units=table_of(units_sheet(made, sealed.confirmed, unit=sealed.unit), "", skip=groups),
            names=table_of(names_sheet(islice(names, LIST_LONGEST)), ""),
            people=made.total.whole.people,
            how=list(how_counted(made, version=sealed.target.number)),
        ),
    )
