"""What can be done with staff files. `__all__` is the room's face."""

from lms.roster.access import own_change_set, own_change_sets
from lms.roster.models import WRITING, Action, ChangeSet, Row, State
from lms.roster.service.apply import apply, request_apply
from lms.roster.service.deciding import decide
from lms.roster.service.files import result_sheet
from lms.roster.service.prepare import compare_again, forget_rows, prepare, upload
from lms.roster.service.undo import can_undo, request_undo, undo
from lms.roster.service.wrong_rows import cells_of, rows_about, wrong_rows_sheet

__all__ = [
    "WRITING",
    "Action",
    "ChangeSet",
    "Row",
    "State",
    "apply",
    "can_undo",
    "cells_of",
    "compare_again",
    "decide",
    "forget_rows",
    "own_change_set",
    "own_change_sets",
    "prepare",
    "request_apply",
    "request_undo",
    "result_sheet",
    "rows_about",
    "undo",
    "upload",
    "wrong_rows_sheet",
]
