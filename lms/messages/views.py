"""The send log for HR, who cannot be written to, and one-time codes by e-mail."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from lms.core import jobs
from lms.core.clock import local_day, local_time, utc_now
from lms.core.i18n import gettext, msgid, ngettext
from lms.core.permissions import Permission
from lms.core.text import nfc
from lms.core.working_days import is_quiet
from lms.messages import service
from lms.messages.access import (
    unopened_people,
    unreachable_people,
    visible_message,
    visible_messages,
)
from lms.messages.errors import NobodyChosen
from lms.messages.models import Kind
from lms.messages.names import (
    KIND_NAMES,
    REFUSAL_NAMES,
    STATE_NAMES,
    TOPIC_NAMES,
    State,
    reason_words,
    state_of,
)
from lms.people.service import Person
from lms.roster.service import own_change_sets
from lms.web.guard import principal, requires
from lms.web.menu import MenuItem
from lms.web.paging import page_number, page_of
from lms.web.tx import db, resources

bp = Blueprint("messages", __name__, url_prefix="/thu-bao", template_folder="templates")
MENU = (MenuItem("messages.list_messages", msgid("Thư báo"), Permission.MESSAGE_READ, order=45),)
RECENT_FILES = 20
SEND = "messages.send"


@bp.get("")
@requires(Permission.MESSAGE_READ)
def list_messages() -> str:
    """Show what was sent, is waiting or could not be sent, to the people in scope."""
    state = request.args.get("tinh-trang", type=State)
    kind = request.args.get("loai", type=Kind)
    paths = principal().scope(Permission.MESSAGE_READ)
    found = visible_messages(paths, today=_today(), state=state, kind=kind, text=_text())
    page = page_of(db.session, found, number=page_number())
    return render_template(
        "messages/list_messages.html",
        page=page,
        topics=service.topics_of(db.session, [message.id for message, _ in page.items]),
        chosen=(state, kind),
        text=_text(),
        is_quiet=is_quiet(local_time(utc_now()), resources().settings.mail_quiet),
        **_words(),
    )


@bp.post("/<uuid:message_uuid>/gui-lai")
@requires(Permission.MESSAGE_SEND)
def try_again(message_uuid: UUID) -> ResponseReturnValue:
    """Let a message that was given up be sent once more."""
    paths, now = principal().scope(Permission.MESSAGE_SEND), utc_now()
    service.try_again(
        db.session,
        message=visible_message(db.session, paths=paths, uuid=message_uuid, today=_today()),
        weekly=resources().settings.mail_weekly,
        actor=principal().account_uuid,
        now=now,
    )
    jobs.enqueue(db.session, name=SEND, payload={}, now=now)
    flash(gettext("Thư sẽ được gửi lại trong ít phút."), "ok")
    return redirect(f"{url_for('.list_messages')}?tinh-trang={State.WAITING}")


@bp.get("/khong-co-dia-chi")
@requires(Permission.MESSAGE_READ)
def list_unreachable() -> str:
    """Show the people in scope who ought to be written to and have no address."""
    paths = principal().scope(Permission.MESSAGE_READ)
    found = unreachable_people(paths, today=_today(), text=_text())
    page = page_of(db.session, found, number=page_number())
    return render_template("messages/list_unreachable.html", page=page, text=_text())


@bp.get("/kich-hoat")
@requires(Permission.ACCOUNT_ACTIVATE)
def list_unopened() -> str:
    """Show the people in scope whose account nobody has opened yet."""
    return _unopened_page(error=None)


@bp.post("/kich-hoat")
@requires(Permission.ACCOUNT_ACTIVATE)
def request_codes() -> ResponseReturnValue:
    """Have one-time codes sent by e-mail to those ticked, or to the whole list."""
    people, now = _chosen_people(), utc_now()
    if not people:
        return _unopened_page(error=NobodyChosen()), NobodyChosen.status
    outcome = service.request_activation(
        db.session,
        person_ids=[person.id for person in people],
        weekly=resources().settings.mail_weekly,
        actor=principal().account_uuid,
        now=now,
    )
    jobs.enqueue(db.session, name=SEND, payload={}, now=now)
    _tell(list(outcome.values()))
    return redirect(url_for(".list_unopened", **_asked()))


def _today() -> date:
    return local_day(utc_now())


def _text() -> str:
    return nfc(request.values.get("tim", ""))


def _asked() -> dict[str, Any]:
    """Return the narrowing of the list, for addresses."""
    return {name: value for name in ("tim", "tep") if (value := nfc(request.values.get(name, "")))}


def _words() -> dict[str, object]:
    return {
        "state_names": STATE_NAMES,
        "kind_names": KIND_NAMES,
        "topic_names": TOPIC_NAMES,
        "state_of": state_of,
        "reason_words": reason_words,
    }


def _unopened() -> Select[Person]:
    """Select whom the list shows: of one of the officer's own files, if one is chosen."""
    file = request.values.get("tep", type=UUID)
    paths = principal().scope(Permission.ACCOUNT_ACTIVATE)
    source = None if file is None else f"roster:{file}"
    return unopened_people(paths, today=_today(), text=_text(), source=source)


def _chosen_people() -> Sequence[Person]:
    """Return those ticked, or everybody on the list; never anybody outside it."""
    people = _unopened()
    if "tat-ca" not in request.form:
        people = people.where(Person.uuid.in_(request.form.getlist("nguoi", type=UUID)))
    return db.session.scalars(people.limit(service.MOST_AT_ONCE)).all()


def _unopened_page(error: NobodyChosen | None) -> str:
    page = page_of(db.session, _unopened(), number=page_number())
    files = db.session.scalars(own_change_sets(principal().account_uuid).limit(RECENT_FILES)).all()
    return render_template(
        "messages/list_unopened.html",
        page=page,
        files=[file for file in files if file.applied_at is not None],
        asked=_asked(),
        text=_text(),
        error=error,
        most=service.MOST_AT_ONCE,
    )


def _tell(outcome: Sequence[service.Refusal | None]) -> None:
    """Say how many will get a code, and why others will not."""
    sent = sum(refusal is None for refusal in outcome)
    if sent:
        text = ngettext(
            "%(num)d thư có mã kích hoạt sẽ được gửi.",
            "%(num)d thư có mã kích hoạt sẽ được gửi.",
            sent,
        )
        flash(text, "ok")
    refused = Counter(refusal for refusal in outcome if refusal is not None)
    for refusal, count in refused.items():
        reason = gettext(REFUSAL_NAMES[refusal])
        flash(gettext("Bỏ qua %(count)d người: %(reason)s", count=count, reason=reason), "warn")
