"""Reading staff files, and what they would change. `__all__` is the room's face."""

from lms.staff_files.cells import MASKED, read_cells, read_entry, without_numbers
from lms.staff_files.columns import (
    BY_KEY,
    COLUMNS,
    ORIGIN,
    REASON,
    Complaint,
    Entry,
    complaint,
    find_columns,
)
from lms.staff_files.compare import Plan, compare
from lms.staff_files.decisions import CORRECTION, MOVE, OTHER, Decided, decided_of
from lms.staff_files.differences import differences
from lms.staff_files.errors import NothingInFile
from lms.staff_files.known import Doubt, Known
from lms.staff_files.lookup import ELSEWHERE, Lookup
from lms.staff_files.once import Seen
from lms.staff_files.service.template import WIDTHS, template_sheet
from lms.staff_files.units import Register
from lms.staff_files.writes import Content, leaving, was_of, writes_of

__all__ = [
    "BY_KEY",
    "COLUMNS",
    "CORRECTION",
    "ELSEWHERE",
    "MASKED",
    "MOVE",
    "ORIGIN",
    "OTHER",
    "REASON",
    "WIDTHS",
    "Complaint",
    "Content",
    "Decided",
    "Doubt",
    "Entry",
    "Known",
    "Lookup",
    "NothingInFile",
    "Plan",
    "Register",
    "Seen",
    "compare",
    "complaint",
    "decided_of",
    "differences",
    "find_columns",
    "leaving",
    "read_cells",
    "read_entry",
    "template_sheet",
    "was_of",
    "without_numbers",
    "writes_of",
]
