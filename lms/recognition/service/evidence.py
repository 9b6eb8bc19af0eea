"""Papers: checked by their bytes, kept encrypted, given out as they came."""

from base64 import b64decode, b64encode
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from lms.core.columns import uuid7
from lms.core.resources import Resources
from lms.recognition.errors import EvidenceKind, EvidenceTooLarge, NoEvidence
from lms.recognition.models import Evidence
from lms.recognition.rules import kept_name, kind_of

CONTEXT = "recognition_evidence.file"
MEGABYTES = 10
LARGEST = MEGABYTES * 1024 * 1024


def keep_evidence(
    session: Session, resources: Resources, *, content: bytes, file_name: str, now: datetime
) -> Evidence:
    """Keep a paper, encrypted; raises `NoEvidence`, `EvidenceTooLarge` or `EvidenceKind`."""
    if not content:
        raise NoEvidence
    if len(content) > LARGEST:
        raise EvidenceTooLarge(megabytes=MEGABYTES)
    kind = kind_of(content)
    if kind is None:
        raise EvidenceKind
    key = f"recognition/{uuid7()}"
    resources.files.write(key, resources.keys.encrypt(b64encode(content).decode(), context=CONTEXT))
    evidence = Evidence(
        file_key=key,
        file_name=kept_name(file_name, kind),
        media_type=kind.media_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        stored_at=now,
    )
    session.add(evidence)
    session.flush()  # gives it the id that the claim names
    return evidence


def get_evidence(session: Session, evidence_id: int) -> Evidence:
    """Return what is known of a paper; it must exist."""
    return session.get_one(Evidence, evidence_id)


def read_evidence(resources: Resources, evidence: Evidence) -> bytes:
    """Return the paper exactly as it was sent in."""
    cipher = resources.files.read(evidence.file_key)
    return b64decode(resources.keys.decrypt(cipher, context=CONTEXT))
