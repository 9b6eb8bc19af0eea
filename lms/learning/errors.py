"""What can go wrong while learning."""

from lms.core.errors import Conflict
from lms.core.i18n import msgid


class EnrolmentClosed(Conflict):
    """The enrolment was released."""

    message = msgid("Lượt cử đi học này đã được rút. Hãy hỏi cán bộ tổ chức của đơn vị.")


class LessonsFirst(Conflict):
    """The quiz opens when the module's required lessons are done."""

    message = msgid(
        "Hãy học xong các bài của học phần trước khi làm bài kiểm tra. Còn %(count)d bài."
    )
