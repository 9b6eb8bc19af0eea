"""What can be done with staff files. `__all__` is the room's face."""

from lms.roster.access import own_change_set
from lms.roster.models import Action, ChangeSet, Row, State
from lms.roster.service.apply import apply, mark_stale, request_apply
from lms.roster.service.files import result_sheet, template_sheet
from lms.roster.service.prepare import forget_rows, prepare, upload
from lms.roster.service.slips import take_slips

__all__ = [
    "Action",
    "ChangeSet",
    "Row",
    "State",
    "apply",
    "forget_rows",
    "mark_stale",
    "own_change_set",
    "prepare",
    "request_apply",
    "result_sheet",
    "take_slips",
    "template_sheet",
    "upload",
]
