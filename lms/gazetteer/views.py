"""Lists of units: upload, preview, write."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.clock import utc_now
from lms.core.errors import LmsError
from lms.core.i18n import gettext
from lms.core.permissions import Permission
from lms.core.spreadsheets.errors import FileTooLarge
from lms.core.spreadsheets.limits import MIB, Limits
from lms.core.spreadsheets.writing import Sheet, write_xlsx
from lms.gazetteer import service
from lms.gazetteer.access import own_unit_file, own_unit_files, rows_of
from lms.gazetteer.errors import NoUnitFile
from lms.gazetteer.forms import UnitFileForm
from lms.gazetteer.models import Action, State, UnitFile
from lms.gazetteer.service.sheets import ACTION_NAMES, say_unit_change, say_unit_problem
from lms.web.downloads import XLSX, attachment
from lms.web.guard import principal, requires
from lms.web.paging import page_number, page_of
from lms.web.tx import db, resources

bp = Blueprint("gazetteer", __name__, url_prefix="/don-vi/nhap", template_folder="templates")
RECENT = 10


@bp.get("")
@requires(Permission.ORGANISATION_WRITE)
def show_upload() -> str:
    """Show the upload form and the administrator's latest files."""
    return _upload_page(UnitFileForm())


@bp.post("")
@requires(Permission.ORGANISATION_WRITE)
def upload() -> ResponseReturnValue:
    """Keep the file and have it read; the preview comes on its own page."""
    form = UnitFileForm()
    if not form.basis.validate(form):
        form.file.errors = [NoUnitFile().sentence()] if not request.files.get("file") else []
        return _upload_page(form), 422
    try:
        unit_file = service.upload_units(
            db.session,
            resources(),
            content=_content(),
            file_name=request.files["file"].filename or "",
            basis=form.basis.data,
            actor=principal().account_uuid,
            paths=_paths(),
            now=utc_now(),
        )
    except LmsError as error:
        form.file.errors = [error.sentence()]
        return _upload_page(form), error.status
    return redirect(url_for(".show_file", file_uuid=unit_file.uuid))


@bp.get("/mau.xlsx")
@requires(Permission.ORGANISATION_WRITE)
def download_template() -> ResponseReturnValue:
    """Send the template."""
    name = gettext("Mẫu danh mục đơn vị")
    return _xlsx(service.unit_template(), f"{name}.xlsx", name)


@bp.get("/<uuid:file_uuid>")
@requires(Permission.ORGANISATION_WRITE)
def show_file(file_uuid: UUID) -> str:
    """Show how far the file is: progress, preview, or what was written."""
    unit_file, kind = _own(file_uuid), request.args.get("loai", "")
    shown = Action(kind) if kind in {action.value for action in Action} else None
    return render_template(
        "gazetteer/show_file.html",
        unit_file=unit_file,
        page=page_of(db.session, rows_of(unit_file, shown), number=page_number()),
        shown=shown,
        action_names=ACTION_NAMES,
        say_change=say_unit_change,
        say_problem=say_unit_problem,
    )


@bp.get("/<uuid:file_uuid>/tien-do")
@requires(Permission.ORGANISATION_WRITE)
def show_progress(file_uuid: UUID) -> ResponseReturnValue:
    """Tell the page's script whether the file is still being worked on."""
    busy = _own(file_uuid).state in (State.READING, State.APPLYING)
    return jsonify(done=0, total=0, finished=not busy)


@bp.post("/<uuid:file_uuid>/ghi")
@requires(Permission.ORGANISATION_WRITE)
def apply(file_uuid: UUID) -> ResponseReturnValue:
    """Have the preview written; a second click changes nothing."""
    unit_file = _own(file_uuid, lock=True)
    service.request_writing(db.session, unit_file=unit_file, paths=_paths(), now=utc_now())
    return redirect(url_for(".show_file", file_uuid=file_uuid))


@bp.get("/<uuid:file_uuid>/ket-qua.xlsx")
@requires(Permission.ORGANISATION_WRITE)
def download_result(file_uuid: UUID) -> ResponseReturnValue:
    """Send every row with what it does and why."""
    unit_file, name = _own(file_uuid), gettext("Kết quả danh mục đơn vị")
    return _xlsx(service.unit_result(db.session, unit_file), f"{name}.xlsx", name)


def _own(uuid: UUID, *, lock: bool = False) -> UnitFile:
    account = principal().account_uuid
    return own_unit_file(db.session, account_uuid=account, uuid=uuid, lock=lock)


def _paths() -> tuple[str, ...]:
    return principal().scope(Permission.ORGANISATION_WRITE)


def _content() -> bytes:
    """Return the uploaded bytes, or raise `NoUnitFile` or `FileTooLarge`."""
    limit = Limits().file_bytes
    sent = request.files.get("file")
    content = sent.read(limit + 1) if sent else b""
    if not content:
        raise NoUnitFile
    if len(content) > limit:
        raise FileTooLarge(megabytes=limit // MIB)
    return content


def _upload_page(form: UnitFileForm) -> str:
    recent = db.session.scalars(own_unit_files(principal().account_uuid).limit(RECENT)).all()
    return render_template("gazetteer/show_upload.html", form=form, recent=recent)


def _xlsx(sheet: Sheet, filename: str, title: str) -> ResponseReturnValue:
    target = BytesIO()
    write_xlsx(target, [sheet], title=title, made_at=utc_now())
    return attachment(target.getvalue(), filename, XLSX)
