"""Signing in and out, opening an account, one's own settings."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import service
from lms.accounts.errors import WrongCode, WrongSecret
from lms.accounts.forms import ActivateForm, PasswordForm, SignInForm
from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.i18n import LANGUAGES, gettext
from lms.core.permissions import Permission
from lms.core.text import nfc
from lms.web import sessions
from lms.web.guard import principal, public, requires, visitor
from lms.web.pages import local_path
from lms.web.tx import db, resources, transaction

bp = Blueprint("accounts", __name__, template_folder="templates")


@bp.get("/dang-nhap")
@public
def show_sign_in() -> ResponseReturnValue:
    """Show the sign-in form, or go on if somebody is signed in."""
    if visitor() is not None:
        return redirect(_next())
    return render_template("accounts/show_sign_in.html", form=SignInForm(), next=_next())


@bp.post("/dang-nhap")
@public
def sign_in() -> ResponseReturnValue:
    """Begin a session under a new token; a wrong try is counted."""
    form = SignInForm()
    form.offer(service.agencies_of_code(db.reading, form.name.data or ""))
    if not form.validate():
        return render_template("accounts/show_sign_in.html", form=form, next=_next()), 422
    try:
        account = service.sign_in(
            db.reading,
            resources().keys,
            name=form.name.data,
            password=form.password.data,
            agency=form.chosen_agency(),
            address=_address(),
            now=utc_now(),
        )
    except LmsError as error:
        _count(form.name.data, error)
        form.form_errors.append(error.sentence())
        page = render_template("accounts/show_sign_in.html", form=form, next=_next())
        return page, error.status
    _know(form.name.data)
    sessions.sign_in(account.uuid, shared_computer=form.shared.data)
    return redirect(_next())


@bp.post("/dang-xuat")
@public
def sign_out() -> ResponseReturnValue:
    """End the session here."""
    sessions.sign_out()
    return redirect(url_for(".show_sign_in"))


@bp.get("/kich-hoat")
@public
def show_activation() -> str:
    """Show the form that a one-time code opens."""
    return render_template("accounts/show_activation.html", form=ActivateForm())


@bp.post("/kich-hoat")
@public
def activate() -> ResponseReturnValue:
    """Use the code up, set the password and sign in."""
    form = ActivateForm()
    if form.validate() and form.password.data != form.repeat.data:
        form.repeat.errors = [gettext("Hai lần nhập mật khẩu chưa giống nhau.")]
    if form.errors:
        return render_template("accounts/show_activation.html", form=form), 422
    try:
        with transaction() as session:
            keys, now = resources().keys, utc_now()
            service.refuse_guessing(session, keys, subject=None, address=_address(), now=now)
            account = service.open_account(
                session, keys, code=form.code.data, password=form.password.data, now=now
            )
    except LmsError as error:
        _count(None, error)
        form.form_errors.append(error.sentence())
        return render_template("accounts/show_activation.html", form=form), error.status
    _know(None)
    sessions.sign_in(account.uuid, shared_computer=True)
    flash(gettext("Tài khoản đã được kích hoạt."), "ok")
    return redirect(url_for("web.show_door"))


@bp.get("/quen-mat-khau")
@public
def show_forgotten() -> str:
    """Show whom to call: the nearest HR officer of the unit that is typed."""
    text = nfc(request.args.get("don-vi", ""))
    today = local_day(utc_now())
    contacts = service.contacts_near(db.session, text, today=today) if text else []
    return render_template("accounts/show_forgotten.html", text=text, contacts=contacts)


@bp.get("/tai-khoan")
@requires(Permission.ACCOUNT_OWN)
def show_account() -> str:
    """Show one's own settings."""
    return render_template("accounts/show_account.html", form=PasswordForm())


@bp.post("/tai-khoan/hien-thi")
@requires(Permission.ACCOUNT_OWN)
def choose_display() -> ResponseReturnValue:
    """Keep the language and the text size with the account, and go back."""
    account = service.own_account(db.session, principal().account_id)
    if request.form.get("language") in LANGUAGES:
        account.language = request.form["language"]
    if "text" in request.form:
        account.large_text = request.form["text"] == "large"
    return redirect(local_path(request.form.get("next", "/")))


@bp.post("/tai-khoan/mat-khau")
@requires(Permission.ACCOUNT_OWN)
def change_password() -> ResponseReturnValue:
    """Set a new password; other sessions end."""
    form = PasswordForm()
    if form.validate() and form.password.data != form.repeat.data:
        form.repeat.errors = [gettext("Hai lần nhập mật khẩu chưa giống nhau.")]
    if form.errors:
        return render_template("accounts/show_account.html", form=form), 422
    try:
        with transaction() as session:
            service.change_password(
                session,
                resources().keys,
                account=service.own_account(session, principal().account_id),
                old=form.old.data,
                new=form.password.data,
                token=sessions.current_session().token,
                address=_address(),
                now=utc_now(),
            )
    except LmsError as error:
        _count(str(principal().account_uuid), error)
        form.form_errors.append(error.sentence())
        return render_template("accounts/show_account.html", form=form), error.status
    flash(gettext("Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc."), "ok")
    return redirect(url_for(".show_account"))


@bp.post("/tai-khoan/dang-xuat-noi-khac")
@requires(Permission.ACCOUNT_OWN)
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    ended = service.end_other_sessions(
        db.session,
        account_uuid=principal().account_uuid,
        token=sessions.current_session().token,
        now=utc_now(),
    )
    flash(gettext("Đã đăng xuất ở %(count)d nơi khác.", count=ended), "ok")
    return redirect(url_for(".show_account"))


def _next() -> str:
    return local_path(request.values.get("next", "/"))


def _address() -> str:
    return request.remote_addr or ""


def _know(subject: str | None) -> None:
    """Note that the right secret came from here."""
    service.record_success(
        db.session, resources().keys, subject=subject, address=_address(), now=utc_now()
    )


def _count(subject: str | None, error: LmsError) -> None:
    """Count a wrong secret, in a transaction that stays although the request is refused."""
    if isinstance(error, WrongSecret | WrongCode):
        with transaction() as session:
            service.record_failure(
                session, resources().keys, subject=subject, address=_address(), now=utc_now()
            )
