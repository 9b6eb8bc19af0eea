"""Files of past trainings: upload, trial run, filing, the decision on the whole."""

from datetime import date
from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.catalog.service import current_programmes
from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Permission
from lms.core.spreadsheets.errors import FileTooLarge
from lms.core.spreadsheets.limits import MIB
from lms.core.spreadsheets.writing import Sheet, write_xlsx
from lms.recognition import service
from lms.recognition.access import claims_of_batch, own_batch, rows_of, visible_batch
from lms.recognition.errors import EvidenceKind, EvidenceTooLarge, NoEvidence, NoTable
from lms.recognition.forms import BatchForm, DecideForm
from lms.recognition.models import Batch, BatchState, Outcome
from lms.recognition.service.evidence import LARGEST
from lms.recognition.service.files import OUTCOME_NAMES, say_problem
from lms.recognition.views import sent_file
from lms.web.downloads import XLSX, attachment
from lms.web.guard import principal, requires
from lms.web.paging import page_number, page_of
from lms.web.tx import db, resources

bp = Blueprint("batches", __name__, url_prefix="/cong-nhan/nhap", template_folder="templates")
LARGEST_TABLE = 5 * MIB
RECENT = 20
STATE_NAMES = {
    BatchState.READING: msgid("Đang đọc tệp"),
    BatchState.READY: msgid("Đã chạy thử"),
    BatchState.UNREADABLE: msgid("Tệp không đọc được"),
    BatchState.FILED: msgid("Đang chờ duyệt"),
    BatchState.APPROVED: msgid("Đã duyệt"),
    BatchState.REFUSED: msgid("Đã từ chối"),
    BatchState.WITHDRAWN: msgid("Đã rút"),
    BatchState.EXPIRED: msgid("Đã hết hạn"),
}


@bp.get("")
@requires(Permission.PERSON_READ)
def show_upload() -> str:
    """Show the upload form and the latest files."""
    return _upload_page(BatchForm(formdata=None))


@bp.post("")
@requires(Permission.COMPLETION_FILE)
def upload() -> ResponseReturnValue:
    """Keep both files and have the list read; the trial run comes on its own page."""
    form = BatchForm()
    try:
        batch = _uploaded()
    except (NoEvidence, EvidenceKind, EvidenceTooLarge) as error:
        form.evidence.errors = [error.sentence()]
        return _upload_page(form), error.status
    except LmsError as error:
        form.file.errors = [error.sentence()]
        return _upload_page(form), error.status
    return redirect(url_for(".show_batch", batch_uuid=batch.uuid))


@bp.get("/mau.xlsx")
@requires(Permission.COMPLETION_FILE)
def download_template() -> ResponseReturnValue:
    """Send the template."""
    name = gettext("Mẫu kết quả đã có")
    codes = [version.code for version in current_programmes(db.session)]
    return _xlsx(service.template_sheet(codes), f"{name}.xlsx", name)


@bp.get("/<uuid:batch_uuid>")
@requires(Permission.PERSON_READ)
def show_batch(batch_uuid: UUID) -> str:
    """Show how far the file is: trial run, what was filed, what was decided."""
    return _batch_page(_visible(batch_uuid), DecideForm(formdata=None))


@bp.get("/<uuid:batch_uuid>/tien-do")
@requires(Permission.COMPLETION_FILE)
def show_progress(batch_uuid: UUID) -> ResponseReturnValue:
    """Tell the page's script whether the file has been read."""
    batch = _own(batch_uuid)
    reading = batch.state == BatchState.READING
    return jsonify(done=0, total=batch.rows_total, finished=not reading)


@bp.get("/<uuid:batch_uuid>/ket-qua.xlsx")
@requires(Permission.COMPLETION_FILE)
def download_result(batch_uuid: UUID) -> ResponseReturnValue:
    """Send every row with what it would do and why not."""
    batch = _own(batch_uuid)
    name = gettext("Kết quả chạy thử")
    filename = f"{name} {_today().isoformat()}.xlsx"
    return _xlsx(service.result_sheet(db.session, batch), filename, name)


@bp.get("/<uuid:batch_uuid>/minh-chung")
@requires(Permission.PERSON_READ)
def download_evidence(batch_uuid: UUID) -> ResponseReturnValue:
    """Send the paper as it came: always a download, never shown inside the site."""
    evidence = service.get_evidence(db.session, _visible(batch_uuid).evidence_id)
    content = service.read_evidence(resources(), evidence)
    return attachment(content, evidence.file_name, evidence.media_type)


