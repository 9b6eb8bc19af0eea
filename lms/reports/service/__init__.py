"""What can be done with sealed reports. `__all__` is the room's face."""

from lms.reports.models import Report, ReportFile, Schedule
from lms.reports.rules import Snapshot, snapshot_from
from lms.reports.service.checking import (
    faults,
    is_kept,
    newest_report,
    people_reported,
    sealed_file,
    sealer,
)
from lms.reports.service.making import make_report
from lms.reports.service.printing import KINDS, files_of, public_address, read_file
from lms.reports.service.scheduling import (
    begin_schedule,
    end_schedule,
    file_monthly,
    possible_readers,
    readers_of,
    schedules_of,
    told_to,
)
from lms.reports.service.sealing import has_failed, newer_report, request_report

__all__ = [
    "KINDS",
    "Report",
    "ReportFile",
    "Schedule",
    "Snapshot",
    "begin_schedule",
    "end_schedule",
    "faults",
    "file_monthly",
    "files_of",
    "has_failed",
    "is_kept",
    "make_report",
    "newer_report",
    "newest_report",
    "people_reported",
    "possible_readers",
    "public_address",
    "read_file",
    "readers_of",
    "request_report",
    "schedules_of",
    "sealed_file",
    "sealer",
    "snapshot_from",
    "told_to",
]
