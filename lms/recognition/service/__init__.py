"""What can be done with training from elsewhere. `__all__` is the room's face."""

from lms.recognition.access import officer_names
from lms.recognition.models import Batch, BatchState, Claim, Evidence, Outcome, Row
from lms.recognition.rules import Mutual
from lms.recognition.service.batches import forget_rows, prepare, recent_batches, upload
from lms.recognition.service.claims import (
    Training,
    batch_of,
    claims_of,
    count_shown,
    decide_claim,
    file_claim,
    mutual_approvals,
    withdraw_claim,
)
from lms.recognition.service.evidence import get_evidence, read_evidence
from lms.recognition.service.files import result_sheet, template_sheet
from lms.recognition.service.filing import decide_batch, file_batch, withdraw_batch

__all__ = [
    "Batch",
    "BatchState",
    "Claim",
    "Evidence",
    "Mutual",
    "Outcome",
    "Row",
    "Training",
    "batch_of",
    "claims_of",
    "count_shown",
    "decide_batch",
    "decide_claim",
    "file_batch",
    "file_claim",
    "forget_rows",
    "get_evidence",
    "mutual_approvals",
    "officer_names",
    "prepare",
    "read_evidence",
    "recent_batches",
    "result_sheet",
    "template_sheet",
    "upload",
    "withdraw_batch",
    "withdraw_claim",
]
