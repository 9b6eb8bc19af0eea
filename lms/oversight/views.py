"""The auditor's pages: the audit log, and what raised a percentage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core import audit
from lms.core.clock import local_day, local_time, utc_now
from lms.core.errors import LmsError
from lms.core.i18n import gettext, msgid
from lms.core.permissions import ROLE_NAMES, Permission, Role
from lms.core.spreadsheets.writing import Column, Sheet, csv_lines
from lms.core.text import nfc, parse_date, short_date
from lms.organisations.service import KIND_NAMES as UNIT_KINDS
from lms.organisations.service import OrganisationKind, find_organisation
from lms.oversight import service
from lms.oversight.errors import BadPeriod
from lms.oversight.names import ACTION_NAMES, DETAIL_NAMES, KIND_NAMES, WAY_NAMES, Way
from lms.oversight.service import Entry, Finding, Wanted
from lms.web.downloads import CSV, Counted, attachment, record_export
from lms.web.guard import principal, requires
from lms.web.menu import MenuItem
from lms.web.paging import SIZE, Page, page_number
from lms.web.tx import db

bp = Blueprint("oversight", __name__, url_prefix="/kiem-tra-giam-sat", template_folder="templates")
MENU = (
    MenuItem("oversight.show_log", msgid("Kiểm tra, giám sát"), Permission.AUDIT_READ, order=60),
)
FIELDS = ("viec", "nguoi", "can-bo", "don-vi", "tu", "den")
LOG_DAYS, FINDING_DAYS = 30, 90
MOST_ROWS = 50_000  # of a file
LINKS = {
    "certificate": ("credentials.manage_certificate", "certificate_uuid"),
}  # by kind of subject: the page that shows it


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks for; `error` says why only the usual is shown."""

    paths: tuple[str, ...]
    unit: str
    since: date
    until: date
    error: LmsError | None

    @property
    def days(self) -> tuple[str, str]:
        """Return both days as they stand in the form."""
        return short_date(self.since), short_date(self.until)


@bp.get("")
@requires(Permission.AUDIT_READ)
def show_log() -> ResponseReturnValue:
    """Show the events in scope, newest first, and the state of their chain."""
    asked = _asked(LOG_DAYS)
    before = request.args.get("truoc", type=UUID)
    found = service.entries(
        db.session, paths=asked.paths, wanted=_wanted(asked), today=_today(), before=before
    )
    page = render_template(
        "oversight/show_log.html",
        asked=asked,
        shown=found,
        older=_older(found),
        newest=url_for(".show_log", **_arguments()) if before else None,
        chain=audit.chain_state(db.session),
        is_whole=service.is_whole_country(_scope()),
        action_names=ACTION_NAMES,
        filters=_arguments(),
    )
    return page, asked.error.status if asked.error else 200


@bp.get("/csv")
@requires(Permission.AUDIT_READ)
def download_log() -> ResponseReturnValue:
    """Send the events that the page shows as CSV; taking it is an event too."""
    asked = _asked(LOG_DAYS)
    found = service.all_entries(
        db.session, paths=asked.paths, wanted=_wanted(asked), today=_today(), most=MOST_ROWS
    )
    rows = Counted(_rows(found))
    content = b"".join(csv_lines(_sheet(rows)))
    since, until = asked.since.isoformat(), asked.until.isoformat()
    record_export(("audit", None), file="audit.csv", rows=rows.count, since=since, until=until)
    name = gettext("Nhật ký")
    return attachment(content, f"{name} {since} {until}.csv", CSV)


@bp.get("/tang-ty-le")
@requires(Permission.AUDIT_READ)
def show_findings() -> ResponseReturnValue:
    """Show the changes of a period that raise a percentage."""
    asked = _asked(FINDING_DAYS)
    chosen = request.args.get("cach", "")
    found = service.findings(
        db.session, paths=asked.paths, since=asked.since, until=asked.until, today=_today()
    )
    counts = {way: sum(f.number for f in found if f.way == way) for way in Way}
    page = render_template(
        "oversight/show_findings.html",
        asked=asked,
        page=_part([f for f in found if chosen in ("", f.way)]),
        counts=counts,
        chosen=chosen,
        way_names=WAY_NAMES,
        most=service.MOST,
    )
    return page, asked.error.status if asked.error else 200


def _part(found: Sequence[Finding]) -> Page[Finding]:
    number = page_number()
    return Page(found[(number - 1) * SIZE : number * SIZE], number, len(found))


