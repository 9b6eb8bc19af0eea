"""What can go wrong with answers."""

from lms.core.errors import Conflict
from lms.core.i18n import msgid


class AnswersChanged(Conflict):
    """Somebody else recorded an answer since the page was opened."""

    message = msgid(
        "Người khác vừa ghi thông tin của những người này nên chưa lưu gì. Hãy xem lại bảng dưới "
        "đây rồi lưu."
    )
