"""What can go wrong with programmes."""

from lms.core.errors import LmsError, NotFound
from lms.core.i18n import msgid


class CoursesBroken(LmsError):
    """The content files have mistakes; nothing was published. `params["problems"]` has them."""

    message = msgid(
        "Nội dung có %(count)d lỗi nên chưa công bố gì. Hãy chạy “flask lms check-courses”, "
        "sửa từng lỗi rồi công bố lại."
    )


class UnknownProgramme(NotFound):
    """No programme of this key has been published, or no version with this id or digest."""

    message = msgid(
        "Không có chương trình này. Hãy kiểm tra mã, "
        "hoặc công bố nội dung bằng “flask lms publish”."
    )
