"""Issuing: number, snapshot and signature in one transaction; the PDF comes after it."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lms.core import signing
from lms.core.clock import local_day
from lms.core.i18n import in_language
from lms.core.text import nfc
from lms.credentials.errors import CompletionRevoked, IssuerMissing
from lms.credentials.models import Certificate, DocumentType, Issuer, Register, Waiting
from lms.credentials.rules import (
    CERTIFIED,
    PURPOSE,
    Learner,
    printed_number,
    snapshot,
    statement_fields,
)
from lms.credentials.service.particulars import learner_and_issuer
from lms.credentials.service.revoke import record, require_not_replaced
from lms.learning.service import Completion, completion_by_uuid, is_revoked
from lms.people.service import belongs_to


def issue(
    session: Session, *, completion_uuid: UUID, key: Ed25519PrivateKey, now: datetime
) -> Certificate | None:
    """Give the completion its certificate, once: number, snapshot and signature.

    None when there is no such completion, it was taken back or is of a kind that is not
    certified, or it has to wait (see `Waiting`); the PDF is made afterwards, outside the
    transaction.
    """
    completion = completion_by_uuid(session, completion_uuid)
    if completion is None:
        return None
    known = session.scalars(
        select(Certificate).where(
            Certificate.completion_id == completion.id, Certificate.replaces_id.is_(None)
        )
    ).one_or_none()
    if known is not None or not is_to_come(session, completion):
        return known
    found = learner_and_issuer(session, completion, issued_on=local_day(now))
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

    One that was revoked by mistake stays revoked and can be replaced too, while its completion
    stands.
    Raises `NotInForce`, `OwnCertificate`, `CompletionRevoked` or `IssuerMissing`; then nothing
    has changed.
    """
    require_not_replaced(session, certificate, actor_person_id=actor_person_id)
    completion = session.get_one(Completion, certificate.completion_id)
    if is_revoked(session, completion):
        raise CompletionRevoked
    found = learner_and_issuer(session, completion, issued_on=local_day(now))
    if isinstance(found, str):
        raise IssuerMissing
    certificate.replaced_at = now
    fresh = _write(session, completion, *found, key=key, now=now, replaces=certificate)
    record(session, certificate, "certificate.replaced", actor=actor, now=now, reason=nfc(reason))
    return fresh


def can_be_reissued(session: Session, certificate: Certificate) -> bool:
    """Tell whether there is no newer one, and what it certifies was not taken back."""
    completion = session.get_one(Completion, certificate.completion_id)
    return certificate.replaced_at is None and not is_revoked(session, completion)


def certificates_of(session: Session, *, person_id: int) -> Sequence[Certificate]:
    """Return the person's certificates, the newest first."""
    own = select(Certificate).where(belongs_to(Certificate.person_id, person_id))
    return session.scalars(own.order_by(Certificate.issued_at.desc(), Certificate.id.desc())).all()


def is_to_come(session: Session, completion: Completion) -> bool:
    """Tell whether a completion is of a kind that is certified, and was not taken back."""
    return completion.kind in CERTIFIED and not is_revoked(session, completion)


def waits(session: Session, completion: Completion) -> bool:
    """Tell whether the completion's certificate waits for something that is missing."""
    own = select(Waiting.id).where(Waiting.completion_id == completion.id)
    return session.scalar(own) is not None


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
    record(session, certificate, "certificate.issued", actor=None, now=now)
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
