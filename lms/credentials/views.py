"""Certificates for their holders, and for HR: list, revoke, issue anew, what issuers print."""

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core import jobs
from lms.core.clock import local_day, utc_now
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Permission
from lms.credentials import service
from lms.credentials.forms import IssuerForm, ReissueForm, RevokeForm
from lms.credentials.models import Certificate, DocumentType
from lms.credentials.rules import CURES
from lms.organisations.service import Organisation, tops, visible_organisation
from lms.web.downloads import PDF, attachment
from lms.web.guard import principal, requires
from lms.web.menu import MenuItem
from lms.web.paging import page_number, page_of
from lms.web.tx import db, resources

bp = Blueprint("credentials", __name__, url_prefix="/chung-nhan", template_folder="templates")
MENU = (
    MenuItem(
        "credentials.list_certificates",
        msgid("Giấy chứng nhận"),
        Permission.CERTIFICATE_READ,
        order=40,
    ),
)


@bp.get("/<uuid:certificate_uuid>")
@requires(Permission.CERTIFICATE_OWN)
def show_certificate(certificate_uuid: UUID) -> str:
    """Show one's own certificate."""
    return render_template("credentials/show_certificate.html", certificate=_own(certificate_uuid))


@bp.get("/<uuid:certificate_uuid>/tep.pdf")
@requires(Permission.CERTIFICATE_OWN)
def download(certificate_uuid: UUID) -> Response:
    """Send the PDF of one's own certificate."""
    return _pdf(_own(certificate_uuid))


@bp.get("/quan-ly")
@requires(Permission.CERTIFICATE_READ)
def list_certificates() -> str:
    """List the certificates in scope, or those found by name or number."""
    paths, text = principal().scope(Permission.CERTIFICATE_READ), request.args.get("tim", "")
    issued = service.visible_certificates(paths, today=_today(), text=text)
    query = issued.order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    waiting = page_of(db.session, service.visible_waiting(paths, today=_today()), number=1)
    return render_template(
        "credentials/list_certificates.html",
        page=page_of(db.session, query, number=page_number()),
        waiting_count=waiting.total,
        text=text,
        may_set_issuer=Permission.ISSUER_WRITE in principal().permissions,
    )


@bp.get("/dang-cho")
@requires(Permission.CERTIFICATE_READ)
def list_waiting() -> str:
    """List who completed a programme in scope and waits for the certificate: why, what to do."""
    paths = principal().scope(Permission.CERTIFICATE_READ)
    waiting = service.visible_waiting(paths, today=_today())
    return render_template(
        "credentials/list_waiting.html",
        page=page_of(db.session, waiting, number=page_number()),
        cures=CURES,
        may_set_issuer=Permission.ISSUER_WRITE in principal().permissions,
    )


@bp.get("/quan-ly/<uuid:certificate_uuid>")
@requires(Permission.CERTIFICATE_READ)
def manage_certificate(certificate_uuid: UUID) -> str:
    """Show a certificate in scope, with what HR may do with it."""
    return _manage_page(_visible(certificate_uuid, Permission.CERTIFICATE_READ))


@bp.get("/quan-ly/<uuid:certificate_uuid>/tep.pdf")
@requires(Permission.CERTIFICATE_READ)
def download_managed(certificate_uuid: UUID) -> Response:
    """Send the PDF of a certificate in scope."""
    return _pdf(_visible(certificate_uuid, Permission.CERTIFICATE_READ))


@bp.post("/quan-ly/<uuid:certificate_uuid>/thu-hoi")
@requires(Permission.CERTIFICATE_REVOKE)
def revoke(certificate_uuid: UUID) -> ResponseReturnValue:
    """Declare a certificate void, with a reason."""
    certificate = _visible(certificate_uuid, Permission.CERTIFICATE_REVOKE)
    form = RevokeForm()
    if not form.validate():
        return _manage_page(certificate, revoking=form), 422
    service.revoke(
        db.session,
        certificate=certificate,
        reason=form.reason.data,
        actor=principal().account_uuid,
        actor_person_id=principal().person_id,
        now=utc_now(),
    )
    flash(gettext("Đã thu hồi giấy chứng nhận."), "ok")
    return redirect(url_for(".manage_certificate", certificate_uuid=certificate_uuid))


