"""What can go wrong with a staff file as a whole before its rows are looked at."""

from lms.core.errors import LmsError
from lms.core.i18n import msgid


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
