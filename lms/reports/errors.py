"""What can go wrong with sealed reports."""

from lms.core.errors import Conflict, LmsError
from lms.core.i18n import msgid


class NotYetMade(Conflict):
    """The files are still being made."""

    message = msgid("Báo cáo đang được lập. Hãy tải lại trang sau ít phút.")


class StillWriting(Exception):
    """Something recorded before the report's moment is not committed yet; try again soon."""


class NobodyToTell(LmsError):
    """A schedule without anybody who gets the link."""

    message = msgid("Hãy chọn ít nhất một người nhận liên kết báo cáo.")
