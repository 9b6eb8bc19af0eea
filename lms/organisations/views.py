"""The tree of units: look at it, today and on other days; add units, set whom to call."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Permission
from lms.core.text import parse_date, short_date
from lms.organisations import service
from lms.organisations.errors import BadTreeDay
from lms.organisations.forms import ContactForm, UnitForm
from lms.organisations.models import Organisation, OrganisationKind
from lms.organisations.names import EVENT_NAMES, KIND_NAMES
from lms.web.guard import principal, requires
from lms.web.menu import MenuItem
from lms.web.tx import db

bp = Blueprint("organisations", __name__, url_prefix="/don-vi", template_folder="templates")
MENU = (
    MenuItem(
        "organisations.show_tops",
        msgid("Đơn vị"),
        Permission.ORGANISATION_WRITE,
        order=70,
        also=("reorganisation", "gazetteer"),
    ),
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
    """Show a unit, its codes, its history and what is below it."""
    return _page(_visible(organisation_uuid), UnitForm())


@bp.post("/<uuid:organisation_uuid>")
@requires(Permission.ORGANISATION_WRITE)
def add_unit(organisation_uuid: UUID) -> ResponseReturnValue:
    """Add a unit below this one."""
    parent, form, now = _visible(organisation_uuid), UnitForm(), utc_now()
    if not form.validate():
        return _page(parent, form), 422
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
            service.add_code(
                db.session,
                organisation=unit,
                scheme="internal",
                code=form.code.data,
                valid_from=form.start.day or local_day(now),
                now=now,
            )
    except LmsError as error:
        form.form_errors.append(error.sentence())
        return _page(parent, form), error.status
    flash(gettext("Đã thêm đơn vị “%(name)s”.", name=unit.name), "ok")
    return redirect(url_for(".show_unit", organisation_uuid=organisation_uuid))


@bp.get("/<uuid:organisation_uuid>/cay")
@requires(Permission.ORGANISATION_WRITE)
def show_tree(organisation_uuid: UUID) -> ResponseReturnValue:
    """Show what lay below a unit on a day: in the tree of that day, or in today's."""
    unit, now = _visible(organisation_uuid), utc_now()
    today = local_day(now)
    is_now = request.args.get("cay") == "hien-nay"
    error = None
    try:
        day = _day(request.args.get("ngay", ""), today)
    except BadTreeDay as found:
        day, error = today, found
    if is_now:
        branches = service.branches_now(
            db.session, organisation=unit, as_of=day, today=today, now=now
        )
    else:
        branches = service.branches_at(db.session, organisation=unit, as_of=day, now=now)
    page = render_template(
        "organisations/show_tree.html",
        unit=unit,
        then=service.version_on(db.session, organisation=unit, as_of=day, now=now),
        above=_above(unit)[:-1],
        day=day,
        day_text=request.args.get("ngay") or short_date(day),
        error=error,
        is_now=is_now,
        rows=[(branch, _became(branch.organisation)) for branch in branches],
        kind_names=KIND_NAMES,
    )
    return page, error.status if error else 200


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


def _is_mine(unit: Organisation) -> bool:
    return unit.path.startswith(principal().scope(Permission.ORGANISATION_WRITE))


def _above(unit: Organisation) -> Sequence[Organisation]:
    return [above for above in service.ancestors(db.session, unit) if _is_mine(above)]


def _day(text: str, today: date) -> date:
    if not text.strip():
        return today
    try:
        day = parse_date(text)
    except ValueError as error:
        raise BadTreeDay from error
    if day > today:
        raise BadTreeDay
    return day


def _became(unit: Organisation) -> str:
    """Return where the unit stands today, or what it has become."""
    if unit.closed_on is None:
        return service.full_name(db.session, unit)
    heirs = service.successors_of(db.session, unit.id)
    return "; ".join(service.full_name(db.session, heir) for heir in heirs)


def _page(unit: Organisation, form: UnitForm) -> str:
    versions = service.versions_of(db.session, unit.id)
    parents = {v.parent_id for v in versions if v.parent_id is not None}
    codes = service.codes_of(db.session, unit.id)
    return render_template(
        "organisations/show_unit.html",
        unit=unit,
        above=_above(unit)[:-1],
        children=service.children(db.session, unit),
        codes=[code for code in codes if code.valid_to is None],
        past_codes=[code for code in codes if code.valid_to is not None],
        versions=versions,
        parents={id_: service.get_organisation(db.session, id_) for id_ in parents},
        events=service.events_of(db.session, unit.id),
        successors=service.successors_of(db.session, unit.id),
        is_mine=_is_mine,
        kind_names=KIND_NAMES,
        event_names=EVENT_NAMES,
        form=form,
    )


def _contacts_page(form: ContactForm, refused: Organisation | None = None) -> str:
    units = [*service.tops(db.session, principal().scope(Permission.ORGANISATION_CONTACT))]
    if refused is not None and refused not in units:
        units.append(refused)
    rows = [(unit, service.nearest_contact(db.session, unit)) for unit in units]
    return render_template(
        "organisations/show_contacts.html", rows=rows, form=form, refused=refused
    )
