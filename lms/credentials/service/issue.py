"""Issuing: number, snapshot and signature in one transaction, the PDF after it."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lms.catalog.service import Programme, programme_document, version_digest
from lms.core import audit, signing
from lms.core.clock import local_day
from lms.core.i18n import in_language
from lms.core.text import nfc
from lms.credentials.errors import IssuerMissing, NotInForce, OwnCertificate
from lms.credentials.models import Certificate, DocumentType, Issuer, Register, Waiting
from lms.credentials.pdf import certificate_pdf
from lms.credentials.rules import (
    NO_ISSUER,
    NO_POST,
    PURPOSE,
    Learner,
    Status,
    inside_a_line,
    printed_number,
    snapshot,
    statement_fields,
    status_of,
)
from lms.credentials.service.issuers import issuer_for
from lms.learning.service import Completion, CompletionKind, completion_by_uuid
from lms.organisations.service import Organisation, ancestors, get_organisation
from lms.people.service import Post, get_person, posts_of

DEMO = "demo"


def issue(
    session: Session, *, completion_uuid: UUID, key: Ed25519PrivateKey, now: datetime
) -> Certificate | None:
    """Give the completion its certificate, once: number, snapshot and signature.

    None when there is no such completion, or it has to wait (see `Waiting`); the PDF is made
    afterwards, outside the transaction.
    """
    completion = completion_by_uuid(session, completion_uuid)
    if completion is None or completion.kind == CompletionKind.WAIVED:
        return None
    known = session.scalars(
        select(Certificate).where(
            Certificate.completion_id == completion.id, Certificate.replaces_id.is_(None)
        )
    ).one_or_none()
    if known is not None:
        return known
    found = _learner_and_issuer(session, completion, now)
    if isinstance(found, str):
        _wait(session, completion, reason=found, now=now)
        return None
    session.execute(delete(Waiting).where(Waiting.completion_id == completion.id))
    return _write(session, completion, *found, key=key, now=now)


def reissue(
    session: Session,
    *,
    certificate: Certificate,
    reason: str,
    key: Ed25519PrivateKey,
    actor: UUID,
    actor_person_id: int,
    now: datetime,
) -> Certificate:
    """Replace the certificate by one with a new number and today's data, pointing to the old.

    Raises `NotInForce`, `OwnCertificate` or `IssuerMissing`; then nothing has changed.
    """
    session.refresh(certificate, with_for_update=True)
    _require_in_force(certificate, actor_person_id)
    completion = session.get_one(Completion, certificate.completion_id)
    found = _learner_and_issuer(session, completion, now)
    if isinstance(found, str):
        raise IssuerMissing
    certificate.replaced_at = now
    fresh = _write(session, completion, *found, key=key, now=now, replaces=certificate)
    _record(session, certificate, "certificate.replaced", reason=reason, actor=actor, now=now)
    return fresh


def revoke(
    session: Session,
    *,
    certificate: Certificate,
    reason: str,
    actor: UUID,
    actor_person_id: int,
    now: datetime,
) -> None:
    """Declare the certificate void from now on; its number stays in the register."""
    session.refresh(certificate, with_for_update=True)
    _require_in_force(certificate, actor_person_id)
    certificate.revoked_at, certificate.revoked_reason = now, nfc(reason)
    _record(session, certificate, "certificate.revoked", reason=reason, actor=actor, now=now)


def render(certificate: Certificate, *, public_url: str) -> bytes:
    """Return the certificate's PDF: the same bytes whenever it is asked for."""
    return certificate_pdf(
        certificate.snapshot,
        address=public_address(certificate, public_url=public_url),
        issued_at=certificate.issued_at,
    )


def public_address(certificate: Certificate, *, public_url: str) -> str:
    """Return the address in the QR code: the public page, with the signed statement behind it."""
    return f"{public_url}/xac-minh/{certificate.token}#{certificate.statement}"


def record_pdf(session: Session, *, certificate_id: int, key: str, content: bytes) -> None:
    """Note where the PDF is kept and its hash, once."""
    session.execute(
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.pdf_key.is_(None))
        .values(pdf_key=key, pdf_sha256=sha256(content).hexdigest())
    )


def certificates_of(session: Session, *, person_id: int) -> Sequence[Certificate]:
    """Return the person's certificates, the newest first."""
    own = select(Certificate).where(Certificate.person_id == person_id)
    return session.scalars(own.order_by(Certificate.issued_at.desc(), Certificate.id.desc())).all()


