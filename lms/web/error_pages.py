"""The one place where an error becomes a page, or JSON for the page's own script."""

import logging
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException

from lms.core.errors import LmsError
from lms.core.i18n import DEFAULT, gettext, msgid, use_language
from lms.web.guard import LANGUAGE_COOKIE, PUBLIC, wants_json
from lms.web.tx import forget, resources

log = logging.getLogger(__name__)

TITLES = {
    400: msgid("Yêu cầu chưa đúng"),
    401: msgid("Bạn cần đăng nhập"),
    403: msgid("Bạn không có quyền xem trang này"),
    404: msgid("Không tìm thấy trang"),
    405: msgid("Yêu cầu chưa đúng"),
    409: msgid("Chưa thực hiện được"),
    413: msgid("Tệp quá lớn"),
    422: msgid("Dữ liệu chưa hợp lệ"),
    429: msgid("Đã thử quá nhiều lần"),
    500: msgid("Hệ thống gặp sự cố"),
    503: msgid("Hệ thống tạm thời gián đoạn"),
    507: msgid("Máy chủ hết chỗ lưu"),
}
DETAILS = {
    400: msgid("Hãy quay lại trang trước, tải lại rồi thử lại."),
    401: msgid("Phiên đăng nhập đã kết thúc hoặc chưa đăng nhập. Hãy đăng nhập rồi làm lại."),
    403: msgid("Nếu cần quyền này cho công việc, hãy hỏi quản trị hệ thống của cơ quan."),
    404: msgid("Địa chỉ có thể đã gõ sai, hoặc nội dung không thuộc phạm vi được xem."),
    405: msgid("Hãy quay lại trang trước, tải lại rồi thử lại."),
    413: msgid("Tệp lớn hơn giới hạn cho phép. Hãy chia thành nhiều tệp nhỏ hơn rồi tải lên lại."),
    503: msgid(
        "Chưa kết nối được cơ sở dữ liệu. Những gì đã lưu vẫn còn. Hãy thử lại sau ít phút."
    ),
    507: msgid(
        "Thao tác vừa rồi chưa được lưu. Những gì đã lưu trước đó vẫn còn. "
        "Hãy báo quản trị hệ thống, rồi thử lại sau."
    ),
}
FORM_EXPIRED = msgid(
    "Trang này đã mở quá lâu nên biểu mẫu hết hiệu lực. "
    "Hãy bấm Quay lại, tải lại trang rồi gửi lại."
)
FULL = ("database or disk is full", "No space left on device", "could not extend file")
UNSENT = ("csrf_token",)  # what a kept form does not carry over


def _answer(
    status: int, detail: str, *, code: str = "", kept: list[tuple[str, str]] | None = None
) -> ResponseReturnValue:
    title = gettext(TITLES.get(status, TITLES[500 if status >= 500 else 400]))  # noqa: PLR2004
    if wants_json():
        return jsonify(message=detail or title), status
    return (
        render_template(
            "error.html", title=title, detail=detail, status=status, code=code, kept=kept
        ),
        status,
    )


def lms_error(error: LmsError) -> ResponseReturnValue:
    """Show what the domain said."""
    return _answer(error.status, error.sentence())


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Show our words for Werkzeug's errors, and for what broke outside a view."""
    broken = getattr(error, "original_exception", None)
    if isinstance(broken, OperationalError | InterfaceError | NoConnection):
        return database_down(broken)
    if broken is not None:
        return crash(broken)
    if isinstance(error.response, Response):
        return error.response
    status = error.code or 500
    if status in (401, 503) and "visitor" not in g:
        g.visitor = None
    detail = DETAILS.get(status, "")
    kept = _kept() if status == 401 else None  # noqa: PLR2004
    return _answer(status, gettext(detail) if detail else "", kept=kept)


def form_expired(_error: CSRFError) -> ResponseReturnValue:
    """Say that the form's token is missing or too old; offer to send what was typed once more."""
    return _answer(400, gettext(FORM_EXPIRED), kept=_kept())


def _kept() -> list[tuple[str, str]] | None:
    """Return what was typed into a form of ours that came too late, or None.

    The page that says so carries it as hidden fields, in the browser and nowhere else: whoever
    typed it signs in in another window, comes back, presses “Đã đăng nhập, gửi lại”, and, because
    the form's token was that of the session before, “Gửi lại” once more. So a long text survives
    an expired session without a script and without being stored under nobody's name.

    Only for forms that need a sign-in (so no password is among the fields of sign-in), that come
    from a page of ours as the browser itself says, and that hold no password and no file: a file
    has to be chosen again, a password typed again.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    fields = list(request.form.items(multi=True))
    if (
        request.method != "POST"
        or getattr(view, "policy", PUBLIC) == PUBLIC
        or not _from_our_page()
        or request.files
        or any("password" in name for name, _ in fields)
    ):
        return None
    return [(name, value) for name, value in fields if name not in UNSENT]


def _from_our_page() -> bool:
    origin = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
    ours = urlsplit(resources().settings.public_url).netloc
    return bool(origin.netloc) and origin.netloc in (ours, request.host)


def database_down(error: SQLAlchemyError) -> ResponseReturnValue:
    """Say that the database does not answer, or has no room; this page asks it nothing."""
    _go_bare()
    log.error("database: %s", getattr(error, "orig", None) or type(error).__name__)
    status = 507 if any(sign in str(error) for sign in FULL) else 503
    return _answer(status, gettext(DETAILS[status]))


def crash(error: BaseException) -> ResponseReturnValue:
    """Say that something broke, with a short code that also stands in the log."""
    _go_bare()
    code = secrets.token_hex(3).upper()
    log.error("code %s in %s", code, request.endpoint, exc_info=error)
    detail = gettext("Hãy thử lại. Nếu vẫn lỗi, hãy gọi hỗ trợ và đọc mã %(code)s.", code=code)
    return _answer(500, detail, code=code)


def _go_bare() -> None:
    """Make the page that follows one without a visitor, a form or a message: no query."""
    forget()
    g.bare_page = True
    g.visitor = None
    g.large_text = False
    use_language(request.cookies.get(LANGUAGE_COOKIE, DEFAULT))


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(LmsError, lms_error)
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(HTTPException, http_error)
    for down in (OperationalError, InterfaceError, NoConnection):
        app.register_error_handler(down, database_down)
    app.register_error_handler(Exception, crash)
