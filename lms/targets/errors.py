"""What can go wrong with targets."""

from lms.core.errors import LmsError, NotFound
from lms.core.i18n import msgid


class TargetsBroken(LmsError):
    """The targets' file has mistakes; nothing was changed. `params["problems"]` has them."""

    message = msgid(
        "Tệp chỉ tiêu có %(count)d lỗi nên các chỉ tiêu vẫn như cũ. Lỗi đầu tiên: %(first)s"
    )


class UnknownTarget(NotFound):
    """No target of this key is in force."""

    message = msgid("Không có chỉ tiêu này. Hãy chọn lại trong danh sách ở trang Chỉ tiêu.")
