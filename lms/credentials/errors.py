"""What can go wrong with certificates."""

from lms.core.errors import Conflict, LmsError
from lms.core.i18n import msgid


class NotYetPrinted(Conflict):
    """The PDF is still being made."""

    message = msgid("Giấy chứng nhận đang được tạo. Hãy thử lại sau ít phút.")


class NotInForce(Conflict):
    """Revoked or replaced already."""

    message = msgid("Giấy chứng nhận này đã bị thu hồi hoặc đã được cấp lại.")


class OwnCertificate(Conflict):
    """Nobody certifies themselves."""

    status = 403
    message = msgid(
        "Không thể thu hồi hoặc cấp lại giấy chứng nhận của chính mình. "
        "Hãy nhờ cán bộ tổ chức khác."
    )


class CompletionRevoked(Conflict):
    """What the certificate says happened was taken back."""

    message = msgid(
        "Không thể cấp lại: việc hoàn thành chương trình đã bị thu hồi nên giấy chứng nhận này "
        "cũng hết hiệu lực."
    )


class IssuerMissing(LmsError):
    """No organisation above has complete settings."""

    message = msgid(
        "Chưa có đơn vị cấp nào khai báo đủ thông tin in. "
        "Hãy khai báo tại trang Đơn vị cấp giấy chứng nhận."
    )
