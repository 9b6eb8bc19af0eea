"""The pages of targets: the figure, the names behind it, and both as files."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from lms.core.clock import VIETNAM, utc_now
from lms.core.i18n import msgid, pick
from lms.core.permissions import Permission
from lms.core.spreadsheets.writing import csv_lines, write_xlsx
from lms.core.text import short_date
from lms.figures.asking import Asked, what_is_asked, who_is_wanted
from lms.figures.errors import BadDay
from lms.figures.export import (
    group_lines,
    names_sheet,
    sheets,
    units_sheet,
)
from lms.figures.units_table import arrange, trends, wish_from
from lms.figures.wording import change_in_points, how_counted, threshold_words
from lms.organisations.service import (
    Organisation,
    OrganisationKind,
    ancestors,
    tops,
)
from lms.people.service import GROUP_NAMES
from lms.targets import service
from lms.targets.service import (
    STATE_NAMES,
    Figure,
    Wanted,
    confirm,
    names,
    post_words,
    tag_words,
    word_text,
)
from lms.web import charts
from lms.web.downloads import CSV, XLSX, Counted, attachment
from lms.web.guard import principal, requires
from lms.web.menu import MenuItem
from lms.web.paging import page_number, page_of
from lms.web.tx import db

bp = Blueprint("figures", __name__, url_prefix="/chi-tieu", template_folder="templates")
MENU = (
    MenuItem(
        "figures.show_targets",
        msgid("Chỉ tiêu"),
        Permission.TARGET_READ,
        order=40,
        also=("comparing", "outlook", "reports", "annual"),
    ),
)
TABS = {  # by kind of the units right below
    "tinh": (msgid("Tỉnh, thành phố"), (OrganisationKind.PROVINCE,)),
    "bo": (msgid("Bộ, ngành"), (OrganisationKind.MINISTRY, OrganisationKind.GOVERNMENT_AGENCY)),
}
OTHERS = msgid("Đơn vị khác")
for function in (
    charts.bar,
    charts.gauge,
    charts.spark,
    change_in_points,
    threshold_words,
    post_words,
    tag_words,
    word_text,
):
    bp.add_app_template_global(function)


@bp.app_template_global()
def share_of(part: int, whole: int) -> float:
    """Return part ÷ whole in percent, cut to one decimal as it is written beside the drawing."""
    return part * 1000 // whole / 10


@bp.get("")
@requires(Permission.TARGET_READ)
def show_targets() -> ResponseReturnValue:
    """Lead to the figure that the form asks for, at first that of one's own unit."""
    targets = service.targets_at(db.session, known_at=utc_now())
    units = _tops()
    if not targets or not units:
        return render_template("figures/show_targets.html")
    return redirect(
        url_for(
            ".show_figure",
            key=request.args.get("chi-tieu", targets[0].key),
            organisation_uuid=request.args.get("don-vi", units[0].uuid, type=UUID),
            ngay=request.args.get("ngay"),
            cay=request.args.get("cay"),
        )
    )


@bp.get("/<string:key>/<uuid:organisation_uuid>")
@requires(Permission.TARGET_READ)
def show_figure(key: str, organisation_uuid: UUID) -> ResponseReturnValue:
    """Show a target in a unit and the units right below."""
    try:
        asked = what_is_asked(key, organisation_uuid)
    except BadDay as error:
        return _figure_page(what_is_asked(key, organisation_uuid, day=""), error), error.status
    return _figure_page(asked, None)


@bp.get("/<string:key>/<uuid:organisation_uuid>/nguoi")
@requires(Permission.TARGET_READ)
def show_people(key: str, organisation_uuid: UUID) -> ResponseReturnValue:
    """Show the people behind a number and why each is in it."""
    asked, wanted = what_is_asked(key, organisation_uuid), who_is_wanted()
    basis = asked.basis
    page = page_of(db.session, cast("Select[Any]", names(basis, wanted)), number=page_number())
    return render_template(
        "figures/show_people.html",
        asked=asked,
        above=_above(asked.unit),
        wanted=wanted,
        page=page,
        people=service.explain_people(
            db.session, basis=basis, people=[(id_, name) for id_, name in page.items], wanted=wanted
        ),
        state_names=STATE_NAMES,
        group_names=GROUP_NAMES,
    )


