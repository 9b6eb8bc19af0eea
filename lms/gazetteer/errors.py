"""What can go wrong with a list of units as a whole."""

from lms.core.errors import Conflict, LmsError
from lms.core.i18n import msgid


class NoUnitFile(LmsError):
    """Nothing was chosen."""

    message = msgid("Chưa chọn tệp. Hãy chọn tệp Excel (.xlsx) theo mẫu rồi tải lên.")


class TooManyUnits(LmsError):
    """More rows than one list may have."""

    message = msgid("Tệp có hơn %(most)d hàng. Hãy chia danh mục thành nhiều tệp.")


class UnitFileNotReady(Conflict):
    """The list is not in the state that the action needs."""

    message = msgid("Tệp này chưa sẵn sàng hoặc đã được ghi. Hãy tải lại trang để xem tình trạng.")


class UnitsChanged(LmsError):
    """What the preview showed is no longer what writing would do."""

    status = 409
    message = msgid(
        "Danh mục đơn vị đã thay đổi từ lúc xem trước (hàng %(row)d). Hãy tải lại tệp để so với "
        "danh mục hiện nay."
    )


class UnitFileForgotten(LmsError):
    """A list that was never read to its end, or a preview that nobody wrote."""

    message = msgid("Tệp để quá lâu chưa ghi nên bản xem trước đã được xóa. Hãy tải tệp lên lại.")
