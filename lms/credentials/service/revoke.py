"""Declaring a certificate void: by an officer, or because its completion was taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core import audit
from lms.core.text import nfc
from lms.credentials.errors import NotInForce, OwnCertificate
from lms.credentials.models import Certificate
from lms.credentials.rules import Status, status_of
from lms.learning.service import revocations
from lms.people.service import surviving_id


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
    require_in_force(session, certificate, actor_person_id=actor_person_id)
    certificate.revoked_at, certificate.revoked_reason = now, nfc(reason)
    record(session, certificate, "certificate.revoked", actor=actor, now=now, reason=nfc(reason))


def revoke_with_completions(session: Session, *, now: datetime, limit: int = 500) -> int:
    """Declare void what certifies completions that were taken back; return how many were.

    The reason is the one given for the completion; whoever gave it stands in that event.
    """
    gone = revocations().subquery()
    held = (
        select(Certificate, gone.c.reason)
        .join(gone, gone.c.completion_id == Certificate.completion_id)
        .where(Certificate.revoked_at.is_(None), Certificate.replaced_at.is_(None))
    )
    done = 0
    for certificate, reason in session.execute(held.limit(limit)).all():
        session.refresh(certificate, with_for_update=True)
        if status_of(certificate) is Status.VALID:  # not revoked or replaced a moment ago
            certificate.revoked_at, certificate.revoked_reason = now, reason
            detail = {"reason": reason, "because": "completion.revoked"}
            record(session, certificate, "certificate.revoked", actor=None, now=now, **detail)
            done += 1
    return done


def require_in_force(session: Session, certificate: Certificate, *, actor_person_id: int) -> None:
    """Lock the certificate; raise `OwnCertificate`, or `NotInForce` if it no longer holds."""
    require_not_replaced(session, certificate, actor_person_id=actor_person_id)
    if status_of(certificate) is not Status.VALID:
        raise NotInForce


def require_not_replaced(
    session: Session, certificate: Certificate, *, actor_person_id: int
) -> None:
    """Lock the certificate; raise `OwnCertificate`, or `NotInForce` if there is a newer one."""
    session.refresh(certificate, with_for_update=True)
    if surviving_id(session, certificate.person_id) == actor_person_id:
        raise OwnCertificate
    if certificate.replaced_at is not None:
        raise NotInForce


def record(
    session: Session,
    certificate: Certificate,
    action: str,
    *,
    actor: UUID | None,
    now: datetime,
    **detail: str,
) -> None:
    """Write an event about the certificate; its number goes into every one."""
    told: Mapping[str, Any] = {"number": certificate.number, **detail}
    subject = ("certificate", certificate.uuid)
    audit.record(session, at=now, actor=actor, action=action, subject=subject, detail=told)
