"""Errors that a person can be told about. Each knows its HTTP status, none the machinery."""

from typing import ClassVar

from lms.core.i18n import gettext, in_every_language, msgid


class LmsError(Exception):
    """Base of all of them: `message` is a msgid, `params` fill it in after translation."""

    status: ClassVar[int] = 422
    message: ClassVar[str] = ""

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.message % params)

    def sentence(self) -> str:
        """Return the message in the reader's language."""
        return gettext(self.message, **self.params)

    def texts(self) -> dict[str, str]:
        """Return the message in each language, to be kept."""
        return in_every_language(self.message, **self.params)


class NotFound(LmsError):
    """No such thing, or none that this person may know of."""

    status = 404
    message = msgid("Không tìm thấy nội dung này.")


class Forbidden(LmsError):
    """The person is known but may not do this."""

    status = 403
    message = msgid("Bạn không có quyền thực hiện việc này.")


class Conflict(LmsError):
    """The request is well formed but the record's state forbids it."""

    status = 409
    message = msgid("Dữ liệu đã thay đổi. Hãy tải lại trang rồi làm lại.")


class TooMany(LmsError):
    """Too many tries in a short time."""

    status = 429
    message = msgid("Bạn đã thử quá nhiều lần. Hãy đợi %(minutes)d phút rồi thử lại.")
