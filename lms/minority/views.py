"""The pages on which HR records who belongs to an ethnic minority, unit by unit."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.clock import local_day, utc_now
from lms.core.errors import NotFound
from lms.core.i18n import gettext
from lms.core.permissions import Permission
from lms.minority import service
from lms.minority.access import people_asked
from lms.minority.errors import AnswersChanged
from lms.minority.forms import ANSWER_NAMES, ANSWERS, AnswersForm, answer_named
from lms.minority.service import Answers
from lms.organisations.service import Organisation, children, tops, visible_organisation
from lms.people.service import Person
from lms.web.guard import principal, requires
from lms.web.paging import Page, page_number, page_of
from lms.web.tx import db, forget, resources, transaction

bp = Blueprint("minority", __name__, url_prefix="/dan-toc", template_folder="templates")
SHOWN = ("tim", "thieu", "trang")  # what narrows the list
NAMES = {answer: name for name, answer in ANSWERS.items()}


@bp.app_template_global()
def records_minority() -> bool:
    """Tell whether it is recorded at all who belongs to an ethnic minority."""
    return resources().settings.minority_recorded


@bp.get("")
@requires(Permission.PERSON_WRITE)
def list_units() -> str:
    """List the units at the head of the scope and those right below."""
    _require_on()
    heads = tops(db.session, principal().scope(Permission.PERSON_WRITE))
    listed = [(head, children(db.session, head)) for head in heads]
    return render_template("minority/list_units.html", listed=listed)


@bp.get("/<uuid:organisation_uuid>")
@requires(Permission.PERSON_WRITE)
def show_answers(organisation_uuid: UUID) -> str:
    """Show the people of a unit and all below it with their answers."""
    return _page(_unit(organisation_uuid), AnswersForm(formdata=None))


@bp.post("/<uuid:organisation_uuid>")
@requires(Permission.PERSON_WRITE)
def record_answers(organisation_uuid: UUID) -> ResponseReturnValue:
    """Keep the answers that were changed on the page."""
    unit, form = _unit(organisation_uuid), AnswersForm()
    sent = request.form
    everybody = people_asked([unit.path], today=local_day(utc_now()), text="", without_answer=False)
    named = everybody.where(Person.uuid.in_(sent.getlist("nguoi", type=UUID)))
    people = db.session.scalars(named).all()
    seen = {person.uuid: answer_named(sent[f"da-{person.uuid}"]) for person in people}
    wanted = {person.uuid: answer_named(sent[f"moi-{person.uuid}"]) for person in people}
    if form.rest_no.data:
        wanted = {uuid: bool(answer) for uuid, answer in wanted.items()}
    try:
        count = service.record_answers(
            db.session,
            people=people,
            seen=seen,
            wanted=wanted,
            actor=principal().account_uuid,
            now=utc_now(),
        )
    except AnswersChanged as error:
        form.form_errors.append(error.sentence())
        known = service.answers_of(db.session, people)
        chosen = {uuid: wanted[uuid] for uuid in wanted if seen[uuid] == known[uuid]}
        return _page(unit, form, chosen), error.status
    flash(gettext("Đã ghi thông tin của %(count)d người.", count=count), "ok")
    shown: dict[str, Any] = {name: request.args[name] for name in SHOWN if name in request.args}
    return redirect(url_for(".show_answers", organisation_uuid=organisation_uuid, **shown))


def _require_on() -> None:
    """Raise `NotFound` where such answers are not kept."""
    if not records_minority():
        raise NotFound


def _unit(uuid: UUID) -> Organisation:
    """Return a unit in scope, or raise `NotFound`."""
    _require_on()
    scope = principal().scope(Permission.PERSON_WRITE)
    return visible_organisation(db.session, paths=scope, uuid=uuid)


def _page(unit: Organisation, form: AnswersForm, chosen: Answers | None = None) -> str:
    """Return the page, with what was `chosen` and not yet kept; who looks is written down."""
    text, without_answer = request.args.get("tim", ""), "thieu" in request.args
    asked = people_asked(
        [unit.path], today=local_day(utc_now()), text=text, without_answer=without_answer
    )
    page: Page[Person] = page_of(db.session, asked, number=page_number())
    known = service.answers_of(db.session, page.items)
    html = render_template(
        "minority/show_answers.html",
        unit=unit,
        form=form,
        page=page,
        known={uuid: NAMES[answer] for uuid, answer in known.items()},
        chosen={uuid: NAMES[answer] for uuid, answer in {**known, **(chosen or {})}.items()},
        names=ANSWER_NAMES,
        text=text,
        without_answer=without_answer,
    )
    _note_look(unit.uuid, len(page.items))
    return html


def _note_look(unit: UUID, people: int) -> None:
    """Write down who looked, in a transaction of its own: also where the request is refused."""
    actor = principal().account_uuid
    forget()
    with transaction() as session:
        service.record_look(session, unit=unit, people=people, actor=actor, now=utc_now())
