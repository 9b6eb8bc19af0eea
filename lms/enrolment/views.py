"""Enrolment rules: list, one rule with its history, make, change, end; each looked at first."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.catalog.service import current_programmes
from lms.core.clock import local_day, utc_now
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Permission
from lms.enrolment import service
from lms.enrolment.access import own_rule, visible_rule, visible_rules
from lms.enrolment.forms import ANCHOR_NAMES, ChangeForm, EndForm, RuleForm, offered
from lms.enrolment.models import Rule
from lms.organisations.service import Organisation, visible_organisation
from lms.people.service import CATEGORY_NAMES, GROUP_NAMES
from lms.web.guard import principal, requires
from lms.web.menu import MenuItem
from lms.web.paging import page_number, page_of
from lms.web.tx import db

bp = Blueprint("enrolment", __name__, url_prefix="/ghi-danh", template_folder="templates")
MENU = (
    MenuItem(
        "enrolment.list_rules",
        msgid("Ghi danh"),
        Permission.ENROLMENT_MANAGE,
        order=25,
        also=("enrol_many", "enrolment_due"),
    ),
)


@bp.get("")
@requires(Permission.ENROLMENT_MANAGE)
def list_rules() -> str:
    """List the rules of the scope, and those from above that reach into it."""
    return render_template(
        "enrolment/list_rules.html",
        page=page_of(db.session, visible_rules(_paths()), number=page_number()),
        titles=titles(),
        paths=_paths(),
        **_words(),
    )


@bp.get("/quy-tac/<uuid:thread>")
@requires(Permission.ENROLMENT_MANAGE)
def show_rule(thread: UUID) -> str:
    """Show a rule, how many are enrolled by it, and its revisions."""
    rule, unit = visible_rule(db.session, paths=_paths(), thread=thread)
    return _rule_page(rule, unit, EndForm(formdata=None))


@bp.route("/quy-tac-moi/<uuid:unit_uuid>", methods=["GET", "POST"])
@requires(Permission.ENROLMENT_MANAGE)
def new_rule(unit_uuid: UUID) -> ResponseReturnValue:
    """Make a rule for a unit and all below it: say what, look at whom it means, save."""
    unit = visible_organisation(db.session, paths=_paths(), uuid=unit_uuid)
    form = _offer(RuleForm())
    if not form.is_submitted() or "back" in request.form or not form.validate():
        return _form_page(form, unit)
    fresh = service.draft(
        form.terms(unit.id), thread=None, actor=principal().account_uuid, now=utc_now()
    )
    look = service.preview(db.session, fresh=fresh, now=utc_now())
    if request.form.get("seen") != look.seen:
        return _look_page(fresh, unit, look)
    actor = principal().account_uuid
    rule = service.make_rule(db.session, terms=form.terms(unit.id), actor=actor, now=utc_now())
    flash(gettext("Đã lưu quy tắc. Việc ghi danh được thực hiện trong ít phút."), "ok")
    return redirect(url_for(".show_rule", thread=rule.thread))


@bp.route("/quy-tac/<uuid:thread>/sua", methods=["GET", "POST"])
@requires(Permission.ENROLMENT_MANAGE)
def change_rule(thread: UUID) -> ResponseReturnValue:
    """Change a rule: the earlier revision stays readable."""
    rule, unit = own_rule(db.session, paths=_paths(), thread=thread)
    form = _offer(ChangeForm())
    if not form.is_submitted():
        form.fill(rule)
    if not form.is_submitted() or "back" in request.form or not form.validate():
        return _form_page(form, unit, rule)
    actor, now, terms = principal().account_uuid, utc_now(), form.terms(unit.id)
    fresh = service.draft(terms, thread=rule.thread, actor=actor, now=now)
    look = service.preview(db.session, fresh=fresh, now=now)
    if request.form.get("seen") != look.seen:
        return _look_page(fresh, unit, look)
    reason = form.change_reason.data
    service.change_rule(db.session, rule=rule, terms=terms, reason=reason, actor=actor, now=now)
    flash(gettext("Đã sửa quy tắc. Việc ghi danh được cập nhật trong ít phút."), "ok")
    return redirect(url_for(".show_rule", thread=thread))


@bp.post("/quy-tac/<uuid:thread>/ket-thuc")
@requires(Permission.ENROLMENT_MANAGE)
def end_rule(thread: UUID) -> ResponseReturnValue:
    """End a rule from today on, after a look at whom that releases."""
    rule, unit = own_rule(db.session, paths=_paths(), thread=thread)
    form = EndForm()
    if not form.validate():
        return _rule_page(rule, unit, form), 422
    actor, now = principal().account_uuid, utc_now()
    fresh = service.ended(rule, valid_to=local_day(now), actor=actor, now=now)
    look = service.preview(db.session, fresh=fresh, now=now)
    if request.form.get("seen") != look.seen:
        return _look_page(fresh, unit, look)
    reason, today = form.reason.data, local_day(now)
    service.end_rule(db.session, rule=rule, valid_to=today, reason=reason, actor=actor, now=now)
    flash(gettext("Đã kết thúc quy tắc. Người đang học theo quy tắc được rút trong ít phút."), "ok")
    return redirect(url_for(".show_rule", thread=thread))


def titles() -> dict[str, dict[str, str]]:
    """Return the title of each published programme."""
    return {version.programme_key: version.title for version in current_programmes(db.session)}


def _paths() -> tuple[str, ...]:
    return principal().scope(Permission.ENROLMENT_MANAGE)


def _words() -> dict[str, object]:
    return {
        "group_names": GROUP_NAMES,
        "category_names": CATEGORY_NAMES,
        "anchor_names": ANCHOR_NAMES,
        "today": local_day(utc_now()),
    }


def _offer(form: RuleForm) -> RuleForm:
    form.programme.choices = offered([*titles().items()])
    return form


def _form_page(form: RuleForm, unit: Organisation, rule: Rule | None = None) -> ResponseReturnValue:
    page = render_template("enrolment/edit_rule.html", form=form, unit=unit, rule=rule)
    return page, 422 if form.errors else 200


def _look_page(fresh: Rule, unit: Organisation, look: service.Preview) -> str:
    """Show what saving would do; `before` is set when that changed since it was last shown."""
    return render_template(
        "enrolment/preview_rule.html",
        rule=fresh,
        unit=unit,
        look=look,
        before=request.form.get("seen"),
        opened=service.names_of(db.session, look.opened),
        released=service.names_of(db.session, look.released),
        titles=titles(),
        sent=_sent(),
        **_words(),
    )


def _sent() -> list[tuple[str, str]]:
    left_out = {"csrf_token", "seen", "back"}
    return [(k, v) for k, v in request.form.items(multi=True) if k not in left_out]


def _rule_page(rule: Rule, unit: Organisation, form: EndForm) -> str:
    history = service.revisions(db.session, thread=rule.thread)
    return render_template(
        "enrolment/show_rule.html",
        rule=rule,
        unit=unit,
        form=form,
        history=history,
        officers=service.officers(db.session, [one.made_by for one in history]),
        counts=service.counts_of(db.session, thread=rule.thread),
        may_change=unit.path.startswith(_paths()),
        has_ended=service.has_ended(rule, local_day(utc_now())),
        titles=titles(),
        **_words(),
    )
