"""Sealed reports: seal a figure, see how far it is, take the files; the monthly schedule."""

from datetime import date
from io import BytesIO
from typing import Any, cast
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError, NotFound
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Permission
from lms.figures.asking import Asked, what_is_asked
from lms.figures.compare_views import CHANGE_NAMES
from lms.figures.comparing import Change
from lms.organisations.service import Organisation
from lms.reports import service
from lms.reports.access import visible_report, visible_reports, visible_schedule
from lms.reports.errors import NotYetMade
from lms.reports.forms import ReadersForm
from lms.reports.models import Report
from lms.web.downloads import CSV, PDF, XLSX, attachment, record_export
from lms.web.guard import principal, requires
from lms.web.paging import page_number, page_of
from lms.web.tx import db, resources

bp = Blueprint("reports", __name__, template_folder="templates")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"pdf": PDF, "docx": DOCX, "xlsx": XLSX, "csv": CSV, "json": "application/json"}
KIND_NAMES = {
    "pdf": msgid("Văn bản báo cáo (PDF)"),
    "docx": msgid("Văn bản báo cáo (Word, để bổ sung và trình ký)"),
    "xlsx": msgid("Bảng tính (Excel)"),
    "csv": msgid("Bảng theo đơn vị (CSV)"),
    "json": msgid("Số liệu đã khóa (JSON)"),
}
ZIP = "application/zip"


@bp.post("/chi-tieu/<string:key>/<uuid:organisation_uuid>/bao-cao")
@requires(Permission.REPORT_SEAL)
def seal(key: str, organisation_uuid: UUID) -> ResponseReturnValue:
    """Have the figure of the address sealed and printed; its page downloads it when it is made."""
    asked = _asked(key, organisation_uuid)
    report = service.request_report(
        db.session,
        target=asked.target,
        organisation=asked.unit,
        as_of=asked.day,
        tree=asked.tree,
        actor=principal().account_uuid,
        now=asked.now,
    )
    return redirect(url_for(".show_report", report_uuid=report.uuid, tai="co"))


@bp.get("/bao-cao")
@requires(Permission.TARGET_READ)
def list_reports() -> str:
    """List the sealed reports in scope."""
    found = visible_reports(principal().scope(Permission.TARGET_READ))
    page = page_of(db.session, cast("Select[Any]", found), number=page_number())
    rows = [
        (report, unit, service.snapshot_from(report.snapshot) if report.snapshot else None)
        for report, unit in page.items
    ]
    return render_template("reports/list_reports.html", page=page, rows=rows)


@bp.get("/bao-cao/<uuid:report_uuid>")
@requires(Permission.TARGET_READ)
def show_report(report_uuid: UUID) -> str:
    """Show what was sealed, its state, its files."""
    report, unit = _own(report_uuid)
    return render_template(
        "reports/show_report.html",
        report=report,
        unit=unit,
        files=service.files_of(db.session, report),
        kinds=KIND_NAMES,
        changes=[(CHANGE_NAMES[change], change.value) for change in Change],
        sealer=service.sealer(db.session, report),
        previous_on=_previous_day(report),
        public=service.public_address(report, resources().settings.public_url),
        has_failed=service.has_failed(db.session, report),
        **facts(report),
    )


@bp.get("/bao-cao/<uuid:report_uuid>/tien-do")
@requires(Permission.TARGET_READ)
def show_progress(report_uuid: UUID) -> ResponseReturnValue:
    """Tell the page's script whether the report is made."""
    report, _ = _own(report_uuid)
    finished = report.printed_at is not None or service.has_failed(db.session, report)
    return jsonify(done=0, total=0, finished=finished)


@bp.get("/bao-cao/<uuid:report_uuid>/tep/<string:kind>")
@requires(Permission.TARGET_READ)
def download_file(report_uuid: UUID, kind: str) -> ResponseReturnValue:
    """Send one of the files, or all in one."""
    report, unit = _own(report_uuid)
    if kind not in (*TYPES, "zip"):
        raise NotFound
    if report.printed_at is None:
        raise NotYetMade
    kinds = list(TYPES) if kind == "zip" else [kind]
    contents = {
        part: service.read_file(db.session, resources().files, report, part) for part in kinds
    }
    name = f"{(report.number or '').replace('/', '-')} {unit.short_name or unit.name}"
    content = _zipped(name, contents) if kind == "zip" else contents[kind]
    snapshot = service.snapshot_from(report.snapshot or {})
    number = report.number or ""
    record_export(
        ("organisation", unit.uuid), file=f"report.{kind}", rows=snapshot.people, number=number
    )
    return attachment(content, f"{name}.{kind}", TYPES.get(kind, ZIP))


