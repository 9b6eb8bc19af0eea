"""A person's own data by hand: somebody new, a correction; and units suggested while one types."""

from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.i18n import gettext, pick
from lms.core.permissions import Permission
from lms.people.service import Person, kept_person
from lms.register import service
from lms.register.choosing import refuse, units_typed
from lms.register.forms import AddForm, CorrectForm
from lms.register.service import Found
from lms.staff_files.service import Entry
from lms.web.guard import principal, requires
from lms.web.tx import db, resources

bp = Blueprint("persons", __name__, url_prefix="/nhan-su", template_folder="templates")
SHORTEST = 2  # letters of a unit's name before anything is suggested


@bp.get("/don-vi")
@requires(Permission.PERSON_READ)
def suggest_units() -> ResponseReturnValue:
    """Tell a form's script which units in scope are like what was typed."""
    text = request.args.get("q", "").strip()
    return jsonify(units_typed(text) if len(text) >= SHORTEST else [])


@bp.get("/them")
@requires(Permission.PERSON_WRITE)
def show_add() -> str:
    """Ask who is new, and with which post."""
    return _add_page(AddForm(formdata=None), Found())


@bp.post("/them")
@requires(Permission.PERSON_WRITE)
def add() -> ResponseReturnValue:
    """Write somebody new down, unless it may be somebody who is on the register."""
    form = AddForm()
    entry = service.read_identity(form.cells(), today=local_day(utc_now()))
    if not form.validate() or form.complain(entry.problems):
        return _add_page(form, Found()), 422
    found = service.look_for(
        db.session,
        resources().keys,
        entry=entry,
        others=form.known(),
        officer=principal(),
        today=local_day(utc_now()),
    )
    if found.wrong is not None:
        form.complain([found.wrong])
    if found.wrong or found.here or found.likely:
        return _add_page(form, found), 409
    try:
        person = _add(form, entry, found)
    except LmsError as error:
        refuse(form, error)
        return _add_page(form, found), error.status
    _say(entry)
    flash(gettext("Đã thêm vào danh sách. Hãy tạo mã kích hoạt để người này đăng nhập."), "ok")
    return redirect(url_for("register.show_person", person_uuid=person.uuid))


@bp.get("/<uuid:person_uuid>/dinh-chinh")
@requires(Permission.PERSON_WRITE)
def show_correct(person_uuid: UUID) -> str:
    """Show what is known of the person, to be put right."""
    person, form = _kept(person_uuid), CorrectForm(formdata=None)
    form.show(person)
    return _correct_page(person, form)


@bp.post("/<uuid:person_uuid>/dinh-chinh")
@requires(Permission.PERSON_WRITE)
def correct(person_uuid: UUID) -> ResponseReturnValue:
    """Put the person's own data right; what was known before is kept."""
    person, form = _kept(person_uuid), CorrectForm()
    entry = service.read_identity(form.cells(), today=local_day(utc_now()))
    if not form.validate() or form.complain(form.without_number(entry.problems, person)):
        return _correct_page(person, form), 422
    try:
        changed = _correct(person, form, entry)
    except LmsError as error:
        refuse(form, error)
        return _correct_page(person, form), error.status
    _say(entry)
    flash(gettext("Đã đính chính.") if changed else gettext("Không có gì thay đổi."), "ok")
    return redirect(url_for("register.show_person", person_uuid=person_uuid))


def _add(form: AddForm, entry: Entry, found: Found) -> Person:
    return service.add_by_hand(
        db.session,
        resources().keys,
        entry=entry,
        left=found.left,
        asked=form.asked(),
        reason=form.reason.data,
        officer=principal(),
        now=utc_now(),
    )


def _correct(person: Person, form: CorrectForm, entry: Entry) -> list[str]:
    return service.correct_identity(
        db.session,
        resources().keys,
        person=person,
        entry=entry,
        reason=form.reason.data,
        officer=principal(),
        now=utc_now(),
    )


def _kept(uuid: UUID) -> Person:
    paths = principal().scope(Permission.PERSON_WRITE)
    return kept_person(db.session, paths=paths, uuid=uuid, today=local_day(utc_now()))


def _say(entry: Entry) -> None:
    """Say what may be an error of the records but is taken as it is."""
    for warning in entry.warnings:
        flash(pick(dict(warning.texts)), "warn")


def _add_page(form: AddForm, found: Found) -> str:
    return render_template("register/add_person.html", form=form, found=found)


def _correct_page(person: Person, form: CorrectForm) -> str:
    form.about(person)
    return render_template("register/correct_person.html", person=person, form=form)
