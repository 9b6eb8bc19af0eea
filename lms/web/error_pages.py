"""The one place where an error becomes a page, or JSON for the page's own script."""

import logging
import secrets

from flask import Flask, Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from lms.core.errors import LmsError
from lms.core.i18n import gettext, msgid

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
}
DETAILS = {
    400: msgid("Hãy quay lại trang trước, tải lại rồi thử lại."),
    401: msgid(
        "Phiên đăng nhập đã hết hoặc bạn chưa đăng nhập. Hãy đăng nhập ở một cửa sổ khác rồi quay "
        "lại trang này và gửi lại; những gì đã nhập vẫn còn khi bấm nút Quay lại."
    ),
    403: msgid("Nếu cần quyền này cho công việc, hãy hỏi quản trị hệ thống của cơ quan."),
    404: msgid("Địa chỉ có thể đã gõ sai, hoặc nội dung không thuộc phạm vi của bạn."),
    405: msgid("Hãy quay lại trang trước, tải lại rồi thử lại."),
    413: msgid("Tệp lớn hơn giới hạn cho phép. Hãy chia thành nhiều tệp nhỏ hơn."),
    503: msgid(
        "Chưa kết nối được cơ sở dữ liệu. Những gì đã lưu vẫn còn. Hãy thử lại sau ít phút."
    ),
}
FORM_EXPIRED = msgid(
    "Trang này đã mở quá lâu nên biểu mẫu hết hiệu lực. "
    "Hãy bấm Quay lại, tải lại trang rồi gửi lại."
)


def _answer(status: int, detail: str, code: str = "") -> ResponseReturnValue:
    title = gettext(TITLES.get(status, TITLES[500]))
    if request.accept_mimetypes.best == "application/json":
        return jsonify(message=detail or title), status
    page = render_template("error.html", title=title, detail=detail, status=status, code=code)
    return page, status


def lms_error(error: LmsError) -> ResponseReturnValue:
    """Show what the domain said."""
    return _answer(error.status, error.sentence())


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Show our words for Werkzeug's errors."""
    status = error.code or 500
    if isinstance(error.response, Response):
        return error.response
    detail = DETAILS.get(status, "")
    return _answer(status, gettext(detail) if detail else "")


def form_expired(_error: CSRFError) -> ResponseReturnValue:
    """Say that the form's token is missing or too old."""
    return _answer(400, gettext(FORM_EXPIRED))


def database_down(error: OperationalError) -> ResponseReturnValue:
    """Say that the database does not answer; this page asks it nothing."""
    log.error("database: %s", error)
    g.pop("session", None)
    g.bare_page = True
    return _answer(503, gettext(DETAILS[503]))


def crash(error: Exception) -> ResponseReturnValue:
    """Say that something broke, with a short code that also stands in the log."""
    code = secrets.token_hex(3).upper()
    log.error("code %s", code, exc_info=error)
    g.bare_page = True
    return _answer(500, gettext("Hãy thử lại. Nếu vẫn lỗi, hãy báo mã %(code)s.", code=code), code)


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(LmsError, lms_error)
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(OperationalError, database_down)
    app.register_error_handler(Exception, crash)
