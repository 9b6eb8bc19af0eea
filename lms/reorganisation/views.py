"""Changes of units: a form, what it would mean, and doing it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.clock import utc_now
from lms.core.errors import LmsError, NotFound
from lms.core.i18n import gettext, msgid
from lms.core.permissions import ROLE_NAMES, Permission
from lms.organisations.service import (
    EVENT_NAMES,
    KIND_NAMES,
    Organisation,
    SuccessionKind,
    ancestors,
    visible_organisation,
)
from lms.reorganisation import service
from lms.reorganisation.forms import FORMS, PEOPLE_PREFIX, ChangeForm, wish_of
from lms.reorganisation.names import CHANGES
from lms.web.guard import principal, requires
from lms.web.tx import db

bp = Blueprint("reorganisation", __name__, url_prefix="/don-vi", template_folder="templates")
DONE = msgid("Đã ghi thay đổi của đơn vị.")
BY_NAME = {name: kind for kind, name in CHANGES.items()}


@bp.get("/<uuid:organisation_uuid>/thay-doi/<string:change>")
@requires(Permission.ORGANISATION_WRITE)
def show_change(organisation_uuid: UUID, change: str) -> str:
    """Show the form of a change."""
    unit, kind = _visible(organisation_uuid), _kind(change)
    form = FORMS[kind]()
    if kind == SuccessionKind.RENAME:
        form = FORMS[kind](name=unit.name, short_name=unit.short_name)
    elif kind == SuccessionKind.REKIND:
        form = FORMS[kind](kind=unit.kind)
    return _form_page(unit, kind, form)


@bp.post("/<uuid:organisation_uuid>/thay-doi/<string:change>")
@requires(Permission.ORGANISATION_WRITE)
def make_change(organisation_uuid: UUID, change: str) -> ResponseReturnValue:
    """Show what the change would mean; sent from there, do it."""
    unit, kind = _visible(organisation_uuid), _kind(change)
    form, now = FORMS[kind](), utc_now()
    if not form.validate():
        return _form_page(unit, kind, form), 422
    asked = service.Request(unit, wish_of(kind, form), principal(), now)
    try:
        if request.form.get("buoc") != "ghi":
            return _preview_page(unit, kind, form, service.foresee(db.session, asked))
        goes_on = service.carry_out(db.session, asked)
    except LmsError as error:
        form.form_errors.append(error.sentence())
        return _form_page(unit, kind, form), error.status
    flash(gettext(DONE), "ok")
    return redirect(url_for("organisations.show_unit", organisation_uuid=goes_on.uuid))


def _visible(uuid: UUID) -> Organisation:
    paths = principal().scope(Permission.ORGANISATION_WRITE)
    unit = visible_organisation(db.session, paths=paths, uuid=uuid)
    if unit.parent_id is None or unit.closed_on is not None:
        raise NotFound
    return unit


def _kind(change: str) -> SuccessionKind:
    if change not in BY_NAME:
        raise NotFound
    return BY_NAME[change]


def _above(unit: Organisation) -> list[Organisation]:
    scope = principal().scope(Permission.ORGANISATION_WRITE)
    return [above for above in ancestors(db.session, unit) if above.path.startswith(scope)]


def _form_page(unit: Organisation, kind: SuccessionKind, form: ChangeForm) -> str:
    return render_template(
        "reorganisation/show_change.html",
        unit=unit,
        above=_above(unit),
        title=EVENT_NAMES[kind],
        change=CHANGES[kind],
        form=form,
    )


def _preview_page(
    unit: Organisation, kind: SuccessionKind, form: ChangeForm, foresight: service.Foresight
) -> str:
    return render_template(
        "reorganisation/make_change.html",
        unit=unit,
        above=_above(unit),
        kind=kind,
        title=EVENT_NAMES[kind],
        change=CHANGES[kind],
        form=form,
        foresight=foresight,
        prefix=PEOPLE_PREFIX,
        role_names=ROLE_NAMES,
        kind_names={kind.value: name for kind, name in KIND_NAMES.items()},
    )