@bp.post("/<uuid:batch_uuid>/trinh")
@requires(Permission.COMPLETION_FILE)
def file_batch(batch_uuid: UUID) -> ResponseReturnValue:
    """File the good rows for a second person to decide; a second click changes nothing."""
    batch = _own(batch_uuid, lock=True)
    service.file_batch(db.session, batch=batch, officer=principal(), now=utc_now())
    flash(gettext("Đã trình. Một người khác sẽ duyệt cả danh sách."), "ok")
    return redirect(url_for(".show_batch", batch_uuid=batch_uuid))


@bp.post("/<uuid:batch_uuid>/quyet-dinh")
@requires(Permission.COMPLETION_APPROVE)
def decide_batch(batch_uuid: UUID) -> ResponseReturnValue:
    """Approve or refuse the whole file."""
    batch, form = _visible(batch_uuid, lock=True), DecideForm()
    if not form.validate():
        return _batch_page(batch, form), 422
    service.decide_batch(
        db.session,
        batch=batch,
        approve=form.approve,
        reason=form.reason.data,
        officer=principal(),
        now=utc_now(),
    )
    flash(gettext("Đã ghi quyết định."), "ok")
    return redirect(url_for(".show_batch", batch_uuid=batch_uuid))


@bp.post("/<uuid:batch_uuid>/rut")
@requires(Permission.COMPLETION_FILE)
def withdraw_batch(batch_uuid: UUID) -> ResponseReturnValue:
    """Take back a file that nobody decided."""
    batch = _own(batch_uuid, lock=True)
    service.withdraw_batch(db.session, batch=batch, officer=principal(), now=utc_now())
    flash(gettext("Đã rút danh sách."), "ok")
    return redirect(url_for(".show_batch", batch_uuid=batch_uuid))


def _today() -> date:
    return local_day(utc_now())


def _own(uuid: UUID, *, lock: bool = False) -> Batch:
    return own_batch(db.session, account_uuid=principal().account_uuid, uuid=uuid, lock=lock)


def _visible(uuid: UUID, *, lock: bool = False) -> Batch:
    return visible_batch(db.session, principal=principal(), uuid=uuid, today=_today(), lock=lock)


def _uploaded() -> Batch:
    table, name = sent_file("file", LARGEST_TABLE)
    if not table:
        raise NoTable
    if len(table) > LARGEST_TABLE:
        raise FileTooLarge(megabytes=LARGEST_TABLE // MIB)
    paper, paper_name = sent_file("evidence", LARGEST)
    return service.upload(
        db.session,
        resources(),
        table=(table, name),
        paper=(paper, paper_name),
        account_uuid=principal().account_uuid,
        now=utc_now(),
    )


def _upload_page(form: BatchForm) -> str:
    return render_template(
        "recognition/show_upload.html",
        form=form,
        recent=service.recent_batches(db.session, principal(), today=_today(), limit=RECENT),
        states=STATE_NAMES,
        may=principal().permissions,
    )


def _batch_page(batch: Batch, form: DecideForm) -> str:
    who = principal()
    is_own = batch.filed_by == who.account_uuid
    chosen = request.args.get("loai", "")
    outcome = Outcome(chosen) if chosen in set(Outcome) else None
    is_filed = batch.state not in (BatchState.READING, BatchState.READY, BatchState.UNREADABLE)
    listed = claims_of_batch(batch) if is_filed else rows_of(batch, outcome)
    return render_template(
        "recognition/show_batch.html",
        batch=batch,
        states=STATE_NAMES,
        page=page_of(db.session, listed, number=page_number()),
        is_filed=is_filed,
        outcome=outcome,
        outcome_names=OUTCOME_NAMES,
        say_problem=say_problem,
        evidence=service.get_evidence(db.session, batch.evidence_id),
        officers=service.officer_names(db.session, [batch.filed_by, batch.decided_by]),
        form=form,
        is_own=is_own,
        decides=batch.state == BatchState.FILED
        and not is_own
        and Permission.COMPLETION_APPROVE in who.permissions,
    )


def _xlsx(sheet: Sheet, filename: str, title: str) -> ResponseReturnValue:
    target = BytesIO()
    write_xlsx(target, [sheet], title=title, made_at=utc_now())
    return attachment(target.getvalue(), filename, XLSX)
