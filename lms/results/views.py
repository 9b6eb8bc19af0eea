"""Results in a person's record: waiving what they were sent to, taking back what was recorded."""

from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.catalog.service import current_version, get_version
from lms.core.clock import local_day, utc_now
from lms.core.i18n import gettext
from lms.core.permissions import Permission
from lms.learning.service import (
    Completion,
    Enrolment,
    completion_history,
    visible_completion,
    visible_enrolment,
)
from lms.people.service import get_person
from lms.results import service
from lms.results.forms import RevokeForm, WaiveForm
from lms.web.guard import principal, requires
from lms.web.tx import db

bp = Blueprint("results", __name__, url_prefix="/cong-nhan", template_folder="templates")


@bp.get("/luot-hoc/<uuid:enrolment_uuid>/mien")
@requires(Permission.COMPLETION_WAIVE)
def show_waiver(enrolment_uuid: UUID) -> str:
    """Show what waiving means and ask why."""
    return _waiver_page(_enrolment(enrolment_uuid), WaiveForm(formdata=None))


@bp.post("/luot-hoc/<uuid:enrolment_uuid>/mien")
@requires(Permission.COMPLETION_WAIVE)
def waive(enrolment_uuid: UUID) -> ResponseReturnValue:
    """Satisfy the enrolment without training, with a reason."""
    enrolment, form = _enrolment(enrolment_uuid, lock=True), WaiveForm()
    if not form.validate():
        return _waiver_page(enrolment, form), 422
    service.waive_enrolment(
        db.session,
        enrolment=enrolment,
        reason=form.reason.data,
        officer=principal(),
        now=utc_now(),
    )
    flash(gettext("Đã miễn học. Người này không được tính là đã bồi dưỡng."), "ok")
    return _to_person(enrolment.person_id)


@bp.get("/ket-qua/<uuid:completion_uuid>/thu-hoi")
@requires(Permission.COMPLETION_REVOKE)
def show_revocation(completion_uuid: UUID) -> str:
    """Show what taking the result back would change, and ask why."""
    return _revocation_page(_completion(completion_uuid), RevokeForm(formdata=None))


@bp.post("/ket-qua/<uuid:completion_uuid>/thu-hoi")
@requires(Permission.COMPLETION_REVOKE)
def revoke(completion_uuid: UUID) -> ResponseReturnValue:
    """Take the result back, with a reason."""
    completion, form = _completion(completion_uuid, lock=True), RevokeForm()
    form.offer(completion)
    if not form.validate():
        return _revocation_page(completion, form), 422
    service.revoke(
        db.session,
        completion=completion,
        from_start=form.since.data == "tu-dau",
        reason=form.reason.data,
        officer=principal(),
        now=utc_now(),
    )
    flash(gettext("Đã thu hồi kết quả."), "ok")
    return _to_person(completion.person_id)


def _today() -> date:
    return local_day(utc_now())


def _enrolment(uuid: UUID, *, lock: bool = False) -> Enrolment:
    paths = principal().scope(Permission.COMPLETION_WAIVE)
    return visible_enrolment(db.session, paths=paths, uuid=uuid, today=_today(), lock=lock)


def _completion(uuid: UUID, *, lock: bool = False) -> Completion:
    paths = principal().scope(Permission.COMPLETION_REVOKE)
    return visible_completion(db.session, paths=paths, uuid=uuid, today=_today(), lock=lock)


def _to_person(person_id: int) -> ResponseReturnValue:
    person = get_person(db.session, person_id)
    return redirect(url_for("register.show_person", person_uuid=person.uuid))


def _waiver_page(enrolment: Enrolment, form: WaiveForm) -> str:
    return render_template(
        "results/show_waiver.html",
        enrolment=enrolment,
        person=get_person(db.session, enrolment.person_id),
        title=current_version(db.session, enrolment.programme_key).title,
        is_open=enrolment.completed_at is None and enrolment.released_at is None,
        form=form,
    )


def _revocation_page(completion: Completion, form: RevokeForm) -> str:
    form.offer(completion)
    scope = principal().scope(Permission.COMPLETION_REVOKE)
    taken_back = [
        revocation
        for known, revocation in completion_history(db.session, person_id=completion.person_id)
        if known.id == completion.id and revocation is not None
    ]
    return render_template(
        "results/show_revocation.html",
        completion=completion,
        person=get_person(db.session, completion.person_id),
        title=get_version(db.session, completion.version_id).title,
        would=service.consequences(db.session, completion=completion, paths=scope, now=utc_now()),
        taken_back=taken_back[0] if taken_back else None,
        form=form,
    )
