"""What can go wrong with the API."""

from lms.core.errors import LmsError
from lms.core.i18n import msgid


class KeyRefused(LmsError):
    """There is no such key, it was ended, it ran out, or its maker may no longer do this."""

    status = 401
    message = msgid(
        "Khóa API không đúng, đã hết hạn, đã thu hồi hoặc người tạo khóa không còn quyền này. Gửi "
        "khóa trong tiêu đề “Authorization: Bearer …”."
    )


class BadParameter(LmsError):
    """A parameter cannot be read."""

    message = msgid("Tham số “%(name)s” không đọc được: “%(text)s”. %(cure)s")


class EndsTooLate(LmsError):
    """A key holds for a year at most."""

    message = msgid("Hạn dùng phải sau hôm nay và không quá một năm.")
