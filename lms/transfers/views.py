"""Requests for people whom another unit keeps: asked, withdrawn, answered."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Permission
from lms.core.text import whole_number
from lms.organisations.service import get_organisation
from lms.people.service import CATEGORY_NAMES, GROUP_NAMES, IdNumberInvalid, Person
from lms.register.choosing import refuse as refuse_form
from lms.register.service import officers_of, terms_asked
from lms.roster.service import own_change_set
from lms.transfers import service
from lms.transfers.access import asked_request, sent_request, sent_requests, waiting_requests
from lms.transfers.errors import NothingToFindBy
from lms.transfers.forms import KIND_NAMES, YES, AnswerForm, AskForm, RowsForm
from lms.transfers.models import Kind, Request
from lms.web.guard import principal, requires
from lms.web.paging import page_number, page_of
from lms.web.tx import db, resources

bp = Blueprint("transfers", __name__, url_prefix="/nhan-su/de-nghi", template_folder="templates")
SENT = msgid(
    "Đã ghi đề nghị. Nếu người này đang do đơn vị khác quản lý, cán bộ tổ chức ở đó sẽ thấy và trả "
    "lời."
)


@bp.get("")
@requires(Permission.PERSON_WRITE)
def list_requests() -> str:
    """List what waits for an answer from here, and what units in scope asked for."""
    waiting = db.session.execute(waiting_requests(principal(), today=_today())).all()
    sent = cast("Select[Any]", sent_requests(_paths()))
    page = page_of(db.session, sent, number=page_number())
    everything = [asked for asked, _ in waiting] + list(page.items)
    return render_template(
        "transfers/list_requests.html",
        waiting=waiting,
        page=page,
        kinds=KIND_NAMES,
        unit_names=_unit_names(everything),
        officers=officers_of(db.session, [asked.asked_by for asked in everything]),
    )


@bp.get("/moi")
@requires(Permission.PERSON_WRITE)
def show_ask() -> str:
    """Show the form."""
    return render_template("transfers/ask.html", form=AskForm(formdata=None))


@bp.post("/moi")
@requires(Permission.PERSON_WRITE)
def ask() -> ResponseReturnValue:
    """Write the request down; the answer to the officer is the same, whoever was meant."""
    form = AskForm()
    if not form.validate():
        return render_template("transfers/ask.html", form=form), 422
    try:
        service.ask(
            db.session, resources().keys, wish=_wish(form), officer=principal(), now=utc_now()
        )
    except (IdNumberInvalid, NothingToFindBy) as error:
        form.id_number.errors = [error.sentence()]
        return render_template("transfers/ask.html", form=form), error.status
    except LmsError as error:
        refuse_form(form, error)
        return render_template("transfers/ask.html", form=form), error.status
    flash(gettext(SENT), "ok")
    return redirect(url_for(".list_requests"))


@bp.post("/tu-tep/<uuid:change_set_uuid>")
@requires(Permission.ROSTER_APPLY)
def ask_for_rows(change_set_uuid: UUID) -> ResponseReturnValue:
    """Ask for everybody of the officer's file whom another unit keeps."""
    account, form = principal().account_uuid, RowsForm()
    change_set = own_change_set(db.session, account_uuid=account, uuid=change_set_uuid)
    back = redirect(url_for("roster.show_change_set", change_set_uuid=change_set_uuid))
    if not form.validate():
        flash(gettext("Chưa gửi đề nghị: hãy ghi lý do, căn cứ."), "bad")
        return back
    count = service.ask_for_rows(
        db.session,
        resources().keys,
        change_set=change_set,
        kind=Kind(form.kind.data),
        reason=form.reason.data,
        officer=principal(),
        now=utc_now(),
    )
    flash(gettext("Đã ghi %(count)s đề nghị.", count=whole_number(count)), "ok")
    return redirect(url_for(".list_requests"))


@bp.post("/<uuid:request_uuid>/rut")
@requires(Permission.PERSON_WRITE)
def withdraw(request_uuid: UUID) -> ResponseReturnValue:
    """Take back what was asked for."""
    asked = sent_request(db.session, paths=_paths(), uuid=request_uuid)
    service.withdraw(db.session, request=asked, officer=principal(), now=utc_now())
    flash(gettext("Đã rút đề nghị."), "ok")
    return redirect(url_for(".list_requests"))


@bp.get("/<uuid:request_uuid>")
@requires(Permission.PERSON_WRITE)
def show_request(request_uuid: UUID) -> str:
    """Show who is asked for, by whom, with which post."""
    asked, person = _asked(request_uuid)
    return _answer_page(asked, person, AnswerForm(formdata=None))


@bp.post("/<uuid:request_uuid>")
@requires(Permission.PERSON_WRITE)
def answer(request_uuid: UUID) -> ResponseReturnValue:
    """Accept or refuse."""
    (asked, person), form = _asked(request_uuid, lock=True), AnswerForm()
    if not form.validate():
        return _answer_page(asked, person, form), 422
    try:
        _answer(asked, person, form)
    except LmsError as error:
        form.form_errors.append(error.sentence())
        return _answer_page(asked, person, form), error.status
    flash(gettext("Đã trả lời đề nghị."), "ok")
    return redirect(url_for(".list_requests"))


def _answer(asked: Request, person: Person, form: AnswerForm) -> None:
    who, now, why = principal(), utc_now(), form.reason.data
    if form.answer.data != YES:
        service.refuse(db.session, request=asked, reason=why, officer=who, now=now)
        return
    service.accept(
        db.session,
        request=asked,
        person=person,
        chosen_post=form.post.data or "",
        reason=why,
        officer=who,
        now=now,
    )


def _answer_page(asked: Request, person: Person, form: AnswerForm) -> str:
    posts = service.posts_to_end(db.session, person=person, paths=_paths(), today=_today())
    return render_template(
        "transfers/show_request.html",
        asked=asked,
        person=person,
        form=form,
        kinds=KIND_NAMES,
        posts=posts if asked.kind == Kind.MOVE and len(posts) > 1 else [],
        is_own=asked.asked_by == principal().account_uuid,
        unit_names=_unit_names([asked]),
        officers=officers_of(db.session, [asked.asked_by]),
        group_names=GROUP_NAMES,
        category_names=CATEGORY_NAMES,
    )


def _wish(form: AskForm) -> service.Wish:
    terms = terms_asked(db.session, form.asked(), principal(), _today())
    return service.Wish(
        name=form.name.data,
        id_number=form.id_number.data,
        staff_code=form.staff_code.data,
        kind=Kind(form.kind.data),
        terms=terms,
        reason=form.reason.data,
    )


def _asked(uuid: UUID, *, lock: bool = False) -> tuple[Request, Person]:
    return asked_request(db.session, paths=_paths(), uuid=uuid, today=_today(), lock=lock)


def _unit_names(requests: list[Request]) -> dict[int, str]:
    ids = {asked.organisation_id for asked in requests}
    return {id_: get_organisation(db.session, id_).name for id_ in ids}


def _paths() -> tuple[str, ...]:
    return principal().scope(Permission.PERSON_WRITE)


def _today() -> date:
    return local_day(utc_now())
