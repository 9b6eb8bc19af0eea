"""What the things of this room are called on pages."""

from collections.abc import Mapping

from lms.core.i18n import msgid
from lms.dossier.models import Action, Format, Wanted

ACTION_NAMES: Mapping[Action, str] = {
    Action.NEW: msgid("Mới"),
    Action.CHANGED: msgid("Thay đổi"),
    Action.WITHDRAWN: msgid("Thu hồi"),
    Action.AGAIN: msgid("Gửi lại"),
}
WANTED_NAMES: Mapping[Wanted, str] = {
    Wanted.UNSENT: msgid("Chưa gửi"),
    Wanted.ALL: msgid("Tất cả trong khoảng ngày"),
}
FORMAT_NAMES: Mapping[Format, str] = {
    Format.CSV: msgid("CSV (mở bằng Excel)"),
    Format.JSON: msgid("JSON (cho phần mềm khác đọc)"),
}