@bp.get("/chi-tieu/<string:key>/<uuid:organisation_uuid>/hang-thang")
@requires(Permission.REPORT_SEAL)
def show_schedule(key: str, organisation_uuid: UUID) -> str:
    """Show whether the figure is sealed each month, and who is sent the link."""
    return _schedule_page(_asked(key, organisation_uuid), ReadersForm(formdata=None))


@bp.post("/chi-tieu/<string:key>/<uuid:organisation_uuid>/hang-thang")
@requires(Permission.REPORT_SEAL)
def begin_schedule(key: str, organisation_uuid: UUID) -> ResponseReturnValue:
    """Have the figure sealed after each month."""
    asked, form = _asked(key, organisation_uuid), ReadersForm()
    try:
        service.begin_schedule(
            db.session,
            target=asked.target,
            organisation=asked.unit,
            readers=_uuids(form.readers.data or []),
            actor=principal().account_uuid,
            now=asked.now,
        )
    except LmsError as error:
        form.readers.errors = [error.sentence()]
        return _schedule_page(asked, form), error.status
    flash(gettext("Đã đặt lịch: báo cáo được lập vào đầu mỗi tháng."), "ok")
    return redirect(url_for(".show_schedule", key=key, organisation_uuid=organisation_uuid))


@bp.post("/bao-cao/lich/<uuid:schedule_uuid>/dung")
@requires(Permission.REPORT_SEAL)
def end_schedule(schedule_uuid: UUID) -> ResponseReturnValue:
    """Seal no more."""
    paths = principal().scope(Permission.REPORT_SEAL)
    schedule = visible_schedule(db.session, paths=paths, uuid=schedule_uuid)
    actor = principal().account_uuid
    service.end_schedule(db.session, schedule=schedule, actor=actor, now=utc_now())
    flash(gettext("Đã dừng lập báo cáo hằng tháng."), "ok")
    return redirect(url_for(".list_reports"))


def _previous_day(report: Report) -> date | None:
    before = (report.snapshot or {}).get("previous_as_of")
    return date.fromisoformat(before) if before else None


def facts(report: Report) -> dict[str, Any]:
    """Return what both pages of a report say of it."""
    return {
        "printed": service.snapshot_from(report.snapshot) if report.snapshot else None,
        "newer": service.newer_report(db.session, report) if report.sealed_at else None,
        "is_kept": report.printed_at is None
        or service.is_kept(db.session, resources().files, report),
    }


def _schedule_page(asked: Asked, form: ReadersForm) -> str:
    unit = asked.unit
    found = service.schedules_of(db.session, organisation=unit, target_key=asked.rule.key)
    schedule = found[0] if found else None
    people = service.possible_readers(db.session, organisation=unit, today=local_day(asked.now))
    chosen = service.readers_of(db.session, schedule) if schedule else []
    return render_template(
        "reports/show_schedule.html",
        asked=asked,
        form=form,
        schedule=schedule,
        chosen=chosen,
        marked={str(person.uuid) for person in chosen} | set(form.readers.data or []),
        people=people,
    )


def _asked(key: str, organisation_uuid: UUID) -> Asked:
    """Return what the address asks for, within the scope of sealing."""
    return what_is_asked(key, organisation_uuid, permission=Permission.REPORT_SEAL)


def _own(uuid: UUID) -> tuple[Report, Organisation]:
    return visible_report(db.session, paths=principal().scope(Permission.TARGET_READ), uuid=uuid)


def _uuids(texts: list[str]) -> set[UUID]:
    try:
        return {UUID(text) for text in texts}
    except ValueError as error:
        raise NotFound from error


def _zipped(name: str, contents: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for kind, content in contents.items():
            archive.writestr(f"{name}.{kind}", content)
    return target.getvalue()
