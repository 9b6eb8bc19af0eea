"""The tree of units: look at it, add and rename units, set whom to call."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Permission
from lms.organisations import service
from lms.organisations.forms import KIND_NAMES, ContactForm, RenameForm, UnitForm
from lms.organisations.models import Organisation, OrganisationKind
from lms.web.guard import principal, requires
from lms.web.menu import MenuItem
from lms.web.tx import db

bp = Blueprint("organisations", __name__, url_prefix="/don-vi", template_folder="templates")
MENU = (
    MenuItem("organisations.show_tops", msgid("Đơn vị"), Permission.ORGANISATION_WRITE, order=70),
)


@bp.get("")
@requires(Permission.ORGANISATION_WRITE)
def show_tops() -> ResponseReturnValue:
    """Lead to the unit administered, or list several."""
    paths = principal().scope(Permission.ORGANISATION_WRITE)
    tops = service.tops(db.session, paths)
    if len(tops) == 1:
        return redirect(url_for(".show_unit", organisation_uuid=tops[0].uuid))
    return render_template("organisations/show_tops.html", tops=tops)


@bp.get("/<uuid:organisation_uuid>")
@requires(Permission.ORGANISATION_WRITE)
def show_unit(organisation_uuid: UUID) -> str:
    """Show a unit, its codes and what is below it."""
    return _page(_visible(organisation_uuid), UnitForm(), RenameForm())


@bp.post("/<uuid:organisation_uuid>")
@requires(Permission.ORGANISATION_WRITE)
def add_unit(organisation_uuid: UUID) -> ResponseReturnValue:
    """Add a unit below this one."""
    parent, form, now = _visible(organisation_uuid), UnitForm(), utc_now()
    if not form.validate():
        return _page(parent, form, RenameForm(formdata=None)), 422
    try:
        unit = service.add_organisation(
            db.session,
            parent=parent,
            name=form.name.data,
            short_name=form.short_name.data or None,
            kind=OrganisationKind(form.kind.data),
            valid_from=form.start.day or local_day(now),
            actor=principal().account_uuid,
            now=now,
        )
        if form.code.data:
            day = form.start.day or local_day(now)
            service.add_code(
                db.session,
                organisation=unit,
                scheme="internal",
                code=form.code.data,
                valid_from=day,
                now=now,
            )
    except LmsError as error:
        form.form_errors.append(error.sentence())
        return _page(parent, form, RenameForm(formdata=None)), error.status
    flash(gettext("Đã thêm đơn vị “%(name)s”.", name=unit.name), "ok")
    return redirect(url_for(".show_unit", organisation_uuid=organisation_uuid))


@bp.post("/<uuid:organisation_uuid>/ten")
@requires(Permission.ORGANISATION_WRITE)
def rename_unit(organisation_uuid: UUID) -> ResponseReturnValue:
    """Give the unit another name from a day on."""
    unit, form, now = _visible(organisation_uuid), RenameForm(), utc_now()
    if not form.validate():
        return _page(unit, UnitForm(formdata=None), form), 422
    try:
        service.rename_organisation(
            db.session,
            organisation=unit,
            name=form.name.data,
            short_name=form.short_name.data or None,
            valid_from=form.start.day or local_day(now),
            actor=principal().account_uuid,
            now=now,
        )
    except LmsError as error:
        form.form_errors.append(error.sentence())
        return _page(unit, UnitForm(formdata=None), form), error.status
    flash(gettext("Đã đổi tên đơn vị."), "ok")
    return redirect(url_for(".show_unit", organisation_uuid=organisation_uuid))


@bp.get("/lien-he")
@requires(Permission.ORGANISATION_CONTACT)
def show_contacts() -> str:
    """Show whom staff of one's units call, and let HR set it."""
    return _contacts_page(ContactForm())


@bp.post("/lien-he/<uuid:organisation_uuid>")
@requires(Permission.ORGANISATION_CONTACT)
def set_contact(organisation_uuid: UUID) -> ResponseReturnValue:
    """Set whom staff of the unit call when they cannot sign in."""
    paths = principal().scope(Permission.ORGANISATION_CONTACT)
    unit = service.visible_organisation(db.session, paths=paths, uuid=organisation_uuid)
    form = ContactForm()
    if not form.validate():
        return _contacts_page(form, unit), 422
    service.set_contact(
        db.session,
        organisation=unit,
        name=form.name.data,
        phone=form.phone.data,
        actor=principal().account_uuid,
        now=utc_now(),
    )
    flash(gettext("Đã lưu liên hệ của “%(name)s”.", name=unit.name), "ok")
    return redirect(url_for(".show_contacts"))


def _visible(uuid: UUID) -> Organisation:
    paths = principal().scope(Permission.ORGANISATION_WRITE)
    return service.visible_organisation(db.session, paths=paths, uuid=uuid)


def _above(unit: Organisation) -> Sequence[Organisation]:
    paths = principal().scope(Permission.ORGANISATION_WRITE)
    return [
        above
        for above in service.ancestors(db.session, unit)
        if any(above.path.startswith(path) for path in paths)
    ]


def _page(unit: Organisation, form: UnitForm, rename: RenameForm) -> str:
    return render_template(
        "organisations/show_unit.html",
        unit=unit,
        above=_above(unit)[:-1],
        children=service.children(db.session, unit),
        codes=service.codes_of(db.session, unit.id),
        kind_names=KIND_NAMES,
        form=form,
        rename=rename,
    )


def _contacts_page(form: ContactForm, refused: Organisation | None = None) -> str:
    units = [*service.tops(db.session, principal().scope(Permission.ORGANISATION_CONTACT))]
    if refused is not None and refused not in units:
        units.append(refused)
    rows = [(unit, service.nearest_contact(db.session, unit)) for unit in units]
    return render_template(
        "organisations/show_contacts.html", rows=rows, form=form, refused=refused
    )
