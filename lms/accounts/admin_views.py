"""The administrator's pages: accounts and roles inside the part of the tree administered."""

from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import service
from lms.accounts.forms import AccountForm, GrantForm
from lms.accounts.models import Account
from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.i18n import gettext, msgid
from lms.core.permissions import ROLE_NAMES, Permission, Role
from lms.core.text import nfc
from lms.organisations.service import (
    Organisation,
    find_organisation,
    get_organisation,
    top_level_id,
)
from lms.people.service import Identity, Person
from lms.web.forms import BaseForm
from lms.web.guard import principal, requires
from lms.web.menu import MenuItem
from lms.web.paging import page_number, page_of
from lms.web.tx import db, resources

bp = Blueprint(
    "accounts_admin", __name__, url_prefix="/quan-tri/tai-khoan", template_folder="templates"
)
MENU = (
    MenuItem(
        "accounts_admin.list_accounts",
        msgid("Tài khoản và quyền"),
        Permission.ACCOUNT_ADMINISTER,
        order=80,
    ),
)


@bp.get("")
@requires(Permission.ACCOUNT_ADMINISTER)
def list_accounts() -> str:
    """List the accounts in scope, found by name or staff code."""
    text = nfc(request.args.get("tim", ""))
    query = service.search_accounts(_paths(), text=text, today=_today())
    page = page_of(db.session, query, number=page_number())
    return render_template("accounts/list_accounts.html", page=page, text=text)


@bp.get("/moi")
@requires(Permission.ACCOUNT_ADMINISTER)
def new_account() -> str:
    """Show the form of a new account."""
    return render_template("accounts/new_account.html", form=AccountForm(), code=None)


@bp.post("/moi")
@requires(Permission.ACCOUNT_ADMINISTER)
def add_account() -> ResponseReturnValue:
    """Make an account with its first role and show its one-time code, once."""
    form = AccountForm()
    if not form.validate():
        return render_template("accounts/new_account.html", form=form, code=None), 422
    now = utc_now()
    try:
        unit = _unit(form, local_day(now))
        code = service.add_account(
            db.session,
            resources().keys,
            identity=Identity(
                full_name=form.name.data,
                staff_code=form.staff_code.data,
                staff_code_scope=top_level_id(unit.path),
                email=form.email.data or None,
                phone=form.phone.data or None,
            ),
            role=Role(form.role.data),
            organisation=unit,
            valid_to=_valid_to(form),
            reason=form.reason.data,
            granter=principal(),
            now=now,
        )
    except LmsError as error:
        form.form_errors.append(error.sentence())
        return render_template("accounts/new_account.html", form=form, code=None), error.status
    return render_template("accounts/new_account.html", form=AccountForm(formdata=None), code=code)


@bp.get("/<uuid:account_uuid>")
@requires(Permission.ACCOUNT_ADMINISTER)
def show_account(account_uuid: UUID) -> str:
    """Show an account with its roles."""
    account, person = _visible(account_uuid)
    return _page(account, person, GrantForm())


@bp.post("/<uuid:account_uuid>/quyen")
@requires(Permission.GRANT_WRITE)
def grant_role(account_uuid: UUID) -> ResponseReturnValue:
    """Hand out a role."""
    account, person = _visible(account_uuid)
    form = GrantForm()
    if not form.validate():
        return _page(account, person, form), 422
    now = utc_now()
    try:
        unit = _unit(form, local_day(now))
        service.grant_role(
            db.session,
            account=account,
            role=Role(form.role.data),
            organisation=unit,
            valid_from=local_day(now),
            valid_to=_valid_to(form),
            reason=form.reason.data,
            granter=principal(),
            now=now,
        )
    except LmsError as error:
        form.form_errors.append(error.sentence())
        return _page(account, person, form), error.status
    flash(gettext("Đã giao quyền."), "ok")
    return redirect(url_for(".show_account", account_uuid=account_uuid))


@bp.post("/<uuid:account_uuid>/quyen/<uuid:grant_uuid>/thu-hoi")
@requires(Permission.GRANT_WRITE)
def end_grant(account_uuid: UUID, grant_uuid: UUID) -> ResponseReturnValue:
    """Take a role away."""
    account, _ = _visible(account_uuid)
    grant = service.visible_grant(db.session, paths=_paths(), account=account, uuid=grant_uuid)
    service.end_grant(db.session, grant=grant, granter=principal(), today=_today(), now=utc_now())
    flash(gettext("Đã thu hồi quyền."), "ok")
    return redirect(url_for(".show_account", account_uuid=account_uuid))


@bp.post("/<uuid:account_uuid>/khoa")
@requires(Permission.ACCOUNT_ADMINISTER)
def suspend(account_uuid: UUID) -> ResponseReturnValue:
    """Suspend the account, or let it in again, as the form says: sent twice, it is done once."""
    account, _ = _visible(account_uuid)
    opens = request.form.get("state") == "open"
    change = service.unsuspend if opens else service.suspend
    change(db.session, account=account, actor=principal(), today=_today(), now=utc_now())
    flash(gettext("Đã mở khóa tài khoản.") if opens else gettext("Đã khóa tài khoản."), "ok")
    return redirect(url_for(".show_account", account_uuid=account_uuid))


@bp.post("/<uuid:account_uuid>/ma")
@requires(Permission.ACCOUNT_ADMINISTER)
def make_code(account_uuid: UUID) -> str:
    """Make a new one-time code and show it, once."""
    account, person = _visible(account_uuid)
    code = service.renew_code(
        db.session, resources().keys, account=account, granter=principal(), now=utc_now()
    )
    return _page(account, person, GrantForm(), code)


def _paths() -> tuple[str, ...]:
    return principal().scope(Permission.ACCOUNT_ADMINISTER)


def _today() -> date:
    return local_day(utc_now())


def _visible(uuid: UUID) -> tuple[Account, Person]:
    return service.visible_account(db.session, paths=_paths(), uuid=uuid, today=_today())


def _unit(form: GrantForm, today: date) -> Organisation:
    """Return the unit that the form names; the root stands for the whole country."""
    return find_organisation(
        db.session, text=form.unit.data, paths=_paths(), today=today, root=True
    )


def _valid_to(form: GrantForm) -> date | None:
    return form.last_day.day + timedelta(days=1) if form.last_day.day else None


def _page(account: Account, person: Person, form: BaseForm, code: str | None = None) -> str:
    grants = service.current_grants(db.session, account_id=account.id, today=_today())
    rows = [(g, get_organisation(db.session, g.organisation_id)) for g in grants]
    return render_template(
        "accounts/show_admin.html",
        account=account,
        person=person,
        rows=rows,
        role_names=ROLE_NAMES,
        form=form,
        code=code,
    )
