"""What can be done with certificates. `__all__` is the room's face."""

from lms.credentials.access import (
    certificate_by_token,
    own_certificate,
    visible_certificate,
    visible_certificates,
    visible_waiting,
)
from lms.credentials.models import Certificate, DocumentType, Issuer
from lms.credentials.rules import Status, status_of
from lms.credentials.service.issue import (
    certificates_of,
    issue,
    overdue_completions,
    public_address,
    record_pdf,
    reissue,
    render,
    revoke,
)
from lms.credentials.service.issuers import add_issuer, current_issuer, retry_waiting
from lms.credentials.service.verify import is_issued_file, read_pdf, replacement_of

__all__ = [
    "Certificate",
    "DocumentType",
    "Issuer",
    "Status",
    "add_issuer",
    "certificate_by_token",
    "certificates_of",
    "current_issuer",
    "is_issued_file",
    "issue",
    "overdue_completions",
    "own_certificate",
    "public_address",
    "read_pdf",
    "record_pdf",
    "reissue",
    "render",
    "replacement_of",
    "retry_waiting",
    "revoke",
    "status_of",
    "visible_certificate",
    "visible_certificates",
    "visible_waiting",
]
