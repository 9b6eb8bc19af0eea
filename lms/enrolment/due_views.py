"""Open enrolments and their due dates: extend, release; and the queue of exceptions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from lms.core.clock import local_day, utc_now
from lms.core.i18n import gettext
from lms.core.permissions import Permission
from lms.enrolment import service
from lms.enrolment.access import open_enrolments
from lms.enrolment.forms import ActForm, given
from lms.enrolment.service import KINDS
from lms.enrolment.views import titles
from lms.learning.service import Enrolment
from lms.people.service import Person
from lms.web.guard import principal, requires
from lms.web.paging import page_number, page_of
from lms.web.tx import db, resources

bp = Blueprint("enrolment_due", __name__, url_prefix="/ghi-danh", template_folder="templates")


@bp.get("/han")
@requires(Permission.ENROLMENT_MANAGE)
def list_open() -> str:
    """List the open enrolments of the scope with their due dates and reasons."""
    return _open_page()


@bp.post("/han/gia-han")
@requires(Permission.ENROLMENT_MANAGE)
def extend() -> ResponseReturnValue:
    """Set another due date for those ticked, or for all that the filters show."""
    form = ActForm()
    if not (form.validate() and form.has_day()):
        return _open_page(form), 422
    count = service.extend_chosen(
        db.session,
        enrolments=_meant(),
        due_on=given(form.due_on),
        reason=form.reason.data,
        officer=principal(),
        now=utc_now(),
    )
    flash(gettext("Đã đặt hạn mới cho %(count)d lượt học.", count=count), "ok")
    return redirect(_list_url())


@bp.post("/han/rut")
@requires(Permission.ENROLMENT_MANAGE)
def release() -> ResponseReturnValue:
    """Take those ticked, or all that the filters show, out of their programmes."""
    form = ActForm()
    if not form.validate():
        return _open_page(form), 422
    count = service.release_chosen(
        db.session, enrolments=_meant(), reason=form.reason.data, officer=principal(), now=utc_now()
    )
    flash(gettext("Đã rút %(count)d lượt học. Kết quả đã có được giữ nguyên.", count=count), "ok")
    return redirect(_list_url())


@bp.get("/ngoai-le")
@requires(Permission.ENROLMENT_MANAGE)
def list_exceptions() -> str:
    """List what stands in the way of enrolments, one kind at a time, with what to do."""
    shown = request.args.get("loai", "")
    kind = shown if shown in KINDS else KINDS[0]
    today = local_day(utc_now())
    off = resources().settings.mail_days_off
    queues = service.exceptions(db.session, paths=_paths(), today=today, off=off)
    page = page_of(db.session, queues[kind], number=page_number())
    return render_template(
        "enrolment/list_exceptions.html",
        kind=kind,
        kinds=KINDS,
        counts={name: service.count_of(db.session, queue) for name, queue in queues.items()},
        page=page,
        places=service.places_of(
            db.session, [person for _, person in page.items], paths=_paths(), now=utc_now()
        ),
        titles=titles(),
        today=today,
        form=ActForm(formdata=None),
    )


def _paths() -> tuple[str, ...]:
    return principal().scope(Permission.ENROLMENT_MANAGE)


def _filters() -> dict[str, str]:
    sent = request.values
    return {name: sent[name] for name in ("chuong_trinh", "han", "tim") if sent.get(name)}


def _list_url() -> str:
    arguments: dict[str, Any] = {**_filters()}
    return url_for(".list_open", **arguments)


def _query() -> Select[Enrolment, Person]:
    given, today = _filters(), local_day(utc_now())
    return service.filtered(
        open_enrolments(_paths(), today=today),
        programme_key=given.get("chuong_trinh"),
        text=given.get("tim", ""),
        due=given.get("han", ""),
        today=today,
    )


def _meant() -> Sequence[Enrolment]:
    """Return the enrolments ticked, or all shown if as many are still shown as were."""
    today = local_day(utc_now())
    return service.meant(
        db.session,
        everything=_query() if "tat_ca" in request.form else None,
        expected=request.form.get("so_luot", 0, type=int),
        ticked=_ticked(),
        paths=_paths(),
        today=today,
    )


def _ticked() -> list[UUID]:
    return service.uuids(request.form.getlist("luot"))


def _open_page(form: ActForm | None = None) -> str:
    page = page_of(db.session, _query(), number=page_number())
    return render_template(
        "enrolment/list_open.html",
        page=page,
        places=service.places_of(
            db.session, [person for _, person in page.items], paths=_paths(), now=utc_now()
        ),
        titles=titles(),
        filters=_filters(),
        ticked=_ticked(),
        all_ticked="tat_ca" in request.form,
        today=local_day(utc_now()),
        form=form or ActForm(formdata=None),
    )
