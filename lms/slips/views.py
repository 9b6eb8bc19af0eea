"""Activation slips: have them printed, see how far they are, download them once."""

from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.core.clock import local_day, utc_now
from lms.core.i18n import gettext
from lms.core.permissions import Permission
from lms.roster.service import ChangeSet, own_change_set
from lms.slips import service
from lms.web.downloads import PDF, attachment
from lms.web.guard import principal, requires
from lms.web.tx import db, resources

bp = Blueprint("slips", __name__, url_prefix="/nhan-su/nhap", template_folder="templates")
ZIP = "application/zip"


@bp.get("/<uuid:change_set_uuid>/phieu-kich-hoat")
@requires(Permission.ACCOUNT_ACTIVATE)
def show_slips(change_set_uuid: UUID) -> str:
    """Show how far the sheet is, and what can be done with it."""
    change_set, now = _own(change_set_uuid), utc_now()
    sheet = service.latest_sheet(db.session, change_set)
    return render_template(
        "slips/show_slips.html",
        change_set=change_set,
        sheet=sheet,
        stands=service.has_slips(change_set),
        under_way=sheet is not None and service.is_under_way(sheet, now),
        is_there=sheet is not None and service.is_there(sheet, now),
        taker=service.taker(db.session, sheet) if sheet else "",
    )


@bp.post("/<uuid:change_set_uuid>/phieu-kich-hoat")
@requires(Permission.ACCOUNT_ACTIVATE)
def print_slips(change_set_uuid: UUID) -> ResponseReturnValue:
    """Have new codes made and printed; a second click changes nothing."""
    change_set = _own(change_set_uuid, lock=True)
    actor = principal().account_uuid
    service.request_sheet(db.session, change_set=change_set, actor=actor, now=utc_now())
    return redirect(url_for(".show_slips", change_set_uuid=change_set_uuid))


@bp.get("/<uuid:change_set_uuid>/phieu-kich-hoat/tien-do")
@requires(Permission.ACCOUNT_ACTIVATE)
def show_progress(change_set_uuid: UUID) -> ResponseReturnValue:
    """Tell the page's script whether the sheet is made."""
    sheet = service.latest_sheet(db.session, _own(change_set_uuid))
    finished = sheet is None or not service.is_under_way(sheet, utc_now())
    return jsonify(done=0, total=0, finished=finished)


@bp.post("/<uuid:change_set_uuid>/phieu-kich-hoat/tai-ve")
@requires(Permission.ACCOUNT_ACTIVATE)
def download_slips(change_set_uuid: UUID) -> ResponseReturnValue:
    """Send the printed sheet, once."""
    now = utc_now()
    content = service.take_sheet(
        db.session,
        resources(),
        change_set=_own(change_set_uuid, lock=True),
        actor=principal().account_uuid,
        now=now,
    )
    name = f"{gettext('Phiếu kích hoạt')} {local_day(now).isoformat()}"
    is_pdf = content.startswith(b"%PDF")
    return attachment(content, f"{name}.{'pdf' if is_pdf else 'zip'}", PDF if is_pdf else ZIP)


def _own(uuid: UUID, *, lock: bool = False) -> ChangeSet:
    account = principal().account_uuid
    return own_change_set(db.session, account_uuid=account, uuid=uuid, lock=lock)
