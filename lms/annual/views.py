"""The page of a year's results, and the same as a file."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, render_template, request

from lms.annual.export import row_names, year_sheet
from lms.annual.rules import CONTENTS, FORM_NAMES, year_of
from lms.annual.service import Year, year_results
from lms.core.clock import local_day, utc_now
from lms.core.i18n import gettext
from lms.core.permissions import Permission
from lms.core.spreadsheets.writing import csv_lines, write_xlsx
from lms.organisations.service import Organisation, visible_organisation
from lms.web.downloads import CSV, XLSX, attachment, record_export
from lms.web.guard import principal, requires
from lms.web.tx import db, resources

bp = Blueprint("annual", __name__, url_prefix="/ket-qua-nam", template_folder="templates")
YEARS = 5  # that can be chosen


@bp.get("/<uuid:organisation_uuid>")
@requires(Permission.TARGET_READ)
def show_year(organisation_uuid: UUID) -> str:
    """Show a year's results in a unit and all below it."""
    unit, year, found = _asked(organisation_uuid)
    newest = year_of(local_day(utc_now()))
    return render_template(
        "annual/show_year.html",
        unit=unit,
        year=year,
        years=range(newest, newest - YEARS, -1),
        found=found,
        rows=[(row_names(key), row) for key, row in found.rows.items()],
        contents=CONTENTS,
        forms=FORM_NAMES,
    )


@bp.get("/<uuid:organisation_uuid>/xlsx")
@requires(Permission.TARGET_READ)
def download_xlsx(organisation_uuid: UUID) -> Response:
    """Send the table as a workbook."""
    unit, year, found = _asked(organisation_uuid)
    file = BytesIO()
    title = gettext("Kết quả bồi dưỡng năm %(year)d", year=year)
    write_xlsx(file, [year_sheet(found, unit=unit.name)], title=title, made_at=utc_now())
    return _send(unit, year, found, file.getvalue(), "xlsx", XLSX)


@bp.get("/<uuid:organisation_uuid>/csv")
@requires(Permission.TARGET_READ)
def download_csv(organisation_uuid: UUID) -> Response:
    """Send the table as CSV."""
    unit, year, found = _asked(organisation_uuid)
    content = b"".join(csv_lines(year_sheet(found, unit=unit.name)))
    return _send(unit, year, found, content, "csv", CSV)


def _asked(organisation_uuid: UUID) -> tuple[Organisation, int, Year]:
    """Return the unit, the year asked for (this one if it is none), and its results."""
    scope = principal().scope(Permission.TARGET_READ)
    unit = visible_organisation(db.session, paths=scope, uuid=organisation_uuid)
    now = utc_now()
    newest = year_of(local_day(now))
    asked = request.args.get("nam", newest, type=int)
    year = asked if newest - YEARS < asked <= newest else newest
    has_minority = resources().settings.minority_recorded
    found = year_results(
        db.session, organisation=unit, year=year, has_minority=has_minority, now=now
    )
    return unit, year, found


def _send(  # noqa: PLR0917 - one more would be a class for two calls
    unit: Organisation, year: int, found: Year, content: bytes, ending: str, kind: str
) -> Response:
    name = f"{gettext('Kết quả bồi dưỡng')} {year} - {unit.short_name or unit.name}.{ending}"
    subject = ("organisation", unit.uuid)
    record_export(subject, file=f"annual.{ending}", rows=len(found.rows), period=str(year))
    return attachment(content, name, kind)
