"""What can go wrong with messages."""

from lms.core.errors import Conflict, LmsError
from lms.core.i18n import msgid


class NotFailed(Conflict):
    """Only a message that was given up can be tried again."""

    message = msgid("Thư này không ở tình trạng gửi không được. Hãy tải lại trang.")


class WeekFull(Conflict):
    """The person has had as many messages as a week may bring."""

    message = msgid(
        "Người này đã nhận đủ %(weekly)d thư trong 7 ngày. Hãy thử lại từ ngày %(day)s."
    )


class NobodyChosen(LmsError):
    """A list without a tick."""

    message = msgid("Hãy chọn ít nhất một người.")
