"""What can go wrong with waivers and revocations."""

from lms.core.errors import Conflict
from lms.core.i18n import msgid


class OwnResult(Conflict):
    """Nobody waives or takes back their own."""

    status = 403
    message = msgid(
        "Không thể miễn học hoặc thu hồi kết quả cho chính mình. Hãy nhờ cán bộ tổ chức khác."
    )


class AlreadyRevoked(Conflict):
    """It has been taken back."""

    message = msgid("Kết quả này đã bị thu hồi. Hãy tải lại trang để xem lý do.")
