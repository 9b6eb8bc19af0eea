"""Staff files: upload, preview, apply, result."""

from dataclasses import replace
from io import BytesIO
from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Permission
from lms.core.spreadsheets.errors import FileTooLarge
from lms.core.spreadsheets.limits import MIB, Limits
from lms.core.spreadsheets.writing import Sheet, write_xlsx
from lms.roster import service
from lms.roster.access import blocked_rows, drifted_rows, own_change_sets, rows_of
from lms.roster.errors import EmptyFile, NoFile
from lms.roster.forms import UploadForm
from lms.roster.models import Action, ChangeSet, State
from lms.roster.service.files import ACTION_NAMES, say_change, say_problem
from lms.staff_files.service import template_sheet
from lms.web.downloads import XLSX, Counted, attachment, record_export
from lms.web.guard import principal, requires
from lms.web.menu import MenuItem
from lms.web.paging import page_number, page_of
from lms.web.tx import db, resources

bp = Blueprint("roster", __name__, url_prefix="/nhan-su/nhap", template_folder="templates")
MENU = (
    MenuItem(
        "roster.show_upload",
        msgid("Nhập danh sách"),
        Permission.ROSTER_APPLY,
        order=30,
        also=("slips",),
    ),
)
RECENT = 10
NAMED = 200  # rows listed above the table


@bp.get("")
@requires(Permission.ROSTER_APPLY)
def show_upload() -> str:
    """Show the upload form and the officer's latest files."""
    return _upload_page(UploadForm())


@bp.post("")
@requires(Permission.ROSTER_APPLY)
def upload() -> ResponseReturnValue:
    """Keep the file and have it read; the preview comes on its own page."""
    form = UploadForm()
    try:
        change_set = service.upload(
            db.session,
            resources(),
            content=_content(),
            file_name=request.files["file"].filename or "",
            is_whole=bool(form.is_whole.data),
            account_uuid=principal().account_uuid,
            now=utc_now(),
        )
    except LmsError as error:
        form.file.errors = [error.sentence()]
        return _upload_page(form), error.status
    return redirect(url_for(".show_change_set", change_set_uuid=change_set.uuid))


@bp.get("/mau.xlsx")
@requires(Permission.ROSTER_APPLY)
def download_template() -> ResponseReturnValue:
    """Send the template."""
    name = gettext("Mẫu danh sách nhân sự")
    return _xlsx(template_sheet(), f"{name}.xlsx", name)


@bp.get("/<uuid:change_set_uuid>")
@requires(Permission.ROSTER_APPLY)
def show_change_set(change_set_uuid: UUID) -> str:
    """Show how far the file is: progress, preview, or what was written."""
    change_set = _own(change_set_uuid)
    kind = request.args.get("loai", "")
    shown = Action(kind) if kind in {action.value for action in Action} else None
    rows = rows_of(change_set, shown)
    return render_template(
        "roster/show_change_set.html",
        change_set=change_set,
        page=page_of(db.session, rows, number=page_number()),
        drifted=db.session.scalars(drifted_rows(change_set).limit(NAMED)).all(),
        blocked=db.session.scalars(blocked_rows(change_set).limit(NAMED)).all(),
        can_undo=service.can_undo(change_set, utc_now()),
        shown=shown,
        total=_total(change_set),
        writes=_writes(change_set),
        action_names=ACTION_NAMES,
        say_change=say_change,
        say_problem=say_problem,
    )


@bp.get("/<uuid:change_set_uuid>/tien-do")
@requires(Permission.ROSTER_APPLY)
def show_progress(change_set_uuid: UUID) -> ResponseReturnValue:
    """Tell the page's script how far the file is."""
    change_set = _own(change_set_uuid)
    finished = change_set.state not in (State.READING, State.APPLYING, State.UNDOING)
    return jsonify(done=change_set.rows_done, total=_total(change_set), finished=finished)


@bp.post("/<uuid:change_set_uuid>/ghi")
@requires(Permission.ROSTER_APPLY)
def apply(change_set_uuid: UUID) -> ResponseReturnValue:
    """Have the preview written; a second click changes nothing."""
    change_set = _own(change_set_uuid, lock=True)
    service.request_apply(db.session, change_set=change_set, now=utc_now())
    return redirect(url_for(".show_change_set", change_set_uuid=change_set_uuid))


