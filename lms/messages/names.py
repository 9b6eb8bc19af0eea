"""How the send log is put into words."""

from collections.abc import Mapping
from enum import StrEnum

from lms.core.i18n import gettext, msgid
from lms.messages.models import Kind, Message, Topic


class State(StrEnum):
    """How far a message is; also the value in addresses."""

    WAITING = "cho-gui"
    SENT = "da-gui"
    FAILED = "khong-gui-duoc"
    DROPPED = "da-bo"


STATE_NAMES: Mapping[State, str] = {
    State.WAITING: msgid("Chờ gửi"),
    State.SENT: msgid("Đã gửi"),
    State.FAILED: msgid("Không gửi được"),
    State.DROPPED: msgid("Đã bỏ"),
}
KIND_NAMES: Mapping[Kind, str] = {
    Kind.LETTER: msgid("Thư báo học tập"),
    Kind.ACTIVATION: msgid("Mã kích hoạt"),
    Kind.DIGEST: msgid("Báo cáo tuần"),
}
TOPIC_NAMES: Mapping[Topic, str] = {
    Topic.ENROLLED: msgid("được cử đi học"),
    Topic.DUE: msgid("sắp đến hạn"),
    Topic.OVERDUE: msgid("quá hạn"),
    Topic.CERTIFICATE: msgid("có giấy chứng nhận"),
}
REASONS: Mapping[str, str] = {
    "address": msgid("Địa chỉ thư điện tử không hợp lệ."),
    "connection": msgid("Chưa nối được máy chủ thư."),
    "timeout": msgid("Máy chủ thư không trả lời."),
    "tls": msgid("Không lập được kết nối bảo mật với máy chủ thư."),
    "login": msgid("Máy chủ thư không nhận tên hoặc mật khẩu của hệ thống."),
    "folder": msgid("Không ghi được vào thư mục chứa thư."),
    "gone": msgid("Người nhận không còn nhận thư: đã nghỉ, bị khóa hoặc không có địa chỉ."),
    "untrue": msgid("Nội dung không còn đúng vào lúc gửi."),
}


class Refusal(StrEnum):
    """Why somebody gets no code by e-mail."""

    NOBODY = "nobody"  # no address, no post, suspended, withdrawn
    OPEN = "open"  # has a password
    ROLE = "role"  # an administrator's business
    SHARED = "shared"  # others read that mailbox
    WAITING = "waiting"  # one is on its way, or the week is full of what waits


REFUSAL_NAMES: Mapping[Refusal, str] = {
    Refusal.NOBODY: msgid("không có thư điện tử, hoặc tài khoản đang bị khóa."),
    Refusal.OPEN: msgid("đã mở tài khoản."),
    Refusal.ROLE: msgid("có vai trò; quản trị hệ thống cấp mã cho họ."),
    Refusal.SHARED: msgid("dùng chung địa chỉ với người khác; hãy in phiếu kích hoạt."),
    Refusal.WAITING: msgid("đã có thư đang chờ gửi."),
}
REFUSED = "5"  # how a server's final replies begin


def state_of(message: Message) -> State:
    """Return how far the message is."""
    if message.cancelled_at is not None:
        return State.DROPPED
    if message.failed_at is not None:
        return State.FAILED
    return State.SENT if message.sent_at is not None else State.WAITING


def reason_words(code: str) -> str:
    """Return what an error code means for HR."""
    if code in REASONS:
        return gettext(REASONS[code])
    if code.startswith(REFUSED):
        return gettext("Máy chủ thư từ chối địa chỉ hoặc thư này (mã %(code)s).", code=code)
    return gettext("Máy chủ thư hẹn gửi lại sau (mã %(code)s).", code=code)
