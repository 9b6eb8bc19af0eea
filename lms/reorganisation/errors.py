"""What can go wrong when units change together with what they hold."""

from lms.core.errors import LmsError
from lms.core.i18n import msgid


class HasStaff(LmsError):
    """A unit in which people hold posts is not closed without a successor."""

    status = 409
    message = msgid(
        "Từ ngày %(day)s vẫn còn %(count)d người giữ vị trí tại “%(name)s”. Hãy chuyển họ sang đơn "
        "vị khác hoặc ghi ngày thôi giữ vị trí, hoặc chọn Sáp nhập để họ sang đơn vị nhận."
    )


class ParentOutOfReach(LmsError):
    """A new unit would lie under one that the administrator does not administer."""

    status = 403
    message = msgid(
        "Đơn vị cấp trên “%(name)s” nằm ngoài phạm vi quản trị của bạn. Hãy đề nghị quản trị cấp "
        "trên thực hiện, hoặc chọn đơn vị nhận đã có trong phạm vi của bạn."
    )


class NoReceiver(LmsError):
    """Neither an existing unit nor the name of a new one was given."""

    message = msgid("Hãy ghi đơn vị nhận đã có, hoặc tên của đơn vị mới.")


class TwoReceivers(LmsError):
    """Both an existing unit and a new name were given."""

    message = msgid("Chỉ ghi một trong hai: đơn vị nhận đã có, hoặc tên đơn vị mới.")


class NoPart(LmsError):
    """Nothing is named that would be carved out, or two parts bear one name."""

    message = msgid("Hãy ghi ít nhất một đơn vị mới, mỗi dòng một tên, các tên khác nhau.")


class PlanOver(LmsError):
    """A change planned for a day was withdrawn or has been carried out."""

    status = 409
    message = msgid("Thay đổi này đã được rút hoặc đã thực hiện. Hãy tải lại trang của đơn vị.")


class TooFewParts(LmsError):
    """A unit is split into two at least."""

    message = msgid("Hãy ghi ít nhất hai đơn vị mới có tên khác nhau, mỗi dòng một đơn vị.")
