"""One's own second factor: set up, new recovery codes, removed."""

from datetime import datetime
from typing import TypedDict

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.accounts.errors import WrongOldPassword
from lms.accounts.service import Account, own_account, record_failure
from lms.core.clock import utc_now
from lms.core.documents import qr_path
from lms.core.errors import LmsError
from lms.core.i18n import gettext
from lms.core.permissions import Permission
from lms.second_factor import service
from lms.second_factor.errors import WrongSecondFactor
from lms.second_factor.forms import BeginForm, ConfirmForm, RemoveForm, RenewForm
from lms.second_factor.rules import address_of, in_groups
from lms.web.forms import BaseForm
from lms.web.guard import principal, requires
from lms.web.tx import db, resources, transaction

bp = Blueprint(
    "second_factor",
    __name__,
    url_prefix="/tai-khoan/xac-thuc-hai-buoc",
    template_folder="templates",
)
RENEW, REMOVE = "lam-lai-", "bo-"  # both forms are on one page


class Asked(TypedDict):
    """From where and when."""

    address: str
    now: datetime


@bp.get("")
@requires(Permission.ACCOUNT_OWN)
def show_own() -> str:
    """Show whether there is a second factor, and what can be done."""
    return _page()


@bp.post("/bat-dau")
@requires(Permission.ACCOUNT_OWN)
def begin_setup() -> ResponseReturnValue:
    """Show a new secret, this once."""
    form = BeginForm()
    if not form.validate():
        return _page(begin=form), 422
    try:
        with transaction() as session:
            secret = service.begin_setup(
                session,
                resources().keys,
                account=_own(session),
                password=form.password.data,
                **_asked(),
            )
    except LmsError as error:
        return _refused(error, begin=form)
    address = address_of(secret, principal().name)
    return render_template(
        "second_factor/show_secret.html",
        form=ConfirmForm(formdata=None),
        address=address,
        qr=qr_path(address),
        groups=in_groups(secret),
    )


@bp.post("/xac-nhan")
@requires(Permission.ACCOUNT_OWN)
def confirm_setup() -> ResponseReturnValue:
    """Take the app's first code; show the recovery codes, this once.

    After a wrong one the secret is not shown again: that would need the password.
    """
    form = ConfirmForm()
    if not form.validate():
        return _page(confirm=form), 422
    try:
        with transaction() as session:
            codes = service.confirm_setup(
                session,
                resources().keys,
                account=_own(session),
                code=form.code.data,
                **_asked(),
            )
    except LmsError as error:
        return _refused(error, confirm=form)
    return render_template("second_factor/show_codes.html", codes=codes, is_new=True)


@bp.post("/ma-du-phong")
@requires(Permission.ACCOUNT_OWN)
def renew_codes() -> ResponseReturnValue:
    """Make new recovery codes and show them, this once."""
    form = RenewForm(prefix=RENEW)
    if not form.validate():
        return _page(renew=form), 422
    try:
        with transaction() as session:
            codes = service.renew_recovery_codes(
                session,
                resources().keys,
                account=_own(session),
                code=form.code.data,
                **_asked(),
            )
    except LmsError as error:
        return _refused(error, renew=form)
    return render_template("second_factor/show_codes.html", codes=codes, is_new=False)


@bp.post("/bo")
@requires(Permission.ACCOUNT_OWN)
def remove() -> ResponseReturnValue:
    """Do without a second factor."""
    form = RemoveForm(prefix=REMOVE)
    if not form.validate():
        return _page(remove=form), 422
    try:
        with transaction() as session:
            service.remove_second_factor(
                session,
                resources().keys,
                account=_own(session),
                password=form.password.data,
                code=form.code.data,
                **_asked(),
            )
    except LmsError as error:
        return _refused(error, remove=form)
    flash(gettext("Đã bỏ xác thực hai bước."), "ok")
    return redirect(url_for(".show_own"))


def _own(session: Session) -> Account:
    return own_account(session, principal().account_id)


def _asked() -> Asked:
    return {"address": request.remote_addr or "", "now": utc_now()}


def _refused(error: LmsError, **sent: BaseForm) -> ResponseReturnValue:
    """Count a wrong secret, in a transaction that stays; show the page with what was sent."""
    (form,) = sent.values()
    keys, who = resources().keys, principal()
    if isinstance(error, WrongOldPassword):
        form.password.errors = [error.sentence()]
        with transaction() as session:
            record_failure(session, keys, subject=str(who.account_uuid), **_asked())
    elif isinstance(error, WrongSecondFactor):
        form.code.errors = [error.sentence()]
        with transaction() as session:
            service.record_wrong_code(session, keys, account_id=who.account_id, **_asked())
    else:
        form.form_errors.append(error.sentence())
    return _page(**sent), error.status


def _page(**sent: BaseForm) -> str:
    """Return the page with its forms: the one that was sent, empty ones otherwise."""
    forms: dict[str, BaseForm] = {
        "begin": BeginForm(formdata=None),
        "confirm": ConfirmForm(formdata=None),
        "renew": RenewForm(formdata=None, prefix=RENEW),
        "remove": RemoveForm(formdata=None, prefix=REMOVE),
    }
    return render_template(
        "second_factor/show_own.html",
        standing=service.standing_of(db.reading, account_id=principal().account_id, now=utc_now()),
        sent=next(iter(sent.values()), None),
        **(forms | sent),
    )
