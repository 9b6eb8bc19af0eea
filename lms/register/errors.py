"""What can go wrong on the register's pages."""

from lms.core.errors import Conflict
from lms.core.i18n import msgid


class HoldsMore(Conflict):
    """Whoever has a new code can sign in as that person, with all they may do."""

    status = 403
    message = msgid(
        "Người này có quyền mà bạn không có nên bạn không tạo mã cho họ được. "
        "Hãy nhờ quản trị hệ thống."
    )


class OwnAttempt(Conflict):
    """Nobody gives themselves another try."""

    status = 403
    message = msgid("Không thể mở thêm lần làm bài cho chính mình. Hãy nhờ cán bộ tổ chức khác.")


class OnlyPost(Conflict):
    """Without any post nobody could find the person again."""

    message = msgid(
        "Đây là vị trí duy nhất đã ghi của người này nên không rút được. Hãy ghi vị trí đúng "
        "trước, hoặc đính chính vị trí này."
    )


class OwnRecord(Conflict):
    """Nobody takes over another record's learning as their own."""

    status = 403
    message = msgid("Không thể nhập hồ sơ của chính mình. Hãy nhờ cán bộ tổ chức khác.")
