"""What an auditor can ask. `__all__` is the room's face."""

from lms.oversight.access import visible_events
from lms.oversight.rules import is_whole_country
from lms.oversight.service.findings import MOST, Finding, findings
from lms.oversight.service.log import SIZE, Entry, Wanted, all_entries, entries

__all__ = [
    "MOST",
    "SIZE",
    "Entry",
    "Finding",
    "Wanted",
    "all_entries",
    "entries",
    "findings",
    "is_whole_country",
    "visible_events",
]
