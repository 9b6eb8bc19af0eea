"""What can go wrong with a staff file as a whole, and with a row."""

from lms.core.errors import Conflict, LmsError
from lms.core.i18n import msgid


class NoFile(LmsError):
    """Nothing was chosen."""

    message = msgid("Chưa chọn tệp. Hãy chọn tệp Excel (.xlsx) theo mẫu rồi tải lên.")


class MissingColumns(LmsError):
    """Required headings are not in the first row."""

    message = msgid(
        "Thiếu cột bắt buộc: %(columns)s. Hãy tải tệp mẫu, giữ nguyên hàng tiêu đề rồi chép dữ "
        "liệu vào đúng cột."
    )


class DoubledColumn(LmsError):
    """The same heading stands twice."""

    message = msgid("Cột “%(column)s” có hai lần trong hàng tiêu đề. Hãy xóa bớt một cột.")


class NothingInFile(LmsError):
    """No row below the headings."""

    message = msgid("Tệp không có hàng dữ liệu nào. Hãy nhập danh sách từ hàng thứ hai.")


class NotReady(Conflict):
    """The change set is not in the state that the action needs."""

    message = msgid("Tệp này chưa sẵn sàng hoặc đã được ghi. Hãy tải lại trang để xem tình trạng.")


class SlipsTaken(Conflict):
    """The activation sheet is given out once."""

    message = msgid(
        "Phiếu kích hoạt của tệp này đã được lấy. Hãy tạo mã mới cho từng người tại trang cá nhân "
        "của người đó."
    )
