"""Changing one person's posts: move, correct, leave, one more, coming back; merging two records."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.core.clock import local_day, utc_now
from lms.core.errors import LmsError, NotFound
from lms.core.i18n import gettext, msgid
from lms.core.permissions import Permission
from lms.organisations.service import get_organisation
from lms.people.service import Person, Post, holds_after, kept_person
from lms.register import service
from lms.register.choosing import refuse
from lms.register.forms import LeaveForm, MergeForm, PostForm, TakeBackForm
from lms.register.service import Act
from lms.web.guard import principal, requires
from lms.web.tx import db

ActForm = PostForm | LeaveForm | TakeBackForm
bp = Blueprint("posts", __name__, url_prefix="/nhan-su", template_folder="templates")
TITLES = {
    Act.MOVE: msgid("Chuyển vị trí"),
    Act.CORRECT: msgid("Đính chính vị trí"),
    Act.LEAVE: msgid("Thôi giữ vị trí"),
    Act.TAKE_BACK: msgid("Rút vị trí ghi nhầm"),
}
EFFECTS = {
    Act.MOVE: msgid(
        "Vị trí đang giữ kết thúc vào hôm trước ngày bắt đầu, vị trí mới bắt đầu từ ngày đó. "
        "Việc học và giấy chứng nhận giữ nguyên."
    ),
    Act.CORRECT: msgid(
        "Dùng khi đã ghi sai. Bản đúng thay bản cũ từ chính ngày bắt đầu của vị trí; bản cũ được "
        "lưu lại và báo cáo đã chốt không đổi. Nếu công việc thay đổi thật, hãy dùng “Chuyển”."
    ),
    Act.LEAVE: msgid(
        "Nếu đây là vị trí cuối cùng: quyền được giao kết thúc sau ngày đó, lượt học đang mở được "
        "thôi. Tài khoản vẫn còn để người học lấy giấy chứng nhận."
    ),
    Act.TAKE_BACK: msgid(
        "Dùng khi người này chưa từng giữ vị trí đó. Từ nay vị trí được coi như chưa từng có, kể "
        "cả trong số liệu của những ngày trước; báo cáo đã chốt không đổi, bản đã ghi vẫn được lưu "
        "và người kiểm tra thấy việc rút này."
    ),
}


@bp.get("/<uuid:person_uuid>/vi-tri/<uuid:post_uuid>/<string:act>")
@requires(Permission.PERSON_WRITE)
def show_change(person_uuid: UUID, post_uuid: UUID, act: str) -> str:
    """Ask what is to happen to the post, and say what follows."""
    person, post, chosen = _asked_for(person_uuid, post_uuid, act)
    form = _form(chosen, formdata=None)
    if isinstance(form, PostForm):
        form.show(post, get_organisation(db.session, post.organisation_id).name)
        form.start.data = None if chosen is Act.MOVE else form.start.data
    return _page(person, post, chosen, form)


@bp.post("/<uuid:person_uuid>/vi-tri/<uuid:post_uuid>/<string:act>")
@requires(Permission.PERSON_WRITE)
def change(person_uuid: UUID, post_uuid: UUID, act: str) -> ResponseReturnValue:
    """Move, correct or end the post."""
    person, post, chosen = _asked_for(person_uuid, post_uuid, act)
    form = _form(chosen)
    if not form.validate():
        return _page(person, post, chosen, form), 422
    try:
        _carry_out(post, chosen, form)
    except LmsError as error:
        refuse(form, error)
        return _page(person, post, chosen, form), error.status
    flash(gettext("Đã ghi thay đổi."), "ok")
    return redirect(url_for("register.show_person", person_uuid=person_uuid))


@bp.get("/<uuid:person_uuid>/vi-tri-moi")
@requires(Permission.PERSON_WRITE)
def show_new(person_uuid: UUID) -> str:
    """Ask for one more post, or for the one with which somebody comes back."""
    return _new_page(_kept(person_uuid), PostForm(formdata=None))


@bp.post("/<uuid:person_uuid>/vi-tri-moi")
@requires(Permission.PERSON_WRITE)
def add(person_uuid: UUID) -> ResponseReturnValue:
    """Give the person the post."""
    person, form = _kept(person_uuid), PostForm()
    if not form.validate():
        return _new_page(person, form), 422
    try:
        _give(person, form)
    except LmsError as error:
        refuse(form, error)
        return _new_page(person, form), error.status
    flash(gettext("Đã ghi vị trí mới."), "ok")
    return redirect(url_for("register.show_person", person_uuid=person_uuid))


@bp.get("/<uuid:person_uuid>/nhap-ho-so")
@requires(Permission.PERSON_WRITE)
def show_merge(person_uuid: UUID) -> str:
    """Ask which other record is the same person's, and say what follows."""
    person, form = _kept(person_uuid), MergeForm(formdata=None)
    return render_template("register/merge_people.html", person=person, form=form)


