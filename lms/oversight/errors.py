"""What can go wrong with the auditor's questions."""

from lms.core.errors import LmsError
from lms.core.i18n import msgid


class BadPeriod(LmsError):
    """A day that is none, or an end before the beginning."""

    message = msgid(
        "Khoảng ngày chưa đúng. Hãy viết ngày/tháng/năm, ví dụ 05/02/2026, "
        "và ngày đầu không sau ngày cuối."
    )
