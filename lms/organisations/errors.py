"""What can go wrong with units."""

from lms.core.errors import LmsError
from lms.core.i18n import msgid


class UnknownUnit(LmsError):
    """No unit of this code or name within reach."""

    message = msgid(
        "Không tìm thấy đơn vị “%(text)s”. Hãy dùng mã đơn vị, hoặc tên đúng như trong danh mục."
    )


class AmbiguousUnit(LmsError):
    """Several units bear the name; `candidates` lists them."""

    message = msgid("Có nhiều đơn vị tên “%(text)s”: %(candidates)s. Hãy dùng mã đơn vị.")


class CodeTaken(LmsError):
    """The code belongs to another unit at that time."""

    status = 409
    message = msgid("Mã %(code)s đang thuộc đơn vị “%(name)s”. Hãy nhập mã khác.")


class NameBegan(LmsError):
    """The name now in force began later than the day on which it would end."""

    status = 409
    message = msgid("Tên đang dùng có từ ngày %(day)s. Hãy chọn ngày đó hoặc một ngày sau đó.")


class NameToCome(LmsError):
    """A new name cannot be in force before its day."""

    message = msgid("Ngày đổi tên %(day)s chưa tới. Hãy đổi tên vào đúng ngày đó.")


class UnitClosed(LmsError):
    """The unit no longer exists on that day."""

    status = 409
    message = msgid("Đơn vị “%(name)s” đã ngừng hoạt động. Hãy chọn đơn vị khác.")
