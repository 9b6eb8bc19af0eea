"""What can go wrong with training from elsewhere, waivers and revocations."""

from lms.core.errors import Conflict, LmsError
from lms.core.i18n import msgid


class NoEvidence(LmsError):
    """Nothing was chosen."""

    message = msgid("Chưa chọn tệp minh chứng. Hãy chọn bản chụp hoặc bản quét (PDF, PNG, JPEG).")


class EvidenceKind(LmsError):
    """Not a paper we keep."""

    message = msgid(
        "Tệp minh chứng không phải PDF, PNG hay JPEG. Hãy quét hoặc xuất giấy tờ thành một trong "
        "ba loại này rồi chọn lại."
    )


class EvidenceTooLarge(LmsError):
    """More bytes than allowed."""

    message = msgid(
        "Tệp minh chứng lớn hơn %(megabytes)d MB. Hãy quét với độ phân giải thấp hơn hoặc chỉ giữ "
        "trang cần thiết."
    )


class NoTable(LmsError):
    """Nothing was chosen."""

    message = msgid("Chưa chọn tệp danh sách. Hãy chọn tệp Excel (.xlsx) theo mẫu rồi tải lên.")


class TrainingNotOver(LmsError):
    """A training to come cannot be recognised."""

    message = msgid("Ngày hoàn thành %(day)s chưa tới. Hãy nộp hồ sơ sau khi khóa học kết thúc.")


class TrainingDates(LmsError):
    """It would end before it begins."""

    message = msgid(
        "Ngày hoàn thành %(end)s đứng trước ngày bắt đầu %(start)s. Hãy sửa một trong hai ngày."
    )


class AlreadyFiled(Conflict):
    """The same training waits for a decision."""

    message = msgid(
        "Người này đã có hồ sơ chờ duyệt cho cùng chương trình và ngày hoàn thành. Hãy xem hồ sơ "
        "đó ở trang Công nhận."
    )


class AlreadyRecognised(Conflict):
    """The person has this result."""

    message = msgid(
        "Người này đã có kết quả của chương trình vào đúng ngày hoàn thành đó nên không cần công "
        "nhận lần nữa."
    )


class NotPending(Conflict):
    """Somebody decided or withdrew it before."""

    message = msgid("Hồ sơ này đã được quyết định hoặc đã rút. Hãy tải lại trang để xem kết quả.")


class OwnFiling(Conflict):
    """Who filed it does not decide it."""

    status = 403
    message = msgid(
        "Người nộp hồ sơ không tự duyệt. Hãy nhờ cán bộ tổ chức khác có quyền duyệt với đơn vị này."
    )


class OwnTraining(Conflict):
    """Nobody decides about themselves."""

    status = 403
    message = msgid(
        "Hồ sơ này có kết quả của chính bạn nên bạn không duyệt được. Hãy nhờ cán bộ tổ chức khác."
    )


class NotReady(Conflict):
    """The batch is not in the state that the action needs."""

    message = msgid("Danh sách này đã được trình hoặc đã hết hạn. Hãy tải lại trang để xem.")


class RegisterMoved(Conflict):
    """Something changed between the trial run and the filing, or the decision."""

    message = msgid(
        "Từ lúc chạy thử đã có thay đổi: %(count)d hàng không còn như đã xem. Chưa ghi gì. Hãy tải "
        "lại tệp để xem danh sách hiện nay."
    )
