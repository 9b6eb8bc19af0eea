"""The keys of the API: made by whoever may read, for one unit and all below it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from lms.core.clock import local_day, utc_now
from lms.core.errors import NotFound
from lms.core.i18n import gettext
from lms.core.permissions import Permission
from lms.interop import service
from lms.interop.access import visible_key, visible_keys
from lms.interop.errors import EndsTooLate
from lms.interop.forms import KeyForm
from lms.organisations.service import Organisation, tops, visible_organisation
from lms.web.guard import principal, requires
from lms.web.tx import db, resources

bp = Blueprint("api_keys", __name__, url_prefix="/khoa-api", template_folder="templates")


@bp.get("")
@requires(Permission.API_KEY_WRITE)
def list_keys() -> str:
    """List the keys in scope, with the form for another one."""
    return _page(_form(KeyForm(formdata=None)), None)


@bp.post("")
@requires(Permission.API_KEY_WRITE)
def make_key() -> ResponseReturnValue:
    """Make a key and show it, this once."""
    form = _form(KeyForm())
    if not form.validate() or form.last_day.day is None:
        return _page(form, None), 422
    try:
        _, secret = service.make_key(
            db.session,
            resources().keys,
            name=form.name.data,
            organisation=_unit(form.unit.data),
            last_day=form.last_day.day,
            actor=principal().account_uuid,
            now=utc_now(),
        )
    except EndsTooLate as error:
        form.last_day.errors = [error.sentence()]
        return _page(form, None), error.status
    db.session.flush()  # the list below reads it
    return _page(_form(KeyForm(formdata=None)), secret)


@bp.post("/<uuid:key_uuid>/thu-hoi")
@requires(Permission.API_KEY_WRITE)
def end_key(key_uuid: UUID) -> ResponseReturnValue:
    """Close what a key opens."""
    key = visible_key(db.session, paths=_paths(), uuid=key_uuid)
    service.end_key(db.session, key=key, actor=principal().account_uuid, now=utc_now())
    flash(gettext("Đã thu hồi khóa."), "ok")
    return redirect(url_for(".list_keys"))


def _page(form: KeyForm, secret: str | None) -> str:
    keys = db.session.execute(visible_keys(_paths())).all()
    today = local_day(utc_now())
    return render_template(
        "interop/list_keys.html", form=form, keys=keys, secret=secret, today=today
    )


def _form(form: KeyForm) -> KeyForm:
    units = tops(db.session, _paths())
    form.unit.choices = [SelectChoice(str(unit.uuid), unit.name) for unit in units]
    return form


def _unit(text: str) -> Organisation:
    try:
        uuid = UUID(text)
    except ValueError as error:
        raise NotFound from error
    return visible_organisation(db.session, paths=_paths(), uuid=uuid)


def _paths() -> tuple[str, ...]:
    return principal().scope(Permission.API_KEY_WRITE)