@bp.post("/<uuid:change_set_uuid>/hoan-tac")
@requires(Permission.ROSTER_APPLY)
def undo(change_set_uuid: UUID) -> ResponseReturnValue:
    """Have what was written taken back."""
    change_set = _own(change_set_uuid, lock=True)
    service.request_undo(db.session, change_set=change_set, now=utc_now())
    return redirect(url_for(".show_change_set", change_set_uuid=change_set_uuid))


@bp.post("/<uuid:change_set_uuid>/so-lai")
@requires(Permission.ROSTER_APPLY)
def compare_again(change_set_uuid: UUID) -> ResponseReturnValue:
    """Have the file compared with the register as it is now."""
    change_set = _own(change_set_uuid, lock=True)
    service.compare_again(db.session, change_set=change_set, now=utc_now())
    return redirect(url_for(".show_change_set", change_set_uuid=change_set_uuid))


@bp.post("/<uuid:change_set_uuid>/lua-chon")
@requires(Permission.ROSTER_APPLY)
def decide(change_set_uuid: UUID) -> ResponseReturnValue:
    """Take what HR chose for single rows, and compare again."""
    change_set = _own(change_set_uuid, lock=True)
    chosen = {
        int(name.removeprefix("hang-")): value
        for name, value in request.form.items()
        if value and name.removeprefix("hang-").isdecimal()
    }
    service.decide(db.session, change_set=change_set, choices=chosen, now=utc_now())
    return redirect(url_for(".show_change_set", change_set_uuid=change_set_uuid))


@bp.get("/<uuid:change_set_uuid>/ket-qua.xlsx")
@requires(Permission.ROSTER_APPLY)
def download_result(change_set_uuid: UUID) -> ResponseReturnValue:
    """Send every row with what was done and why."""
    change_set = _own(change_set_uuid)
    sheet = service.result_sheet(db.session, change_set)
    return _export(change_set, sheet, gettext("Kết quả nhập danh sách"), "roster.result")


@bp.get("/<uuid:change_set_uuid>/hang-loi.xlsx")
@requires(Permission.ROSTER_APPLY)
def download_wrong_rows(change_set_uuid: UUID) -> ResponseReturnValue:
    """Send the rows that were not taken, ready to be mended and uploaded again."""
    change_set = _own(change_set_uuid)
    sheet = service.wrong_rows_sheet(db.session, resources().keys, change_set)
    return _export(change_set, sheet, gettext("Các hàng lỗi"), "roster.wrong_rows")


def _total(change_set: ChangeSet) -> int:
    """Return how many rows there are to be read, or to be written."""
    return change_set.rows_total if change_set.state == State.READING else _writes(change_set)


def _writes(change_set: ChangeSet) -> int:
    """Return how many rows are written."""
    return sum(change_set.counts.get(action, 0) for action in service.WRITING)


def _own(uuid: UUID, *, lock: bool = False) -> ChangeSet:
    return service.own_change_set(
        db.session, account_uuid=principal().account_uuid, uuid=uuid, lock=lock
    )


def _content() -> bytes:
    """Return the uploaded bytes, or raise `NoFile`, `EmptyFile` or `FileTooLarge`."""
    limit = Limits().file_bytes
    sent = request.files.get("file")
    content = sent.read(limit + 1) if sent else b""
    if not content:
        raise EmptyFile if sent and sent.filename else NoFile
    if len(content) > limit:
        raise FileTooLarge(megabytes=limit // MIB)
    return content


def _upload_page(form: UploadForm) -> str:
    own = own_change_sets(principal().account_uuid)
    recent = db.session.scalars(own.limit(RECENT)).all()
    return render_template("roster/show_upload.html", form=form, recent=recent)


def _export(change_set: ChangeSet, sheet: Sheet, name: str, file: str) -> ResponseReturnValue:
    """Send the sheet with today's date in its name, and write down who took how many rows."""
    rows = Counted(sheet.rows)
    day = local_day(utc_now()).isoformat()
    answer = _xlsx(replace(sheet, rows=rows), f"{name} {day}.xlsx", name)
    record_export(("change_set", change_set.uuid), file=file, rows=rows.count)
    return answer


def _xlsx(sheet: Sheet, filename: str, title: str) -> ResponseReturnValue:
    target = BytesIO()
    write_xlsx(target, [sheet], title=title, made_at=utc_now())
    return attachment(target.getvalue(), filename, XLSX)