@bp.get("/<string:key>/<uuid:organisation_uuid>/xlsx")
@requires(Permission.TARGET_READ)
def download_xlsx(key: str, organisation_uuid: UUID) -> Response:
    """Send the figure, its lines, its names and how it was counted as a workbook."""
    asked = what_is_asked(key, organisation_uuid)
    figure, file = asked.figure, BytesIO()
    people = Counted(service.all_names(db.session, basis=figure.basis, wanted=Wanted()))
    pages = sheets(
        figure,
        confirm(db.session, figure),
        unit=asked.unit.name,
        version=asked.target.number,
        people=people,
    )
    write_xlsx(file, pages, title=pick(asked.rule.name), made_at=asked.now)
    asked.record("targets.xlsx", people.count)
    return attachment(file.getvalue(), asked.filename("xlsx"), XLSX)


@bp.get("/<string:key>/<uuid:organisation_uuid>/csv")
@requires(Permission.TARGET_READ)
def download_csv(key: str, organisation_uuid: UUID) -> Response:
    """Send the lines of the figure, or with `bang=nguoi` its names, as CSV."""
    asked = what_is_asked(key, organisation_uuid)
    wanted = who_is_wanted() if request.args.get("bang") == "nguoi" else None
    if wanted is not None:
        people = service.all_names(db.session, basis=asked.basis, wanted=wanted)
        sheet, filename = names_sheet(people), asked.filename("nguoi.csv")
    else:
        figure = asked.figure
        sheet = units_sheet(figure, confirm(db.session, figure), unit=asked.unit.name)
        filename = asked.filename("csv")
    rows = Counted(sheet.rows)
    content = b"".join(csv_lines(replace(sheet, rows=rows)))
    asked.record("targets.csv", rows.count, wanted=wanted)
    return attachment(content, filename, CSV)


def _figure_page(asked: Asked, error: BadDay | None) -> str:
    figure = None if error else asked.figure
    return render_template(
        "figures/show_figure.html",
        asked=asked,
        error=error,
        day_text=request.args.get("ngay") or short_date(asked.day),
        figure=figure,
        confirmed=confirm(db.session, figure) if figure else None,
        groups=group_lines(figure) if figure else [],
        how=list(how_counted(figure, version=asked.target.number)) if figure else [],
        before=_known_then(asked, figure) if figure else None,
        **_units(asked, figure),
        targets=[service.rule_of(t) for t in service.targets_at(db.session, known_at=asked.now)],
        tops=_tops(),
        above=_above(asked.unit),
        group_keys=list(asked.rule.groups),
    )


def _known_then(asked: Asked, figure: Figure) -> service.Line | None:
    """Return the total as it was known when its day ended, if that was another one."""
    ended = datetime.combine(asked.day + timedelta(days=1), datetime.min.time(), VIETNAM)
    if ended >= asked.now:
        return None
    then = service.figure(
        db.session,
        rule=asked.rule,
        organisation=asked.unit,
        as_of=asked.day,
        known_at=ended - timedelta(microseconds=1),
        tree=asked.tree,
    )
    return then.total if then.total.whole != figure.total.whole else None


def _units(asked: Asked, figure: Figure | None) -> dict[str, Any]:
    """Return what the table of units is drawn from."""
    wish = wish_from(request.args)
    tabs = _tabs(figure) if figure else []
    chosen = request.args.get("loai")
    current = next((tab for tab in tabs if tab[0] == chosen), tabs[0] if tabs else None)
    shown = trends(db.session, asked, figure) if figure and wish.trend else {}
    rows = arrange(current[2], wish) if current else []
    return {"tabs": tabs, "current": current, "rows": rows, "wish": wish, "trends": shown}


def _tabs(figure: Figure) -> list[tuple[str, str, Sequence[service.Child]]]:
    """Return (value, msgid, units) by kind; the first is shown unless `loai` says otherwise."""
    tabs = [
        (value, label, [child for child in figure.children if child.kind in kinds])
        for value, (label, kinds) in TABS.items()
    ]
    known = {kind for _, kinds in TABS.values() for kind in kinds}
    rest = [child for child in figure.children if child.kind not in known]
    return [tab for tab in (*tabs, ("khac", OTHERS, rest)) if tab[2]]


def _tops() -> Sequence[Organisation]:
    return tops(db.session, principal().scope(Permission.TARGET_READ))


def _above(unit: Organisation) -> list[tuple[Organisation, bool]]:
    """Return the units above with whether they are in scope; others appear by name only."""
    scope = principal().scope(Permission.TARGET_READ)
    return [
        (above, any(above.path.startswith(path) for path in scope))
        for above in ancestors(db.session, unit)[:-1]
    ]
