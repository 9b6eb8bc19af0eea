"""Confirming the list of staff: the units in scope, one unit's list, the word given."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.attestation import service
from lms.attestation.errors import FewerUnexplained, ListChanged, Unexplained
from lms.attestation.forms import AttestForm
from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Permission
from lms.organisations.service import Organisation, children, tops, visible_organisation
from lms.people.service import GROUP_NAMES
from lms.web.guard import principal, requires
from lms.web.tx import db, resources

bp = Blueprint(
    "attestation", __name__, url_prefix="/xac-nhan-danh-sach", template_folder="templates"
)
CHANGE_NAMES = {
    "joined": msgid("Mới vào danh sách"),
    "moved_in": msgid("Chuyển đến"),
    "left": msgid("Rời danh sách"),
    "moved_out": msgid("Chuyển đi"),
    "regrouped": msgid("Đổi nhóm công tác"),
}
SHOWN = service.SHOWN


@bp.get("")
@requires(Permission.PERSON_READ)
def list_units() -> str:
    """List the units at the head of the scope and those right below, with their word."""
    heads = tops(db.session, principal().scope(Permission.PERSON_READ))
    listed = [(head, [head, *children(db.session, head)]) for head in heads]
    words = _words([unit for _, units in listed for unit in units])
    return render_template(
        "attestation/list_units.html", listed=listed, words=words, period=_period()
    )


@bp.get("/<uuid:organisation_uuid>")
@requires(Permission.PERSON_READ)
def show_unit(organisation_uuid: UUID) -> str:
    """Show a unit's list by group, what changed, what is odd, and the words given before."""
    return _unit_page(_unit(organisation_uuid, Permission.PERSON_READ), AttestForm(formdata=None))


@bp.post("/<uuid:organisation_uuid>")
@requires(Permission.REGISTER_ATTEST)
def attest(organisation_uuid: UUID) -> ResponseReturnValue:
    """Confirm the list that was seen."""
    unit, form = _unit(organisation_uuid, Permission.REGISTER_ATTEST), AttestForm()
    if not form.validate():
        return _unit_page(unit, form), 422
    try:
        _attest(unit, form)
    except (ListChanged, Unexplained, FewerUnexplained) as error:
        _explain(unit, form, error)
        return _unit_page(unit, form), error.status
    flash(gettext("Đã xác nhận danh sách."), "ok")
    return redirect(url_for(".show_unit", organisation_uuid=organisation_uuid))


def _unit(uuid: UUID, permission: Permission) -> Organisation:
    return visible_organisation(db.session, paths=principal().scope(permission), uuid=uuid)


def _months() -> int:
    return resources().settings.attestation_months


def _period() -> service.Period:
    return service.period_of(local_day(utc_now()), _months())


def _words(units: Sequence[Organisation]) -> dict[int, service.Word]:
    now = utc_now()
    return service.attested_units(
        db.session, units=[unit.id for unit in units], as_of=local_day(now), known_at=now
    )


def _attest(unit: Organisation, form: AttestForm) -> None:
    service.attest(
        db.session,
        organisation=unit,
        months=_months(),
        seen=form.seen.data or "",
        explanations=form.explanations,
        fewer_reason=form.fewer_reason.data,
        covers_all_staff=form.covers_all_staff.data,
        actor=principal().account_uuid,
        now=utc_now(),
    )


def _explain(unit: Organisation, form: AttestForm, error: LmsError) -> None:
    """Put the error beside the fields that mend it."""
    if isinstance(error, FewerUnexplained):
        form.fewer_reason.errors = [error.sentence()]
    elif isinstance(error, Unexplained):
        found = service.draft(db.session, organisation=unit, months=_months(), now=utc_now())
        for kind in found.defects:
            if not form.explanations[kind].strip():
                form[kind.value].errors = [error.sentence()]
    else:
        form.form_errors.append(error.sentence())


def _unit_page(unit: Organisation, form: AttestForm) -> str:
    found = service.draft(db.session, organisation=unit, months=_months(), now=utc_now())
    below = children(db.session, unit)
    changes = [
        (name, getattr(found.changes, key) if found.changes else ())
        for key, name in CHANGE_NAMES.items()
    ]
    shown = {uuid for _, people in changes for uuid in people[:SHOWN]}
    form.seen.data = found.seen
    return render_template(
        "attestation/show_unit.html",
        unit=unit,
        found=found,
        form=form,
        changes=[(name, people) for name, people in changes if people],
        names=service.names_of(db.session, shown),
        shown=SHOWN,
        history=service.history(db.session, organisation=unit),
        below=below,
        words=_words([unit, *below]),
        kind_names=service.KIND_NAMES,
        group_names=GROUP_NAMES,
        may=_may(unit),
    )


def _may(unit: Organisation) -> bool:
    """Tell whether who looks may confirm this unit's list."""
    return unit.path.startswith(principal().scope(Permission.REGISTER_ATTEST))
