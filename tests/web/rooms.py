"""Small rooms for the kit: the doors that its pages lead to, and one room to try things in."""

from types import ModuleType, SimpleNamespace
from typing import cast
from uuid import UUID

from flask import (
    Blueprint,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import OperationalError
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from lms.core.clock import utc_now
from lms.core.errors import Conflict
from lms.core.permissions import Permission
from lms.core.sessions import Lifetime, start_session
from lms.web import charts, sessions
from lms.web.downloads import XLSX, attachment
from lms.web.forms import AtMost, BaseForm, DayField, Required, Text
from lms.web.guard import principal, public, requires, wants_json
from lms.web.menu import MenuItem
from lms.web.pages import local_path
from lms.web.tx import db, resources, transaction

doors = Blueprint("accounts", __name__, template_folder="templates")
checks = Blueprint("verification", __name__)
trial = Blueprint("trial", __name__, url_prefix="/thu", template_folder="templates")


class TrialForm(BaseForm):
    name = Text("Họ và tên", [Required(), AtMost(20)], description="Như trong giấy tờ.")
    day = DayField("Ngày sinh")
    group = SelectField("Nhóm", choices=[SelectChoice("a", "Truyền thông"), SelectChoice("b", "B")])
    why = TextAreaField("Lý do")
    shared = BooleanField("Máy dùng chung", description="Tự đăng xuất.")


@doors.get("/dang-nhap")
@public
def show_sign_in() -> str:
    return render_template("trial/page.html", title="Đăng nhập", form=TrialForm())


@doors.post("/dang-nhap")
@public
def sign_in() -> ResponseReturnValue:
    sessions.sign_in(UUID(request.form["account"]), shared_computer="shared" in request.form)
    flash("Chào mừng.", "ok")
    return redirect(local_path(request.form.get("next", "/")))


@doors.post("/dang-xuat")
@public
def sign_out() -> ResponseReturnValue:
    sessions.sign_out()
    return redirect(url_for(".show_sign_in"))


@doors.get("/kich-hoat", endpoint="show_activation")
@doors.get("/quen-mat-khau", endpoint="show_forgotten")
@doors.get("/tai-khoan", endpoint="show_account")
@checks.get("/xac-minh", endpoint="show_check")
@public
def show_words() -> str:
    return render_template("trial/page.html", title="Trang", form=TrialForm())


@doors.post("/tai-khoan/hien-thi")
@requires(Permission.ACCOUNT_OWN)
def choose_display() -> ResponseReturnValue:
    return redirect(local_path(request.form["next"]))


@trial.get("/")
@requires(Permission.ENROLMENT_LEARN)
def show_page() -> str:
    drawn = [charts.gauge(63.9, 70, "Tỷ lệ 63,9%, chỉ tiêu 70%"), charts.bar(63.9)]
    return render_template(
        "trial/page.html", title="Thử", form=TrialForm(), charts=Markup().join(drawn)
    )


@trial.post("/")
@requires(Permission.ENROLMENT_LEARN)
def save_page() -> ResponseReturnValue:
    form = TrialForm()
    if not form.validate():
        return render_template("trial/page.html", title="Thử", form=form), 422
    flash(f"Đã lưu {form.name.data}.", "ok")
    return redirect(url_for(".show_page"))


@trial.get("/cau")
@requires(Permission.ENROLMENT_LEARN)
def show_question() -> str:
    answers = current_app.config["ANSWERS"]
    return render_template("trial/question.html", title="Câu 1", answers=answers)


@trial.post("/cau")
@requires(Permission.ENROLMENT_LEARN)
def save_answer() -> ResponseReturnValue:
    """Append the answer; like the real one, refuse a page that knows less than is saved."""
    answers = current_app.config["ANSWERS"]
    if int(request.form["sequence"]) < len(answers):
        raise Conflict
    answers.append(request.form.get("answer") or request.form["words"])
    if wants_json():
        return jsonify(saved_at="14:32", sequence=len(answers))
    return redirect(url_for(".show_page"))


@trial.get("/tien-do")
@requires(Permission.ENROLMENT_LEARN)
def show_progress() -> str:
    return render_template("trial/progress.html", title="Đang ghi")


@trial.get("/tien-do/so")
@requires(Permission.ENROLMENT_LEARN)
def tell_progress() -> ResponseReturnValue:
    done = current_app.config["DONE"]
    return jsonify(done=done, total=2000, finished=done == 2000)


@trial.get("/nhan-su")
@requires(Permission.PERSON_READ)
def show_staff() -> str:
    return render_template("trial/page.html", title="Nhân sự", form=TrialForm())


@trial.get("/chua-khai-bao")
def show_undeclared() -> str:
    return "never shown"


@trial.get("/hong")
@requires(Permission.ENROLMENT_LEARN)
def show_broken() -> str:
    message = "secret words of the fault"
    raise RuntimeError(message)


@trial.get("/mat-co-so-du-lieu")
@public
def show_database_down() -> str:
    why = request.args.get("vi-sao", "no connection")
    raise OperationalError(None, {}, Exception(why))


@trial.get("/ten")
@requires(Permission.ENROLMENT_LEARN)
def show_name() -> ResponseReturnValue:
    return jsonify(name=principal().name, text="chữ " * 300)


@trial.get("/tep")
@requires(Permission.ENROLMENT_LEARN)
def download() -> ResponseReturnValue:
    return attachment(b"PK", "Danh sách Đắk Lắk.xlsx", XLSX)


@trial.post("/ghi/<string:how>")
@requires(Permission.ENROLMENT_LEARN)
def write(how: str) -> ResponseReturnValue:
    """Write a row, then answer well or refuse; with `own` in a transaction of its own."""
    if how == "own":
        with transaction() as session:
            _row(session)
    else:
        _row(db.session)
    if how != "well":
        raise Conflict
    return redirect(url_for(".show_page"))


@trial.get("/ghi-khi-xem")
@requires(Permission.ENROLMENT_LEARN, writes=True)
def show_and_write() -> str:
    _row(db.session)
    return "ok"


def _row(session: object) -> None:
    settings = resources().settings
    start_session(
        session,  # type: ignore[arg-type]
        account_uuid=principal().account_uuid,
        data={"trial": True},
        lifetime=Lifetime(settings.session_idle, settings.session_absolute),
        now=utc_now(),
    )


MENU = (
    MenuItem("trial.show_staff", "Nhân sự", Permission.PERSON_READ, 20),
    MenuItem("trial.show_page", "Việc học của tôi", Permission.ENROLMENT_LEARN, 10),
)
ROOMS = cast(
    "tuple[ModuleType, ...]",
    (
        SimpleNamespace(bp=doors),
        SimpleNamespace(bp=checks),
        SimpleNamespace(bp=trial, MENU=MENU),
    ),
)
