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
    can_be_reissued,
    certificates_of,
    is_to_come,
    issue,
    reissue,
    waits,
)
from lms.credentials.service.issuers import add_issuer, current_issuer, issuer_for
from lms.credentials.service.overdue import retry_waiting, take_up_again
from lms.credentials.service.particulars import DEMO
from lms.credentials.service.printing import (
    public_address,
    read_pdf,
    record_pdf,
    render,
    store_pdf,
)
from lms.credentials.service.revoke import revoke, revoke_with_completions
from lms.credentials.service.verify import is_issued_file, replacement_of

__all__ = [
    "DEMO",
    "Certificate",
    "DocumentType",
    "Issuer",
    "Status",
    "add_issuer",
    "can_be_reissued",
    "certificate_by_token",
    "certificates_of",
    "current_issuer",
    "is_issued_file",
    "is_to_come",
    "issue",
    "issuer_for",
    "own_certificate",
    "public_address",
    "read_pdf",
    "record_pdf",
    "reissue",
    "render",
    "replacement_of",
    "retry_waiting",
    "revoke",
    "revoke_with_completions",
    "status_of",
    "store_pdf",
    "take_up_again",
    "visible_certificate",
    "visible_certificates",
    "visible_waiting",
    "waits",
]