def overdue_completions(session: Session, *, now: datetime, limit: int = 200) -> Sequence[UUID]:
    """Return completions whose certificate or PDF is missing though their job is long past."""
    finished = select(Certificate.completion_id).where(Certificate.pdf_key.is_not(None))
    waiting = select(Waiting.completion_id)
    missing = select(Completion.uuid).where(
        Completion.kind != CompletionKind.WAIVED,
        Completion.superseded_at.is_(None),
        Completion.recorded_at < now - timedelta(minutes=10),
        Completion.id.not_in(finished),
        Completion.id.not_in(waiting),
    )
    return session.scalars(missing.limit(limit)).all()


def _learner_and_issuer(
    session: Session, completion: Completion, now: datetime
) -> tuple[Learner, Issuer] | str:
    """Return what to print, or the msgid of what is missing."""
    programme = programme_document(session, completion.version_id)
    post = _post_on(session, completion, programme)
    if post is None:
        return NO_POST
    unit = get_organisation(session, post.organisation_id)
    issuer = issuer_for(session, organisation=unit, day=local_day(now))
    if issuer is None:
        return NO_ISSUER
    person = get_person(session, completion.person_id)
    learner = Learner(
        full_name=person.full_name,
        born_on=person.born_on,
        unit=_unit_name(session, unit),
        programme_title=programme.title["vi"],
        programme_code=programme.code,
        version_digest=version_digest(session, completion.version_id),
        periods=programme.periods,
        started_on=completion.started_on,
        completed_on=completion.completed_on,
        sample=post.source == DEMO,
    )
    return learner, issuer


def _post_on(session: Session, completion: Completion, programme: Programme) -> Post | None:
    """Return the post held on the day of completion, first one the programme is made for."""
    day = completion.completed_on
    held = [
        post
        for post in posts_of(session, person_id=completion.person_id)
        if post.valid_from <= day and (post.valid_to is None or post.valid_to > day)
    ]
    held.sort(key=lambda post: (post.working_group not in programme.made_for, post.id))
    return held[0] if held else None


def _unit_name(session: Session, unit: Organisation) -> str:
    """Return the unit and what it belongs to, the root left out: "Sở A, tỉnh B"."""
    first, *above = [
        part.name for part in reversed(ancestors(session, unit)) if part.parent_id is not None
    ]
    return ", ".join([first, *(inside_a_line(name) for name in above)])


def _write(
    session: Session,
    completion: Completion,
    learner: Learner,
    issuer: Issuer,
    *,
    key: Ed25519PrivateKey,
    now: datetime,
    replaces: Certificate | None = None,
) -> Certificate:
    issued_on = local_day(now)
    serial = _next_serial(session, issuer.organisation_id, issued_on.year)
    number = printed_number(serial, issued_on.year, DocumentType(issuer.document_type))
    with in_language("vi"):
        printed: dict[str, Any] = snapshot(learner, issuer, number=number, issued_on=issued_on)
    certificate = Certificate(
        token=secrets.token_urlsafe(16),
        completion_id=completion.id,
        person_id=completion.person_id,
        issuer_organisation_id=issuer.organisation_id,
        year=issued_on.year,
        serial=serial,
        number=number,
        snapshot=printed,
        statement=signing.sign(key, statement_fields(printed), purpose=PURPOSE),
        issued_at=now,
        replaces_id=replaces.id if replaces else None,
    )
    session.add(certificate)
    session.flush()  # gives it the uuid that the audit names
    _record(session, certificate, "certificate.issued", reason=None, actor=None, now=now)
    return certificate


def _next_serial(session: Session, organisation_id: int, year: int) -> int:
    """Take the next number; the register's row stays locked until this transaction ends.

    Numbers therefore have no gap: a number taken by a transaction that fails is free again.
    """
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    taken = (
        insert(Register)
        .values(organisation_id=organisation_id, year=year, last_number=1)
        .on_conflict_do_update(
            index_elements=[Register.organisation_id, Register.year],
            set_={"last_number": Register.last_number + 1},
        )
        .returning(Register.last_number)
    )
    return session.execute(taken).scalar_one()


def _wait(session: Session, completion: Completion, *, reason: str, now: datetime) -> None:
    known = session.scalars(
        select(Waiting).where(Waiting.completion_id == completion.id)
    ).one_or_none()
    if known is None:
        session.add(
            Waiting(
                completion_id=completion.id,
                person_id=completion.person_id,
                reason=reason,
                since=now,
            )
        )
    else:
        known.reason = reason


def _require_in_force(certificate: Certificate, actor_person_id: int) -> None:
    if certificate.person_id == actor_person_id:
        raise OwnCertificate
    if status_of(certificate) is not Status.VALID:
        raise NotInForce


def _record(
    session: Session,
    certificate: Certificate,
    action: str,
    *,
    reason: str | None,
    actor: UUID | None,
    now: datetime,
) -> None:
    audit.record(
        session,
        at=now,
        actor=actor,
        action=action,
        subject=("certificate", certificate.uuid),
        detail={"number": certificate.number, **({"reason": nfc(reason)} if reason else {})},
    )
