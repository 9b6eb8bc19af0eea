"""What can go wrong on the pages of targets."""

from lms.core.errors import LmsError
from lms.core.i18n import msgid


class BadDay(LmsError):
    """The day asked for is none, or lies in the future."""

    message = msgid(
        "“%(text)s” không phải một ngày, hoặc sau hôm nay. "
        "Hãy viết ngày/tháng/năm, ví dụ 05/02/2026."
    )
