"""What can be done with lists of units. `__all__` is the room's face."""

from lms.gazetteer.service.files import (
    mark_refused,
    mend_files,
    read_units,
    request_writing,
    upload_units,
    write_units,
)
from lms.gazetteer.service.sheets import unit_result, unit_template

__all__ = [
    "mark_refused",
    "mend_files",
    "read_units",
    "request_writing",
    "unit_result",
    "unit_template",
    "upload_units",
    "write_units",
]