@bp.post("/quan-ly/<uuid:certificate_uuid>/cap-lai")
@requires(Permission.CERTIFICATE_REVOKE)
def reissue(certificate_uuid: UUID) -> ResponseReturnValue:
    """Replace a certificate by one with a new number, with a reason."""
    certificate = _visible(certificate_uuid, Permission.CERTIFICATE_REVOKE)
    form, now = ReissueForm(), utc_now()
    if not form.validate():
        return _manage_page(certificate, reissuing=form), 422
    fresh = service.reissue(
        db.session,
        certificate=certificate,
        reason=form.reason.data,
        key=resources().keys.signing_key,
        actor=principal().account_uuid,
        actor_person_id=principal().person_id,
        now=now,
    )
    jobs.enqueue(db.session, name="credentials.print", payload={"certificate": fresh.id}, now=now)
    flash(gettext("Đã cấp lại, số mới %(number)s.", number=fresh.number), "ok")
    return redirect(url_for(".manage_certificate", certificate_uuid=fresh.uuid))


@bp.get("/don-vi-cap")
@requires(Permission.ISSUER_WRITE)
def show_issuers() -> str:
    """Show what one's units print on certificates."""
    return _issuers_page()


@bp.post("/don-vi-cap/<uuid:organisation_uuid>")
@requires(Permission.ISSUER_WRITE)
def save_issuer(organisation_uuid: UUID) -> ResponseReturnValue:
    """Record what a unit prints from a day on."""
    paths = principal().scope(Permission.ISSUER_WRITE)
    unit = visible_organisation(db.session, paths=paths, uuid=organisation_uuid)
    form, now = IssuerForm().named_after(unit.uuid), utc_now()
    if not form.validate():
        return _issuers_page(unit, form), 422
    names = ("superior_name", "printed_name", "place", "signer_title", "signer_name")
    service.add_issuer(
        db.session,
        organisation=unit,
        valid_from=form.start.day or local_day(now),
        fields={name: form[name].data for name in names},
        prints_birth_date=form.prints_birth_date.data,
        document_type=DocumentType.DIPLOMA if form.is_diploma.data else DocumentType.COMPLETION,
        assignment=form.assignment.data or None,
        actor=principal().account_uuid,
        now=now,
    )
    service.retry_waiting(db.session, now=now)
    flash(gettext("Đã lưu thông tin in của “%(name)s”.", name=unit.name), "ok")
    return redirect(url_for(".show_issuers"))


def _today() -> date:
    return local_day(utc_now())


def _own(uuid: UUID) -> Certificate:
    return service.own_certificate(db.session, person_id=principal().person_id, uuid=uuid)


def _visible(uuid: UUID, permission: Permission) -> Certificate:
    paths = principal().scope(permission)
    return service.visible_certificate(db.session, paths=paths, uuid=uuid, today=_today())


def _pdf(certificate: Certificate) -> Response:
    content = service.read_pdf(resources().files, certificate)
    name = f"{gettext('Giấy chứng nhận')} {certificate.number.replace('/', '-')}.pdf"
    return attachment(content, name, PDF)


def _manage_page(
    certificate: Certificate,
    reissuing: ReissueForm | None = None,
    revoking: RevokeForm | None = None,
) -> str:
    address = service.public_address(certificate, public_url=resources().settings.public_url)
    return render_template(
        "credentials/manage_certificate.html",
        certificate=certificate,
        status=service.status_of(certificate),
        replacement=service.replacement_of(db.session, certificate),
        public_address=address.partition("#")[0],
        may_revoke=Permission.CERTIFICATE_REVOKE in principal().permissions,
        can_be_reissued=service.can_be_reissued(db.session, certificate),
        reissuing=reissuing or ReissueForm(formdata=None),
        revoking=revoking or RevokeForm(formdata=None),
    )


def _issuers_page(chosen: Organisation | None = None, sent: IssuerForm | None = None) -> str:
    """Show a form for each unit at the head of the scope; `sent` came for `chosen`."""
    rows = []
    for unit in tops(db.session, principal().scope(Permission.ISSUER_WRITE)):
        current = service.current_issuer(db.session, organisation_id=unit.id, day=_today())
        is_diploma = current is not None and current.document_type == DocumentType.DIPLOMA
        own = IssuerForm(formdata=None, obj=current, data={"is_diploma": is_diploma})
        is_sent = chosen is not None and unit.id == chosen.id
        rows.append((unit, sent if is_sent else own.named_after(unit.uuid)))
    return render_template("credentials/show_issuers.html", rows=rows)
