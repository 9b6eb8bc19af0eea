"""Training from elsewhere: the list, one claim, its paper, the decision."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select
from werkzeug.datastructures import FileStorage

from lms.catalog.service import current_programmes, get_version
from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Permission
from lms.people.service import Person, Post, last_holders, visible_person
from lms.recognition import service
from lms.recognition.access import Shown, claims_shown, visible_claim
from lms.recognition.errors import EvidenceKind, EvidenceTooLarge, NoEvidence
from lms.recognition.forms import ClaimForm, DecideForm
from lms.recognition.models import Claim
from lms.recognition.service.evidence import LARGEST
from lms.web.downloads import attachment
from lms.web.guard import principal, requires
from lms.web.menu import MenuItem
from lms.web.paging import page_number, page_of
from lms.web.tx import db, resources

bp = Blueprint("recognition", __name__, url_prefix="/cong-nhan", template_folder="templates")
MENU = (
    MenuItem(
        "recognition.list_claims",
        msgid("Công nhận"),
        Permission.COMPLETION_FILE,
        order=35,
        also=("results", "batches"),
    ),
)
TABS = {
    Shown.MINE: msgid("Chờ tôi duyệt"),
    Shown.WAITING: msgid("Đang chờ duyệt"),
    Shown.DECIDED: msgid("Đã có quyết định"),
}


@bp.get("")
@requires(Permission.PERSON_READ)
def list_claims() -> str:
    """List what waits for the officer, what waits for others, what was decided."""
    chosen = request.args.get("xem", "")
    shown = Shown(chosen) if chosen in set(Shown) else _first_tab()
    claims = claims_shown(principal(), shown, today=_today())
    page = page_of(db.session, cast("Select[Any]", claims), number=page_number())
    left = last_holders(["/"], today=_today())
    return render_template(
        "recognition/list_claims.html",
        page=page,
        shown=shown,
        tabs=_tabs(),
        programmes=_titles([claim for claim, _ in page.items]),
        officers=service.officer_names(db.session, [c.filed_by for c, _ in page.items]),
        left=set(db.session.scalars(left.where(Post.person_id.in_([p.id for _, p in page.items])))),
        may=principal().permissions,
    )


@bp.get("/nguoi/<uuid:person_uuid>/moi")
@requires(Permission.COMPLETION_FILE)
def new_claim(person_uuid: UUID) -> str:
    """Show the form for one person's training."""
    return _form_page(_person(person_uuid), _form(blank=True))


@bp.post("/nguoi/<uuid:person_uuid>/moi")
@requires(Permission.COMPLETION_FILE)
def file_claim(person_uuid: UUID) -> ResponseReturnValue:
    """File the training for a second person to decide."""
    person, form = _person(person_uuid), _form()
    if not form.validate():
        return _form_page(person, form), 422
    try:
        claim = _file(person, form)
    except (NoEvidence, EvidenceKind, EvidenceTooLarge) as error:
        form.evidence.errors = [error.sentence()]
        return _form_page(person, form), error.status
    except LmsError as error:
        form.completed_on.errors = [error.sentence()]
        return _form_page(person, form), error.status
    flash(gettext("Đã nộp hồ sơ. Một người khác sẽ duyệt."), "ok")
    return redirect(url_for(".show_claim", claim_uuid=claim.uuid))


@bp.get("/<uuid:claim_uuid>")
@requires(Permission.PERSON_READ)
def show_claim(claim_uuid: UUID) -> str:
    """Show one claim: what was filed, by whom, what was decided."""
    claim, person = _visible(claim_uuid, Permission.PERSON_READ)
    return _claim_page(claim, person, DecideForm(formdata=None))


@bp.get("/<uuid:claim_uuid>/minh-chung")
@requires(Permission.PERSON_READ)
def download_evidence(claim_uuid: UUID) -> ResponseReturnValue:
    """Send the paper as it came: always a download, never shown inside the site."""
    claim, _ = _visible(claim_uuid, Permission.PERSON_READ)
    evidence = service.get_evidence(db.session, claim.evidence_id)
    content = service.read_evidence(resources(), evidence)
    return attachment(content, evidence.file_name, evidence.media_type)


