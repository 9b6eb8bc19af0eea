"""Enrolling many by hand: a unit with all below it, or people picked from a list."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.clock import local_day, utc_now
from lms.core.i18n import gettext
from lms.core.permissions import Permission
from lms.enrolment.forms import offered
from lms.enrolment.service import NobodyChosen, names_of, places_of, uuids
from lms.enrolment.views import titles
from lms.organisations.service import Organisation, ancestors, children, tops, visible_organisation
from lms.people.service import GROUP_NAMES, Category, Person, WorkingGroup
from lms.register.asking import Wish, wish
from lms.register.service import Standing
from lms.selection import service
from lms.selection.access import Filters, picked_people, staff
from lms.selection.forms import ManyForm, UnitForm
from lms.web.guard import principal, requires
from lms.web.paging import Page, page_number, page_of
from lms.web.tx import db

bp = Blueprint("enrol_many", __name__, url_prefix="/ghi-danh", template_folder="templates")


@bp.get("/don-vi")
@requires(Permission.ENROLMENT_MANAGE)
def list_units() -> str:
    """Show the units at the head of the scope."""
    return render_template("selection/list_units.html", units=tops(db.session, _paths()))


@bp.route("/don-vi/<uuid:unit_uuid>", methods=["GET", "POST"])
@requires(Permission.ENROLMENT_MANAGE)
def enrol_unit(unit_uuid: UUID) -> ResponseReturnValue:
    """Enrol a unit and all below it: say whom, look at the names, save."""
    unit = visible_organisation(db.session, paths=_paths(), uuid=unit_uuid)
    form = UnitForm()
    form.programme.choices = offered([*titles().items()])
    if not form.is_submitted() or "back" in request.form or not form.validate():
        return _unit_page(form, unit)
    wanted = staff(unit.path, filters=_unit_filters(form), today=local_day(utc_now()))
    people = db.session.scalars(wanted.with_only_columns(Person.id)).all()
    return _look_or_enrol(form, people, url_for(".enrol_unit", unit_uuid=unit_uuid), unit.name)


@bp.route("/chon", methods=["GET", "POST"])
@requires(Permission.ENROLMENT_MANAGE)
def enrol_picked() -> ResponseReturnValue:
    """Enrol people ticked in the list: look at the names, save."""
    form = ManyForm()
    form.programme.choices = offered([*titles().items()])
    if not form.is_submitted() or "back" in request.form or not form.validate():
        return _list_page(form)
    people = _picked()
    if not people:
        raise NobodyChosen
    filters: dict[str, Any] = request.args.to_dict()
    return _look_or_enrol(form, people, url_for(".enrol_picked", **filters), None)


def _picked() -> Sequence[int]:
    """Return who is ticked, or all whom the filters show if that is ticked."""
    if "tat_ca" in request.form:
        wanted = _wish().query()
        return db.session.scalars(wanted.with_only_columns(Person.id)).all()
    return picked_people(db.session, paths=_paths(), uuids=_ticked(), today=local_day(utc_now()))


def _paths() -> tuple[str, ...]:
    return principal().scope(Permission.ENROLMENT_MANAGE)


def _look_or_enrol(
    form: ManyForm, people: Sequence[int], address: str, unit: str | None
) -> ResponseReturnValue:
    """Show who would be enrolled; enrol them if that is what was shown before."""
    key, now = form.programme.data, utc_now()
    chosen = service.choose(
        db.session, people=people, programme_key=key, again=form.again.data, today=local_day(now)
    )
    if request.form.get("seen") != chosen.seen or not chosen.ids:
        return _look_page(form, chosen, address, unit)
    count = service.enrol_chosen(
        db.session,
        chosen=chosen,
        programme_key=key,
        due_on=form.due_on.day,
        reason=form.reason.data,
        actor=principal().account_uuid,
        now=now,
    )
    flash(gettext("Đã ghi danh %(count)d người.", count=count), "ok")
    return redirect(url_for("enrolment_due.list_open", chuong_trinh=key))


def _look_page(form: ManyForm, chosen: service.Chosen, address: str, unit: str | None) -> str:
    left_out = {"csrf_token", "seen", "back"}
    return render_template(
        "selection/preview_many.html",
        form=form,
        chosen=chosen,
        names=names_of(db.session, chosen.ids),
        title=titles()[form.programme.data],
        address=address,
        unit=unit,
        before=request.form.get("seen"),
        sent=[(k, v) for k, v in request.form.items(multi=True) if k not in left_out],
    )


def _unit_page(form: UnitForm, unit: Organisation) -> ResponseReturnValue:
    above = [one for one in ancestors(db.session, unit) if one.path.startswith(_paths())]
    page = render_template(
        "selection/enrol_unit.html",
        form=form,
        unit=unit,
        above=above[:-1],
        children=children(db.session, unit),
    )
    return page, 422 if form.errors else 200


def _unit_filters(form: UnitForm) -> Filters:
    return Filters(
        group=WorkingGroup(form.group.data) if form.group.data else None,
        category=Category(form.category.data) if form.category.data else None,
        full_time_only=form.full_time_only.data,
    )


def _wish() -> Wish:
    here = (Standing.CURRENT, Standing.TO_COME)
    return wish(db.session, _paths(), today=local_day(utc_now()), standings=here)


def _list_page(form: ManyForm) -> ResponseReturnValue:
    asked = _wish()
    found: Page[Person] = page_of(db.session, asked.query(), number=page_number())
    page = render_template(
        "selection/enrol_picked.html",
        form=form,
        page=found,
        places=places_of(db.session, found.items, paths=_paths(), now=utc_now()),
        ticked=_ticked(),
        all_ticked="tat_ca" in request.form,
        asked=asked,
        group_names=GROUP_NAMES,
    )
    return page, 422 if form.errors else 200


def _ticked() -> list[UUID]:
    return uuids(request.form.getlist("nguoi"))
