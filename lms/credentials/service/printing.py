"""The PDF: made after the number was taken, kept once, read ever after."""

from hashlib import sha256

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms.core.storage import FileStore
from lms.credentials.errors import NotYetPrinted
from lms.credentials.models import Certificate
from lms.credentials.pdf import certificate_pdf


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


def store_pdf(files: FileStore, certificate: Certificate, pdf: bytes) -> str:
    """Store the PDF and return where it lies.

    The hash is in the file's name: a print that comes second, from another version of the
    program perhaps, does not overwrite the first one's bytes.
    """
    key = f"certificates/{certificate.year}/{certificate.uuid}-{_digest(pdf)[:12]}.pdf"
    files.write(key, pdf)
    return key


def record_pdf(session: Session, *, certificate_id: int, key: str, pdf: bytes) -> None:
    """Note where the PDF is kept and its hash, once; whoever comes later changes nothing."""
    session.execute(
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.pdf_key.is_(None))
        .values(pdf_key=key, pdf_sha256=_digest(pdf))
    )


def read_pdf(files: FileStore, certificate: Certificate) -> bytes:
    """Return the stored PDF, or raise `NotYetPrinted` while it is being made."""
    if certificate.pdf_key is None:
        raise NotYetPrinted
    return files.read(certificate.pdf_key)


def _digest(pdf: bytes) -> str:
    return sha256(pdf).hexdigest()
