"""The page that compares two days of a figure."""

from dataclasses import replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from lms.core.errors import NotFound
from lms.core.i18n import msgid
from lms.core.permissions import Permission
from lms.figures.asking import Asked, what_is_asked
from lms.figures.comparing import Change, changed, compare, names_of
from lms.figures.errors import BadDay
from lms.targets import service
from lms.targets.service import STATE_NAMES, Wanted
from lms.web.guard import requires
from lms.web.paging import page_number, page_of
from lms.web.tx import db

bp = Blueprint("comparing", __name__, url_prefix="/chi-tieu", template_folder="templates")
CHANGE_NAMES = {
    Change.CAME: msgid("Vào đối tượng"),
    Change.LEFT: msgid("Ra khỏi đối tượng"),
    Change.PASSED: msgid("Đạt thêm"),
    Change.LOST: msgid("Không còn được tính là đã bồi dưỡng"),
    Change.MOVED: msgid("Chuyển trong phạm vi đơn vị"),
}


@bp.get("/<string:key>/<uuid:organisation_uuid>/so-sanh")
@requires(Permission.TARGET_READ)
def show_comparison(key: str, organisation_uuid: UUID) -> ResponseReturnValue:
    """Show what changed from the day `tu` to the day `ngay`, and who is behind each number."""
    try:
        now = what_is_asked(key, organisation_uuid)
        then = what_is_asked(key, organisation_uuid, day=request.args.get("tu") or _month_ago(now))
    except BadDay as error:
        today = what_is_asked(key, organisation_uuid, day="")
        return _page(today, today, error), error.status
    if then.day > now.day:
        then, now = now, then
    return _page(replace(then, now=now.now), now, None)


def _month_ago(asked: Asked) -> str:
    first = asked.day.replace(day=1)
    return date.fromordinal(first.toordinal() - 1).isoformat()


def _page(then: Asked, now: Asked, error: BadDay | None) -> str:
    if error:
        return render_template("figures/show_comparison.html", then=then, now=now, error=error)
    first, last, chosen = then.figure, now.figure, _chosen()
    people = names_of(changed(chosen, first.basis, last.basis))
    page = page_of(db.session, cast("Select[Any]", people), number=page_number())
    seen_on = first.basis if chosen is Change.LEFT else last.basis
    return render_template(
        "figures/show_comparison.html",
        then=then,
        now=now,
        error=None,
        compared=compare(
            db.session, before=(first.basis, first.total), after=(last.basis, last.total)
        ),
        chosen=chosen,
        changes=CHANGE_NAMES,
        page=page,
        people=service.explain_people(
            db.session,
            basis=seen_on,
            people=[(id_, name) for id_, name in page.items],
            wanted=Wanted(),
        ),
        state_names=STATE_NAMES,
    )


def _chosen() -> Change:
    """Return whose names are asked for, or raise `NotFound`."""
    try:
        return Change(request.args.get("ai", Change.CAME))
    except ValueError as error:
        raise NotFound from error
