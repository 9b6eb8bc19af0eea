"""The pages of results for the national database: what waits, what was handed out, the file."""

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Permission
from lms.dossier import service
from lms.dossier.export import file_lines
from lms.dossier.forms import ExportForm
from lms.dossier.names import ACTION_NAMES, FORMAT_NAMES, WANTED_NAMES
from lms.dossier.rules import days_waited, due_on
from lms.dossier.service import Asked, Export, Format, Queue, Wanted
from lms.organisations.service import Organisation, find_organisation, tops
from lms.people.service import mask
from lms.recognition.service import officer_names
from lms.second_factor.errors import WrongSecondFactor
from lms.second_factor.service import check_second_factor, has_second_factor, record_wrong_code
from lms.web.downloads import CSV, attachment
from lms.web.guard import principal, requires
from lms.web.menu import MenuItem
from lms.web.paging import SIZE, Page, page_number, page_of
from lms.web.tx import db, resources, transaction

bp = Blueprint("dossier", __name__, url_prefix="/ho-so-can-bo", template_folder="templates")
MENU = (
    MenuItem("dossier.list_waiting", msgid("Hồ sơ cán bộ"), Permission.DOSSIER_EXPORT, order=55),
)
MIMETYPES = {Format.CSV: CSV, Format.JSON: "application/json"}


@bp.get("")
@requires(Permission.DOSSIER_EXPORT)
def list_waiting() -> str:
    """List the results that wait to be sent, the oldest first."""
    return _waiting_page(missing=False)


@bp.get("/thieu-so-dinh-danh")
@requires(Permission.DOSSIER_EXPORT)
def list_missing() -> str:
    """List the results that cannot be sent: their people have no ID number."""
    return _waiting_page(missing=True)


@bp.get("/da-xuat")
@requires(Permission.DOSSIER_EXPORT)
def list_exports() -> str:
    """List the files that were handed out, the newest first."""
    page = page_of(db.session, service.visible_exports(_paths()), number=page_number())
    return render_template(
        "dossier/list_exports.html",
        queue=_queue(),
        page=page,
        officers=officer_names(db.session, {export.made_by for export, _ in page.items}),
        wanted_names=WANTED_NAMES,
        format_names=FORMAT_NAMES,
    )


@bp.get("/xuat")
@requires(Permission.DOSSIER_EXPORT)
def show_export() -> str:
    """Show the form that takes results out."""
    form = ExportForm(formdata=None)
    heads = tops(db.session, _paths())
    form.unit.data = heads[0].name if len(heads) == 1 else ""
    return _form_page(form)


@bp.post("/xuat")
@requires(Permission.DOSSIER_EXPORT)
def export_results() -> ResponseReturnValue:
    """Write down who takes what and why, after a second factor; then send it row by row."""
    form = ExportForm()
    if not form.validate():
        return _form_page(form), 422
    try:
        unit = find_organisation(
            db.reading, text=form.unit.data, paths=_paths(), today=_today(), root=True
        )
    except LmsError as error:
        form.unit.errors = [error.sentence()]
        return _form_page(form), error.status
    try:
        export = _record(form, unit)
    except LmsError as error:
        return _refused(form, error), error.status
    name = gettext("Kết quả bồi dưỡng cho hồ sơ cán bộ")
    filename = f"{name} - {unit.short_name or unit.name} {_today().isoformat()}.{export.format}"
    return _download(export, filename)


def _record(form: ExportForm, unit: Organisation) -> Export:
    """Use up the code and record the file in one transaction, committed before any byte goes."""
    who, now = principal(), utc_now()
    asked = Asked(
        organisation=unit,
        wanted=Wanted(form.wanted.data),
        since=form.since.day,
        until=form.until.day,
        format=Format(form.format.data),
        reason=form.reason.data,
    )
    with transaction() as session:
        check_second_factor(
            session,
            resources().keys,
            account_id=who.account_id,
            code=form.code.data,
            address=request.remote_addr or "",
            now=now,
        )
        return service.record_export(session, asked=asked, actor=who.account_uuid, now=now)


def _refused(form: ExportForm, error: LmsError) -> str:
    """Count a wrong code, in a transaction that stays; show the form as it was filled in."""
    if isinstance(error, WrongSecondFactor):
        form.code.errors = [error.sentence()]
        with transaction() as session:
            record_wrong_code(
                session,
                resources().keys,
                account_id=principal().account_id,
                address=request.remote_addr or "",
                now=utc_now(),
            )
    else:
        form.form_errors.append(error.sentence())
    return _form_page(form)


def _download(export: Export, filename: str) -> Response:
    database, keys = resources().database, resources().keys

    def content() -> Iterator[bytes]:
        with database.reading() as session:  # the request's own has ended by then
            yield from file_lines(session, keys, export=export)

    return attachment(content(), filename, MIMETYPES[Format(export.format)])


def _form_page(form: ExportForm) -> str:
    """Return the form with what was typed, but never the code."""
    form.code.data = ""
    return render_template(
        "dossier/show_export.html",
        form=form,
        has_factor=has_second_factor(db.reading, account_id=principal().account_id),
    )


def _waiting_page(*, missing: bool) -> str:
    queue, number, today = _queue(), page_number(), _today()
    found = service.waiting_results(
        db.session,
        paths=_paths(),
        missing=missing,
        limit=SIZE,
        offset=(number - 1) * SIZE,
        now=utc_now(),
    )
    off = resources().settings.mail_days_off
    return render_template(
        "dossier/list_waiting.html",
        queue=queue,
        missing=missing,
        page=Page(found, number, queue.missing if missing else queue.ready),
        waited={result.since: days_waited(result.since, today, off) for result in found},
        late={result.since for result in found if due_on(result.since, off) < today},
        action_names=ACTION_NAMES,
        mask=mask,
        may=principal().permissions,
    )


def _queue() -> Queue:
    off = resources().settings.mail_days_off
    return service.queue(db.session, paths=_paths(), off=off, now=utc_now())


def _paths() -> tuple[str, ...]:
    return principal().scope(Permission.DOSSIER_EXPORT)


def _today() -> date:
    return local_day(utc_now())