@bp.post("/<uuid:claim_uuid>/quyet-dinh")
@requires(Permission.COMPLETION_APPROVE)
def decide_claim(claim_uuid: UUID) -> ResponseReturnValue:
    """Approve or refuse what somebody else filed."""
    claim, person = _visible(claim_uuid, Permission.COMPLETION_APPROVE, lock=True)
    form = DecideForm()
    if not form.validate():
        return _claim_page(claim, person, form), 422
    service.decide_claim(
        db.session,
        claim=claim,
        approve=form.approve,
        reason=form.reason.data,
        officer=principal(),
        now=utc_now(),
    )
    flash(gettext("Đã ghi quyết định."), "ok")
    return redirect(url_for(".show_claim", claim_uuid=claim_uuid))


@bp.post("/<uuid:claim_uuid>/rut")
@requires(Permission.COMPLETION_FILE)
def withdraw_claim(claim_uuid: UUID) -> ResponseReturnValue:
    """Take back what the officer filed."""
    claim, _ = _visible(claim_uuid, Permission.COMPLETION_FILE, lock=True)
    service.withdraw_claim(db.session, claim=claim, officer=principal(), now=utc_now())
    flash(gettext("Đã rút hồ sơ."), "ok")
    return redirect(url_for(".show_claim", claim_uuid=claim_uuid))


def sent_file(name: str, limit: int) -> tuple[bytes, str]:
    """Return an uploaded file's bytes, at most one more than `limit`, and its name."""
    sent: FileStorage | None = request.files.get(name)
    return (sent.read(limit + 1), sent.filename or "") if sent else (b"", "")


def _today() -> date:
    return local_day(utc_now())


def _person(uuid: UUID) -> Person:
    paths = principal().scope(Permission.COMPLETION_FILE)
    return visible_person(db.session, paths=paths, uuid=uuid, today=_today())


def _visible(uuid: UUID, permission: Permission, *, lock: bool = False) -> tuple[Claim, Person]:
    paths = principal().scope(permission)
    return visible_claim(db.session, paths=paths, uuid=uuid, today=_today(), lock=lock)


def _first_tab() -> Shown:
    may_decide = Permission.COMPLETION_APPROVE in principal().permissions
    return Shown.MINE if may_decide else Shown.WAITING


def _tabs() -> list[tuple[str, str, int]]:
    """Return (value, msgid, how many) of each tab."""
    return [
        (shown.value, name, service.count_shown(db.session, principal(), shown, today=_today()))
        for shown, name in TABS.items()
        if shown is not Shown.MINE or _first_tab() is Shown.MINE
    ]


def _titles(claims: list[Claim]) -> dict[int, dict[str, str]]:
    versions = {claim.version_id for claim in claims}
    return {version: get_version(db.session, version).title for version in versions}


def _form(*, blank: bool = False) -> ClaimForm:
    form = ClaimForm(formdata=None) if blank else ClaimForm()
    versions = current_programmes(db.session)
    form.offer([(v.programme_key, v.title, v.periods) for v in versions])
    return form


def _form_page(person: Person, form: ClaimForm) -> str:
    return render_template("recognition/new_claim.html", person=person, form=form)


def _file(person: Person, form: ClaimForm) -> Claim:
    content, name = sent_file("evidence", LARGEST)
    now = utc_now()
    training = service.Training(
        programme_key=form.programme.data,
        training=form.training.data,
        issuer=form.issuer.data,
        document=form.document.data,
        covers=form.covers.data,
        periods=form.periods.number,
        started_on=cast("date", form.started_on.day),
        completed_on=cast("date", form.completed_on.day),
    )
    return service.file_claim(
        db.session,
        resources(),
        person=person,
        training=training,
        content=content,
        file_name=name,
        officer=principal(),
        now=now,
    )


def _claim_page(claim: Claim, person: Person, form: DecideForm) -> str:
    who = principal()
    version = get_version(db.session, claim.version_id)
    is_pending = claim.decided_at is None and claim.withdrawn_at is None
    is_other = claim.filed_by != who.account_uuid and claim.person_id != who.person_id
    may_approve = Permission.COMPLETION_APPROVE in who.permissions
    return render_template(
        "recognition/show_claim.html",
        claim=claim,
        person=person,
        version=version,
        evidence=service.get_evidence(db.session, claim.evidence_id),
        officers=service.officer_names(db.session, [claim.filed_by, claim.decided_by]),
        batch=service.batch_of(db.session, claim),
        form=form,
        decides=is_pending and is_other and may_approve and claim.batch_id is None,
        withdraws=is_pending and claim.filed_by == who.account_uuid and claim.batch_id is None,
    )
