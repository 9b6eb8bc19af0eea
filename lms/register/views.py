"""The register: search, a person's page, a new code on the spot, enrolment, one more try."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.assessment.service import AttemptState, attempt_state
from lms.catalog.service import Module, current_programmes
from lms.core.clock import local_day, utc_now
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Permission
from lms.learning.service import (
    Course,
    Source,
    courses_of,
    enrol,
    enrolments_of,
    visible_enrolment,
)
from lms.organisations.service import (
    get_organisation,
    nearest_contact,
)
from lms.people.service import (
    CATEGORY_NAMES,
    GROUP_NAMES,
    SEX_NAMES,
    Person,
    Post,
    earlier_posts,
    holds_after,
    kept_person,
    mask,
    merges_of,
    posts_of,
    reveal_id_number,
    surviving_person,
    visible_person,
)
from lms.register import service
from lms.register.asking import wish
from lms.register.choosing import unit_name, units_typed
from lms.register.forms import EnrolForm, ExtendForm, RevealForm
from lms.register.service import Place
from lms.web.guard import principal, requires
from lms.web.menu import MenuItem
from lms.web.tx import db, resources

FILTERS = ("tim", "nhom", "don-vi", "che-do", "trang-thai")
bp = Blueprint("register", __name__, url_prefix="/nhan-su", template_folder="templates")
MENU = (
    MenuItem(
        "register.list_people",
        msgid("Nhân sự"),
        Permission.PERSON_READ,
        order=20,
        also=("attestation", "persons", "posts", "transfers"),
    ),
)


@bp.get("")
@requires(Permission.PERSON_READ)
def list_people() -> str:
    """List the people in scope, found by name, code and working group."""
    paths = principal().scope(Permission.PERSON_READ)
    asked = wish(db.session, paths, today=_today())
    found = service.find_people(db.session, asked.wanted, _place())
    return render_template(
        "register/list_people.html",
        found=found,
        again={key: value for key, value in request.args.items() if key in FILTERS},
        listed=service.people_page(db.session, found.items, paths=paths, today=_today()),
        asked=asked,
        group_names=GROUP_NAMES,
        candidates=units_typed(asked.unit) if asked.unit_error else [],
    )


@bp.get("/<uuid:person_uuid>")
@requires(Permission.PERSON_READ)
def show_person(person_uuid: UUID) -> str:
    """Show one person: posts, enrolments, state; the ID number masked."""
    paths = principal().scope(Permission.PERSON_READ)
    return _page(kept_person(db.session, paths=paths, uuid=person_uuid, today=_today()))


@bp.post("/<uuid:person_uuid>/ma")
@requires(Permission.ACCOUNT_ACTIVATE)
def new_code(person_uuid: UUID) -> str:
    """Make a one-time code and show it, once."""
    person = _visible(person_uuid, Permission.ACCOUNT_ACTIVATE)
    code = service.new_code(
        db.session, resources().keys, person=person, officer=principal(), now=utc_now()
    )
    return _page(person, code=code)


@bp.post("/<uuid:person_uuid>/so-dinh-danh")
@requires(Permission.PERSON_REVEAL)
def reveal(person_uuid: UUID) -> ResponseReturnValue:
    """Show the full ID number, with a reason that is written down."""
    person = _visible(person_uuid, Permission.PERSON_REVEAL)
    form = RevealForm()
    if not form.validate():
        return _page(person, reveal_form=form), 422
    number = reveal_id_number(
        db.session,
        resources().keys,
        person=person,
        reason=form.reason.data,
        actor=principal().account_uuid,
        now=utc_now(),
    )
    return _page(person, number=number)


@bp.post("/<uuid:person_uuid>/cu-di-hoc")
@requires(Permission.ENROLMENT_MANAGE)
def enrol_person(person_uuid: UUID) -> ResponseReturnValue:
    """Send the person to a programme, or set another due date."""
    person = _visible(person_uuid, Permission.ENROLMENT_MANAGE)
    form = _enrol_form()
    if not form.validate():
        return _page(person, form=form), 422
    enrol(
        db.session,
        person_id=person.id,
        programme_key=form.programme.data,
        source=Source.HR,
        reason=form.reason.data,
        due_on=form.due_on.day,
        actor=principal().account_uuid,
        now=utc_now(),
    )
    flash(gettext("Đã cử đi học."), "ok")
    return redirect(url_for(".show_person", person_uuid=person_uuid))


@bp.post("/luot-hoc/<uuid:enrolment_uuid>/<string:key>/them-luot")
@requires(Permission.ATTEMPT_EXTEND)
def allow_attempt(enrolment_uuid: UUID, key: str) -> ResponseReturnValue:
    """Open one more try at a quiz, with a reason."""
    paths = principal().scope(Permission.ATTEMPT_EXTEND)
    enrolment = visible_enrolment(
        db.session, paths=paths, uuid=enrolment_uuid, today=_today(), lock=True
    )
    person = surviving_person(db.session, enrolment.person_id)
    form = ExtendForm()
    if not form.validate():
        form.about(f"ly-do-{enrolment_uuid}-{key}")
        return _page(person, extend_form=form), 422
    service.open_one_more(
        db.session,
        enrolment=enrolment,
        module_key=key,
        reason=form.reason.data,
        officer=principal(),
        now=utc_now(),
    )
    flash(gettext("Đã mở thêm một lần làm bài."), "ok")
    return redirect(url_for(".show_person", person_uuid=person.uuid))


def _today() -> date:
    return local_day(utc_now())


def _place() -> Place:
    """Return which page is asked for; the person named in the address is the last one shown."""
    return Place(
        after=request.args.get("sau", type=UUID),
        before=request.args.get("truoc", type=UUID),
        at_end="cuoi" in request.args,
    )


def _visible(uuid: UUID, permission: Permission) -> Person:
    paths = principal().scope(permission)
    return visible_person(db.session, paths=paths, uuid=uuid, today=_today())


def _enrol_form(*, blank: bool = False) -> EnrolForm:
    form = EnrolForm(formdata=None) if blank else EnrolForm()
    versions = current_programmes(db.session)
    form.offer([(v.programme_key, {"vi": v.title_vi, "en": v.title_en}) for v in versions])
    return form


def _page(
    person: Person,
    *,
    code: str | None = None,
    number: str | None = None,
    form: EnrolForm | None = None,
    reveal_form: RevealForm | None = None,
    extend_form: ExtendForm | None = None,
) -> str:
    courses = courses_of(db.session, enrolments_of(db.session, person_id=person.id))
    return render_template(
        "register/show_person.html",
        person=person,
        masked=mask(person.id_number_tail),
        number=number,
        code=code,
        **_record(person),
        courses=[(e, c, _quizzes(e.uuid, c)) for e, c in courses],
        form=form or _enrol_form(blank=True),
        reveal_form=reveal_form or RevealForm(formdata=None),
        extend_form=extend_form or ExtendForm(formdata=None),
        may=principal().permissions,
        today=_today(),
    )


def _record(person: Person) -> dict[str, Any]:
    """Return what the page says of the person's data and posts: now, before, who wrote it down."""
    posts = _in_scope(posts_of(db.session, person_id=person.id))
    earlier = _in_scope(earlier_posts(db.session, person_id=person.id))
    corrections = service.corrections_of(db.session, person)
    authors = [post.recorded_by for post in (*posts, *earlier)]
    known = {post.thread for post in posts}
    newest = get_organisation(db.session, posts[0].organisation_id) if posts else None
    return {
        "posts": posts,
        "earlier": {thread: [one for one in earlier if one.thread == thread] for thread in known},
        "taken_back": [post for post in earlier if post.thread not in known],
        "corrections": corrections,
        "origins": service.ORIGINS,
        "officers": service.officers_of(db.session, authors + [c.officer for c in corrections]),
        "merges": merges_of(db.session, person_id=person.id),
        "is_here": holds_after(db.session, person_id=person.id, day=_today()),
        "unit_names": {
            id_: unit_name(get_organisation(db.session, id_))
            for id_ in {post.organisation_id for post in (*posts, *earlier)}
        },
        "contact": nearest_contact(db.session, newest) if newest else None,
        "group_names": GROUP_NAMES,
        "category_names": CATEGORY_NAMES,
        "sex_names": SEX_NAMES,
    }


def _in_scope(posts: Sequence[Post]) -> list[Post]:
    paths = principal().scope(Permission.PERSON_READ)
    return [
        post
        for post in posts
        if get_organisation(db.session, post.organisation_id).path.startswith(paths)
    ]


def _quizzes(sitting: UUID, course: Course) -> list[tuple[Module, AttemptState]]:
    return [
        (module, attempt_state(db.session, sitting=sitting, quiz=module.quiz))
        for module in course.programme.modules
        if module.quiz is not None
    ]
