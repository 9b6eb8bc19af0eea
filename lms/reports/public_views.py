"""What anyone may check about a report, without an account: totals and state, never a person."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.core.errors import NotFound
from lms.reports import service
from lms.reports.access import report_by_token
from lms.reports.forms import CheckForm
from lms.reports.models import Report
from lms.reports.views import facts
from lms.web.guard import public
from lms.web.tx import db

bp = Blueprint(
    "report_checks", __name__, url_prefix="/bao-cao-kiem-tra", template_folder="templates"
)


@bp.get("/<string:token>")
@public
def check(token: str) -> ResponseReturnValue:
    """Repeat the sealed totals and say whether a newer report takes their place."""
    try:
        report = report_by_token(db.session, token)
    except NotFound:
        return render_template("reports/not_found.html"), 404
    return _page(report, CheckForm(formdata=None), None)


@bp.post("/<string:token>")
@public
def check_file(token: str) -> ResponseReturnValue:
    """Say whether an uploaded file is one of the report's, byte for byte."""
    try:
        report, form = report_by_token(db.session, token), CheckForm()
    except NotFound:
        return render_template("reports/not_found.html"), 404
    if not form.validate():
        return _page(report, form, None), 422
    found = service.sealed_file(db.session, form.content)
    return _page(report, form, found is not None and found.id == report.id)


def _page(report: Report, form: CheckForm, is_ours: bool | None) -> str:  # noqa: FBT001 - what was found
    return render_template(
        "reports/check.html", report=report, form=form, is_ours=is_ours, **facts(report)
    )
