"""What can go wrong with enrolment rules and with enrolling many people."""

from lms.core.errors import Conflict, LmsError
from lms.core.i18n import msgid


class RuleChanged(Conflict):
    """Somebody changed or ended the rule since the page was opened."""

    message = msgid("Quy tắc này vừa được người khác sửa. Hãy mở lại quy tắc rồi làm lại.")


class RuleEnded(Conflict):
    """A rule that has ended is history."""

    message = msgid("Quy tắc này đã kết thúc, không sửa được nữa. Hãy lập quy tắc mới.")


class NobodyChosen(LmsError):
    """Nobody is ticked, or the filters leave nobody."""

    message = msgid("Chưa chọn ai. Hãy đánh dấu ít nhất một người rồi làm lại.")


class OwnEnrolment(Conflict):
    """Nobody puts off or releases their own duty to learn."""

    status = 403
    message = msgid("Không thể gia hạn hoặc rút cho chính mình. Hãy nhờ cán bộ tổ chức khác.")
