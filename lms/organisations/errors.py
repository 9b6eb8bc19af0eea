"""What can go wrong with units."""

from lms.core.errors import LmsError
from lms.core.i18n import msgid


class UnknownUnit(LmsError):
    """No unit of this code or name within reach."""

    message = msgid(
        "Không tìm thấy đơn vị “%(text)s”. Hãy dùng mã đơn vị, hoặc tên đúng như trong danh mục."
    )


class UnitBecame(UnknownUnit):
    """The unit of this code or name is closed; `successors` are what it has become."""

    message = msgid(
        "Đơn vị “%(text)s” đã ngừng hoạt động từ ngày %(day)s, nay là: %(successors)s. "
        "Hãy dùng mã hoặc tên hiện nay."
    )


class AmbiguousUnit(LmsError):
    """Several units bear the name; `candidates` lists them."""

    message = msgid(
        "Có nhiều đơn vị tên “%(text)s”: %(candidates)s. Hãy dùng mã đơn vị, hoặc ghi thêm đơn vị "
        "cấp trên sau dấu phẩy."
    )


class CodeTaken(LmsError):
    """The code belongs to another unit at that time."""

    status = 409
    message = msgid("Mã %(code)s đang thuộc đơn vị “%(name)s”. Hãy nhập mã khác.")


class DayToCome(LmsError):
    """A change cannot be in force before its day."""

    message = msgid("Ngày %(day)s chưa tới. Hãy ghi thay đổi vào đúng ngày đó.")


class UnitBegan(LmsError):
    """What now holds of the unit began later than the day on which it would change."""

    status = 409
    message = msgid(
        "Tên, loại và vị trí hiện nay của “%(name)s” có từ ngày %(day)s. Hãy chọn ngày đó hoặc "
        "một ngày sau đó."
    )


class UnitClosed(LmsError):
    """The unit no longer exists on that day."""

    status = 409
    message = msgid("Đơn vị “%(name)s” đã ngừng hoạt động. Hãy chọn đơn vị khác.")


class RootStays(LmsError):
    """The root is the whole country."""

    status = 409
    message = msgid("“Toàn quốc” là gốc của cây đơn vị, không thay đổi được.")


class BelowItself(LmsError):
    """A unit would come to lie below itself."""

    status = 409
    message = msgid(
        "“%(successor)s” thuộc “%(name)s”. Hãy chọn một đơn vị không nằm bên dưới đơn vị này."
    )


class HasUnitsBelow(LmsError):
    """A unit with units below is not closed."""

    status = 409
    message = msgid(
        "“%(name)s” còn %(count)d đơn vị trực thuộc. Hãy chuyển hoặc đóng các đơn vị đó trước."
    )


class NothingToMerge(LmsError):
    """There is no unit besides the one that would receive it."""

    message = msgid("Hãy chọn ít nhất hai đơn vị khác nhau.")


class NothingChanges(LmsError):
    """All is so already."""

    message = msgid("Không có gì khác với hiện nay. Hãy kiểm tra lại nội dung thay đổi.")


class BadTreeDay(LmsError):
    """The day asked for is none, or has not come."""

    message = msgid("Hãy viết ngày/tháng/năm, không sau hôm nay, ví dụ 05/02/2026.")
