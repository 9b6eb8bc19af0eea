"""Changes of units: a form, what it would mean, and doing it."""

from collections.abc import Sequence
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
from lms.people.service import GROUP_NAMES
from lms.reorganisation import service
from lms.reorganisation.forms import (
    BELOW_PREFIX,
    FORMS,
    GROUP_PREFIX,
    PEOPLE_PREFIX,
    ChangeForm,
    WithdrawForm,
    wish_of,
)
from lms.reorganisation.names import CHANGES
from lms.web.guard import principal, requires
from lms.web.tx import db

bp = Blueprint("reorganisation", __name__, url_prefix="/don-vi", template_folder="templates")
KEPT = msgid("Đã ghi thay đổi sắp tới. Đến ngày đó hệ thống thực hiện.")
WITHDRAWN = msgid("Đã rút thay đổi sắp tới.")
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
    asked = service.Request(unit, wish_of(kind, form), principal().account_uuid, _scope(), now)
    try:
        if request.form.get("buoc") != "ghi":
            return _preview_page(kind, form, asked)
        if asked.is_to_come:
            service.plan_change(db.session, asked)
        goes_on = unit if asked.is_to_come else service.carry_out(db.session, asked)
    except LmsError as error:
        form.form_errors.append(error.sentence())
        return _form_page(unit, kind, form), error.status
    flash(gettext(KEPT if asked.is_to_come else DONE), "ok")
    return redirect(url_for("organisations.show_unit", organisation_uuid=goes_on.uuid))


@bp.get("/thay-doi-sap-toi/<uuid:plan_uuid>")
@requires(Permission.ORGANISATION_WRITE)
def show_plan(plan_uuid: UUID) -> str:
    """Show a change to come, with the form that withdraws it."""
    return _plan_page(_plan(plan_uuid), WithdrawForm())


@bp.post("/thay-doi-sap-toi/<uuid:plan_uuid>")
@requires(Permission.ORGANISATION_WRITE)
def withdraw_plan(plan_uuid: UUID) -> ResponseReturnValue:
    """Let a change to come not happen."""
    plan, form, who = _plan(plan_uuid), WithdrawForm(), principal().account_uuid
    if not form.validate():
        return _plan_page(plan, form), 422
    reason, now = form.reason.data, utc_now()
    unit = service.withdraw_plan(db.session, plan=plan, reason=reason, actor=who, now=now)
    flash(gettext(WITHDRAWN), "ok")
    return redirect(url_for("organisations.show_unit", organisation_uuid=unit.uuid))


def _scope() -> Sequence[str]:
    return principal().scope(Permission.ORGANISATION_WRITE)


def _plan(uuid: UUID) -> service.Plan:
    return service.visible_plan(db.session, paths=_scope(), uuid=uuid)


def _visible(uuid: UUID) -> Organisation:
    unit = visible_organisation(db.session, paths=_scope(), uuid=uuid)
    if unit.parent_id is None or unit.closed_on is not None:
        raise NotFound
    return unit


def _kind(change: str) -> SuccessionKind:
    if change not in BY_NAME:
        raise NotFound
    return BY_NAME[change]


def _above(unit: Organisation) -> list[Organisation]:
    mine = tuple(_scope())
    return [above for above in ancestors(db.session, unit) if above.path.startswith(mine)]


def _form_page(unit: Organisation, kind: SuccessionKind, form: ChangeForm) -> str:
    return render_template(
        "reorganisation/show_change.html",
        unit=unit,
        above=_above(unit),
        title=EVENT_NAMES[kind],
        change=CHANGES[kind],
        form=form,
    )


def _plan_page(plan: service.Plan, form: WithdrawForm) -> str:
    coming = service.read_plan(db.session, plan)
    return render_template(
        "reorganisation/show_plan.html",
        coming=coming,
        unit=coming.unit,
        above=_above(coming.unit),
        title=EVENT_NAMES[SuccessionKind(plan.kind)],
        kind_names=KIND_NAMES,
        form=form,
    )


def _preview_page(kind: SuccessionKind, form: ChangeForm, asked: service.Request) -> str:
    unit = asked.unit
    return render_template(
        "reorganisation/make_change.html",
        unit=unit,
        above=_above(unit),
        kind=kind,
        title=EVENT_NAMES[kind],
        change=CHANGES[kind],
        form=form,
        foresight=service.foresee(db.session, asked),
        is_to_come=asked.is_to_come,
        people_prefix=PEOPLE_PREFIX,
        group_prefix=GROUP_PREFIX,
        below_prefix=BELOW_PREFIX,
        group_names=GROUP_NAMES,
        role_names=ROLE_NAMES,
        kind_names={kind.value: name for kind, name in KIND_NAMES.items()},
    )