@bp.app_template_global()
def event_words(entry: Entry) -> str:
    """Say what was done; a code without a name of its own is shown as it is."""
    return gettext(ACTION_NAMES.get(entry.event.action, entry.event.action))


@bp.app_template_global()
def subject_words(entry: Entry) -> str:
    """Say what kind of thing it was done to."""
    kind = entry.event.subject_kind
    return gettext(KIND_NAMES.get(kind, kind))


@bp.app_template_global()
def subject_address(entry: Entry) -> str | None:
    """Return the page about the subject, if the auditor has one."""
    endpoint, parameter = LINKS.get(entry.event.subject_kind, ("", ""))
    if endpoint and entry.person_has_page:
        about: dict[str, Any] = {parameter: entry.event.subject_uuid}
        return url_for(endpoint, **about)
    if entry.person is not None and entry.person_has_page:
        return url_for("register.show_person", person_uuid=entry.person.uuid)
    return None


@bp.app_template_global()
def detail_words(entry: Entry) -> list[tuple[str, str]]:
    """Return the details as (name, value)."""
    return [
        (gettext(DETAIL_NAMES[key]) if key in DETAIL_NAMES else key, _value(key, value))
        for key, value in entry.detail.items()
    ]


def _value(key: str, value: object) -> str:
    text = ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
    if key == "role" and text in {role.value for role in Role}:
        return gettext(ROLE_NAMES[Role(text)])
    if key == "kind" and text in {kind.value for kind in UNIT_KINDS}:
        return gettext(UNIT_KINDS[OrganisationKind(text)])
    try:
        return short_date(date.fromisoformat(text))
    except ValueError:
        return text


def _scope() -> tuple[str, ...]:
    return principal().scope(Permission.AUDIT_READ)


def _today() -> date:
    return local_day(utc_now())


def _asked(days: int) -> Asked:
    """Read unit and period; what cannot be read is said, and the usual is shown."""
    today, text = _today(), nfc(request.args.get("don-vi", ""))
    usual = Asked(_scope(), text, today - timedelta(days=days), today, None)
    try:
        since = _day("tu", usual.since)
        until = _day("den", usual.until)
        if since > until:
            raise BadPeriod
        paths = _scope()
        if text:
            unit = find_organisation(db.session, text=text, paths=paths, today=today, root=True)
            paths = (unit.path,)
    except LmsError as error:
        return Asked(usual.paths, text, usual.since, usual.until, error)
    return Asked(paths, text, since, until, None)


def _day(name: str, usual: date) -> date:
    text = request.args.get(name, "").strip()
    if not text:
        return usual
    try:
        return parse_date(text)
    except ValueError as error:
        raise BadPeriod from error


def _wanted(asked: Asked) -> Wanted:
    return Wanted(
        action=request.args.get("viec", ""),
        since=asked.since,
        until=asked.until,
        person=nfc(request.args.get("nguoi", "")),
        officer=nfc(request.args.get("can-bo", "")),
    )


def _arguments() -> dict[str, Any]:
    """Return what the form asked for, without the place to go on from."""
    return {name: request.args[name] for name in FIELDS if request.args.get(name)}


def _older(found: Sequence[Entry]) -> str | None:
    """Return the address of the events before these, if there may be any."""
    if len(found) < service.SIZE:
        return None
    return url_for(".show_log", truoc=found[-1].event.uuid, **_arguments())


def _sheet(rows: Counted[tuple[str, ...]]) -> Sheet:
    columns = (
        Column(gettext("Lúc")),
        Column(gettext("Ai")),
        Column(gettext("Việc")),
        Column(gettext("Về")),
        Column(gettext("Họ và tên")),
        Column(gettext("Đơn vị")),
        Column(gettext("Chi tiết")),
        Column(gettext("Mã sự kiện")),
    )
    return Sheet(gettext("Nhật ký"), columns, rows)


def _rows(found: Iterator[Entry]) -> Iterator[tuple[str, ...]]:
    for entry in found:
        at = local_time(entry.event.at)
        yield (
            f"{short_date(at.date())} {at:%H:%M:%S}",
            entry.officer,
            event_words(entry),
            subject_words(entry),
            entry.person.full_name if entry.person else "",
            entry.unit,
            "; ".join(f"{name}: {value}" for name, value in detail_words(entry)),
            str(entry.event.uuid),
        )
