"""What an outsider may check."""

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.credentials.models import Certificate


def is_issued_file(session: Session, content: bytes) -> Certificate | None:
    """Return the certificate whose stored PDF equals `content` byte for byte, or None."""
    digest = sha256(content).hexdigest()
    return session.scalars(select(Certificate).where(Certificate.pdf_sha256 == digest)).first()


def replacement_of(session: Session, certificate: Certificate) -> Certificate | None:
    """Return the certificate that replaced this one, or None."""
    return session.scalars(
        select(Certificate).where(Certificate.replaces_id == certificate.id)
    ).one_or_none()
