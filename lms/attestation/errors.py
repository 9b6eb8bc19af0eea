"""What can go wrong with an attestation."""

from lms.core.errors import Conflict, LmsError
from lms.core.i18n import msgid


class ListChanged(Conflict):
    """What is confirmed must be what was seen."""

    message = msgid(
        "Danh sách hoặc các điểm cần rà soát đã thay đổi từ lúc mở trang nên chưa xác nhận. "
        "Hãy xem lại dưới đây rồi xác nhận."
    )


class Unexplained(LmsError):
    """Defects are settled or explained."""

    message = msgid("Còn điểm cần rà soát chưa giải trình. Hãy xử lý hoặc ghi giải trình.")


class FewerUnexplained(LmsError):
    """A shorter list needs a reason."""

    message = msgid(
        "Danh sách ngắn hơn lần xác nhận trước (%(before)d người, nay %(now)d). Hãy ghi lý do."
    )
