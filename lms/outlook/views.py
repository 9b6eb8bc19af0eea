"""The page of a target's outlook in a unit."""

from uuid import UUID

from flask import Blueprint, render_template

from lms.core.clock import local_day
from lms.core.permissions import Permission
from lms.figures.asking import what_is_asked
from lms.outlook import service
from lms.outlook.rules import expected
from lms.outlook.wording import forecast_words, pace_words, points
from lms.web import charts
from lms.web.guard import requires
from lms.web.tx import db

bp = Blueprint("outlook", __name__, url_prefix="/chi-tieu", template_folder="templates")
bp.add_app_template_global(charts.trend, "trend")
bp.add_app_template_global(charts.short_percent, "short_percent")


@bp.get("/<string:key>/<uuid:organisation_uuid>/khoang-cach")
@requires(Permission.TARGET_READ)
def show_outlook(key: str, organisation_uuid: UUID) -> str:
    """Show how far the target is, what each week must bring and where the pace so far leads."""
    asked = what_is_asked(key, organisation_uuid)
    made = asked.figure
    ahead = service.outlook(
        db.session, made=made, organisation=asked.unit, today=local_day(asked.now)
    )
    return render_template(
        "outlook/show_outlook.html",
        asked=asked,
        figure=made,
        ahead=ahead,
        points=points(ahead.readings),
        expected=points(expected(ahead.readings, ahead.forecast)),
        pace=pace_words(ahead.pace),
        forecast=forecast_words(ahead.forecast),
        gaps=sum(line.needed for line in made.lines),
    )
