"""The API: read only, JSON, opened by a key. What it answers is described in docs/api.md."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, request

from lms.accounts.service import record_failure, refuse_guessing
from lms.core import audit
from lms.core.clock import local_day, utc_now
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Permission
from lms.interop import service
from lms.interop.errors import BadParameter, KeyRefused
from lms.interop.queries import COMPLETED, REVOKED, Event, Place, events
from lms.interop.service import Opened
from lms.organisations.service import visible_organisation
from lms.targets.service import Line, confirm, figure, rule_of, target_at, targets_at
from lms.web.guard import public
from lms.web.tx import db, forget, resources, transaction

bp = Blueprint("api", __name__, url_prefix="/api/v1")
LIMIT = 500  # events in an answer
SETTLED = timedelta(minutes=1)  # what was recorded so lately may not be committed yet
DAY = msgid("Viết ngày như 2026-11-23.")
MOMENT = msgid("Viết thời điểm như 2026-11-23T08:00:00+07:00.")
PLACE = msgid("Gửi lại nguyên giá trị “next” của lần trước.")
UNIT = msgid("Gửi uuid của đơn vị.")


@bp.get("/targets")
@public
def list_targets() -> Response:
    """Answer with the targets in force."""
    now = utc_now()
    opened = _opened(Permission.TARGET_READ, now)
    rules = [
        {"version": target.number, "digest": target.digest, **target.document}
        for target in targets_at(db.session, known_at=now)
    ]
    return _answer(opened, "targets", {"targets": rules}, now)


@bp.get("/figures/<string:key>")
@public
def show_figure(key: str) -> Response:
    """Answer with a figure and the units right below."""
    now = utc_now()
    opened = _opened(Permission.TARGET_READ, now)
    target = target_at(db.session, key=key, known_at=now)
    unit = opened.organisation
    asked = _uuid("organisation")
    if asked is not None:
        unit = visible_organisation(db.session, paths=[unit.path], uuid=asked)
    as_of = _day("as_of") or local_day(now)
    known_at = min(_moment("known_at") or now, now)
    made = figure(
        db.session, rule=rule_of(target), organisation=unit, as_of=as_of, known_at=known_at
    )
    content = {
        "target": {"key": key, "version": target.number},
        "organisation": {"uuid": str(unit.uuid), "name": unit.name},
        "as_of": as_of.isoformat(),
        "known_at": _written(known_at),
        "provisional": confirm(db.session, made).is_provisional,
        "total": _line(made.total),
        "own": _line(made.own),
        "apart": _line(made.apart),
        "unlisted": _line(made.unlisted),
        "in_several": made.in_several,
        "units": [
            {"uuid": str(child.uuid), "name": child.name, **_line(child.line)}
            for child in made.children
        ],
    }
    return _answer(opened, f"figures/{key}", content, now)


@bp.get("/completions")
@public
def list_completions() -> Response:
    """Answer with what was completed and taken back since a moment, a page at a time."""
    now = utc_now()
    opened = _opened(Permission.PERSON_READ, now)
    after = _place()
    since = _moment("since") or datetime.min.replace(tzinfo=UTC)
    found = events(
        db.session,
        paths=[opened.organisation.path],
        today=local_day(now),
        since=since,
        until=now - SETTLED,
        after=after,
        limit=LIMIT,
    )
    last = Place(found[-1].at, found[-1].uuid, found[-1].kind) if found else after
    content = {
        "items": [_event(event) for event in found],
        "next": f"{_written(last.at)}~{last.uuid}~{last.kind}" if last else None,
    }
    return _answer(opened, "completions", content, now, rows=len(found))


def _opened(permission: Permission, now: datetime) -> Opened:
    """Return what the request's key opens; a wrong key counts as a guess."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    keys, address = resources().keys, request.remote_addr or ""
    refuse_guessing(db.session, keys, subject=None, address=address, now=now)
    secret = secret.strip() if scheme.lower() == "bearer" else ""
    try:
        return service.open_with(db.session, keys, secret=secret, permission=permission, now=now)
    except KeyRefused:
        forget()
        with transaction() as session:
            record_failure(session, keys, subject=None, address=address, now=now)
        raise


def _answer(
    opened: Opened, what: str, content: dict[str, Any], now: datetime, *, rows: int | None = None
) -> Response:
    """Write down that it was read, then answer."""
    forget()
    with transaction() as session:
        audit.record(
            session,
            at=now,
            actor=opened.account_uuid,
            action="api.read",
            subject=("api_key", opened.key_uuid),
            detail={"file": what} if rows is None else {"file": what, "rows": rows},
        )
    answer = jsonify(content)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _line(line: Line) -> dict[str, Any]:
    return {
        "people": line.whole.people,
        "trained": line.whole.trained,
        "needed": line.needed,
        "reached": line.reached,
        "groups": {
            group.value: {"people": count.people, "trained": count.trained}
            for group, count in line.groups.items()
        },
    }


def _event(event: Event) -> dict[str, Any]:
    days = ("started_on", "completed_on", "effective_on")
    values = asdict(event)
    written = {name: values[name].isoformat() if values[name] else None for name in days}
    uuids = {name: str(values[name]) for name in ("uuid", "person")}
    return {**values, **written, **uuids, "at": _written(event.at)}


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _uuid(name: str) -> UUID | None:
    text = request.args.get(name)
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise BadParameter(name=name, text=text, cure=gettext(UNIT)) from error


def _day(name: str) -> date | None:
    text = request.args.get(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadParameter(name=name, text=text, cure=gettext(DAY)) from error


def _moment(name: str) -> datetime | None:
    text = request.args.get(name)
    if not text:
        return None
    try:
        return _aware(text)
    except ValueError as error:
        raise BadParameter(name=name, text=text, cure=gettext(MOMENT)) from error


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _place() -> Place | None:
    text = request.args.get("after")
    if not text:
        return None
    try:
        at, uuid, kind = text.split("~")
        place = Place(_aware(at), UUID(uuid), kind)
    except ValueError as error:
        raise BadParameter(name="after", text=text, cure=gettext(PLACE)) from error
    if place.kind not in {COMPLETED, REVOKED}:
        raise BadParameter(name="after", text=text, cure=gettext(PLACE))
    return place
