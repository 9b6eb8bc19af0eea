"""What can go wrong with requests for people."""

from lms.core.errors import Conflict, LmsError
from lms.core.i18n import msgid


class NothingToFindBy(LmsError):
    """Neither a personal ID number nor a staff code was given."""

    message = msgid("Hãy điền số định danh hoặc mã cán bộ của người cần nhận.")


class KeptHere(Conflict):
    """The person is in the officer's own scope: no request is needed."""

    message = msgid(
        "Người này thuộc phạm vi quản lý của bạn. Hãy mở hồ sơ của người đó để chuyển vị trí "
        "hoặc giao kiêm nhiệm."
    )


class NotOpen(Conflict):
    """Decided or withdrawn already."""

    message = msgid("Đề nghị này đã được trả lời hoặc đã rút. Hãy tải lại trang.")


class OwnRequest(Conflict):
    """Nobody answers what they asked for themselves."""

    status = 403
    message = msgid("Không thể trả lời đề nghị của chính mình. Hãy nhờ cán bộ tổ chức khác.")


class TooMany(Conflict):
    """So many open requests that they look like trying."""

    message = msgid(
        "Bạn đang có %(most)d đề nghị chờ trả lời. Hãy đợi trả lời hoặc rút bớt trước khi gửi thêm."
    )


class AskerGone(Conflict):
    """Whoever asked no longer answers for the unit."""

    message = msgid(
        "Người gửi không còn phụ trách đơn vị nhận nên không thể đồng ý. Hãy trả lời không đồng ý; "
        "đơn vị đó có thể gửi đề nghị mới."
    )


class WhichPost(LmsError):
    """The person holds several posts in scope, and a move ends one of them."""

    message = msgid("Hãy chọn vị trí sẽ kết thúc.")
