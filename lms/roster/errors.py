"""What can go wrong with a change set as a whole."""

from lms.core.errors import Conflict, LmsError
from lms.core.i18n import msgid


class NoFile(LmsError):
    """Nothing was chosen."""

    message = msgid("Chưa chọn tệp. Hãy chọn tệp Excel (.xlsx) theo mẫu rồi tải lên.")


class EmptyFile(LmsError):
    """What was chosen holds not one byte."""

    message = msgid("Tệp không có nội dung (0 byte). Hãy mở tệp gốc, lưu lại rồi chọn lại tệp.")


class NotReady(Conflict):
    """The change set is not in the state that the action needs."""

    message = msgid("Tệp này chưa sẵn sàng hoặc đã được ghi. Hãy tải lại trang để xem tình trạng.")


class FileGone(Conflict):
    """The upload is kept for a time only."""

    message = msgid("Tệp này không còn được lưu. Hãy tải tệp lên lần nữa.")


class TooLateToUndo(Conflict):
    """Undoing is possible for 24 hours."""

    message = msgid(
        "Đã quá 24 giờ kể từ lúc ghi nên không hoàn tác được nữa. Hãy sửa từng người trong danh "
        "sách nhân sự, hoặc tải lên một tệp mới."
    )
