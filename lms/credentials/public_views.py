"""What anyone may check without an account. Never a birth date, an ID number or a contact."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.errors import NotFound
from lms.credentials import service
from lms.credentials.forms import CheckForm
from lms.web.guard import public
from lms.web.tx import db

bp = Blueprint("verification", __name__, url_prefix="/xac-minh", template_folder="templates")


@bp.get("")
@public
def show_check() -> ResponseReturnValue:
    """Show how to check a certificate; a code typed leads to its page."""
    code = request.args.get("ma", "").strip()
    if code:
        token = code.rstrip("/").rpartition("/")[2].partition("#")[0]
        return redirect(url_for(".verify", token=token))
    return render_template("credentials/show_check.html", form=CheckForm())


@bp.post("")
@public
def check_file() -> ResponseReturnValue:
    """Say whether an uploaded PDF is one that was issued, byte for byte."""
    form = CheckForm()
    if not form.validate():
        return render_template("credentials/show_check.html", form=form), 422
    certificate = service.is_issued_file(db.session, form.content)
    if certificate is None:
        return render_template("credentials/show_check.html", form=form, is_foreign=True)
    return redirect(url_for(".verify", token=certificate.token, tep="dung"))


@bp.get("/<string:token>")
@public
def verify(token: str) -> ResponseReturnValue:
    """Repeat what is printed and say whether it holds."""
    try:
        certificate = service.certificate_by_token(db.session, token)
    except NotFound:
        return render_template("credentials/not_found.html"), 404
    return render_template(
        "credentials/verify.html",
        printed=certificate.snapshot,
        certificate=certificate,
        status=service.status_of(certificate),
        replacement=service.replacement_of(db.session, certificate),
        is_same_file=request.args.get("tep") == "dung",
    )
