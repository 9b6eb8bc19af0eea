"""What can go wrong while taking a quiz."""

from lms.core.errors import Conflict, LmsError, NotFound
from lms.core.i18n import msgid


class NoAttemptsLeft(Conflict):
    """All tries are used."""

    message = msgid(
        "Bạn đã dùng hết %(allowed)d lần làm bài. Hãy ôn lại bài và đề nghị cán bộ tổ chức "
        "mở thêm một lần."
    )


class AlreadyPassed(Conflict):
    """There is nothing left to prove."""

    message = msgid("Bạn đã đạt bài kiểm tra này. Không cần làm lại.")


class AttemptsLeft(Conflict):
    """One more try is opened only when none is left."""

    message = msgid("Người học còn lần làm bài chưa dùng. Chỉ mở thêm khi đã dùng hết.")


class AttemptClosed(Conflict):
    """The attempt was handed in, or its time is over."""

    message = msgid("Lần làm bài này đã kết thúc. Câu trả lời gửi sau không được ghi nhận.")


class AnsweredElsewhere(Conflict):
    """A newer answer to this question was saved from another window or device."""

    message = msgid(
        "Câu này vừa được trả lời ở một cửa sổ hoặc thiết bị khác. "
        "Hãy tải lại trang để xem câu trả lời mới nhất."
    )


class AnswerMalformed(LmsError):
    """What came in does not belong to this question."""

    message = msgid("Câu trả lời chưa đúng dạng. Hãy tải lại trang rồi chọn lại.")


class NoSuchQuestion(NotFound):
    """The question was not drawn in this attempt."""