@bp.post("/<uuid:person_uuid>/nhap-ho-so")
@requires(Permission.PERSON_WRITE)
def merge(person_uuid: UUID) -> ResponseReturnValue:
    """Make the two records one."""
    person, form = _kept(person_uuid), MergeForm()
    if form.validate() and _merged(person, form):
        flash(gettext("Đã nhập hai hồ sơ làm một."), "ok")
        return redirect(url_for("register.show_person", person_uuid=person_uuid))
    return render_template("register/merge_people.html", person=person, form=form), 422


def _merged(person: Person, form: MergeForm) -> bool:
    """Merge, or put what stands against it on the form."""
    paths, now = principal().scope(Permission.PERSON_WRITE), utc_now()
    try:
        other = service.find_duplicate(
            db.session, text=form.other.data, paths=paths, today=local_day(now)
        )
        service.merge(
            db.session,
            survivor=person,
            duplicate=other,
            reason=form.reason.data,
            officer=principal(),
            now=now,
        )
    except NotFound:
        form.other.errors = [gettext("Không có hồ sơ này trong phạm vi của bạn.")]
        return False
    except LmsError as error:
        form.form_errors.append(error.sentence())
        return False
    return True


def _kept(uuid: UUID) -> Person:
    paths = principal().scope(Permission.PERSON_WRITE)
    return kept_person(db.session, paths=paths, uuid=uuid, today=local_day(utc_now()))


def _asked_for(person_uuid: UUID, post_uuid: UUID, act: str) -> tuple[Person, Post, Act]:
    person, paths = _kept(person_uuid), principal().scope(Permission.PERSON_WRITE)
    if act not in {one.value for one in Act}:
        raise NotFound
    post = service.post_in_scope(db.session, person=person, uuid=post_uuid, paths=paths)
    return person, post, Act(act)


def _form(act: Act, **given: None) -> ActForm:
    kinds: dict[Act, type[ActForm]] = {Act.LEAVE: LeaveForm, Act.TAKE_BACK: TakeBackForm}
    return kinds.get(act, PostForm)(**given)


def _give(person: Person, form: PostForm) -> None:
    service.add_post(
        db.session,
        person=person,
        asked=form.asked(),
        reason=form.reason.data,
        officer=principal(),
        now=utc_now(),
    )


def _carry_out(post: Post, act: Act, form: ActForm) -> None:
    why, officer, now = form.reason.data, principal(), utc_now()
    if isinstance(form, PostForm):
        asked = form.asked()
        service.change_post(
            db.session, act=act, post=post, asked=asked, reason=why, officer=officer, now=now
        )
    elif isinstance(form, TakeBackForm):
        actor = officer.account_uuid
        service.take_back(
            db.session, post=post, source=service.SOURCE, reason=why, actor=actor, now=now
        )
    elif form.last.day is not None:
        last = form.last.day
        service.end_on(db.session, post=post, last=last, reason=why, officer=officer, now=now)


def _page(person: Person, post: Post, act: Act, form: ActForm) -> str:
    return render_template(
        "register/change_post.html",
        person=person,
        form=form,
        title=TITLES[act],
        effect=EFFECTS[act],
        unit=get_organisation(db.session, post.organisation_id).name,
        post=post,
        action=url_for(".change", person_uuid=person.uuid, post_uuid=post.uuid, act=act.value),
    )


def _new_page(person: Person, form: PostForm) -> str:
    holds = holds_after(db.session, person_id=person.id, day=local_day(utc_now()))
    return render_template(
        "register/change_post.html",
        person=person,
        form=form,
        title=msgid("Giao kiêm nhiệm, thêm vị trí") if holds else msgid("Trở lại công tác"),
        effect=msgid("Các vị trí đã ghi giữ nguyên; vị trí này được ghi thêm với ngày và lý do."),
        unit=None,
        post=None,
        action=url_for(".add", person_uuid=person.uuid),
    )
