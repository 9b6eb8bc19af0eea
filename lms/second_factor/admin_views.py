"""The administrator's page about somebody's second factor: taken away with a reason."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.service import Account, visible_account
from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError, NotFound
from lms.core.i18n import gettext
from lms.core.permissions import Permission
from lms.people.service import Person
from lms.second_factor import service
from lms.second_factor.forms import ResetForm
from lms.web.guard import principal, requires
from lms.web.tx import db

bp = Blueprint(
    "second_factor_admin", __name__, url_prefix="/quan-tri/tai-khoan", template_folder="templates"
)


@bp.get("/<uuid:account_uuid>/xac-thuc-hai-buoc")
@requires(Permission.ACCOUNT_ADMINISTER)
def show_reset(account_uuid: UUID) -> str:
    """Show what resetting does, and ask for the reason."""
    account, person = _visible(account_uuid)
    return _page(account, person, ResetForm())


@bp.post("/<uuid:account_uuid>/xac-thuc-hai-buoc")
@requires(Permission.ACCOUNT_ADMINISTER)
def reset(account_uuid: UUID) -> ResponseReturnValue:
    """Take the second factor away."""
    account, person = _visible(account_uuid)
    form = ResetForm()
    if not form.validate():
        return _page(account, person, form), 422
    try:
        service.reset_second_factor(
            db.session, account=account, actor=principal(), reason=form.reason.data, now=utc_now()
        )
    except LmsError as error:
        form.form_errors.append(error.sentence())
        return _page(account, person, form), error.status
    flash(gettext("Đã đặt lại xác thực hai bước."), "ok")
    return redirect(url_for("accounts_admin.show_account", account_uuid=account_uuid))


def _visible(uuid: UUID) -> tuple[Account, Person]:
    """Return the account in scope and its person, or raise `NotFound` if there is no factor."""
    found = visible_account(
        db.session,
        paths=principal().scope(Permission.ACCOUNT_ADMINISTER),
        uuid=uuid,
        today=local_day(utc_now()),
    )
    if not service.has_second_factor(db.session, account_id=found[0].id):
        raise NotFound
    return found


def _page(account: Account, person: Person, form: ResetForm) -> str:
    return render_template(
        "second_factor/show_reset.html", account=account, person=person, form=form
    )
