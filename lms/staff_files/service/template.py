"""The sheet that HR fills in."""

from lms.core.i18n import gettext
from lms.core.spreadsheets.writing import Column as SheetColumn
from lms.core.spreadsheets.writing import Kind, Sheet
from lms.people.service import CATEGORY_NAMES, GROUP_NAMES, SEX_NAMES
from lms.staff_files.cells import FULL_TIME_NAMES
from lms.staff_files.columns import COLUMNS

CHOICES = {
    "sex": tuple(SEX_NAMES.values()),
    "category": tuple(CATEGORY_NAMES.values()),
    "group": tuple(GROUP_NAMES.values()),
    "full_time": tuple(FULL_TIME_NAMES.values()),
}
WIDTHS = {"name": 28, "unit": 36, "title": 24, "email": 28, "id_number": 16}


def template_sheet() -> Sheet:
    """Return the sheet that HR fills in; ✱ marks what must be there."""
    columns = [
        SheetColumn(
            heading=gettext(column.heading) + (" ✱" if column.required else ""),
            kind=Kind.TEXT,
            width=WIDTHS.get(column.key, 16),
            choices=tuple(gettext(choice) for choice in CHOICES.get(column.key, ())),
        )
        for column in COLUMNS
    ]
    return Sheet(name=gettext("Danh sách"), columns=columns)
