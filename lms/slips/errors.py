"""What can go wrong with activation slips."""

from lms.core.errors import Conflict
from lms.core.i18n import msgid


class NothingToPrint(Conflict):
    """The file is not written, has been taken back, or brought in nobody new."""

    message = msgid(
        "Tệp này chưa được ghi, đã hoàn tác hoặc không thêm người mới nên không có phiếu kích "
        "hoạt. Hãy tải lại trang để xem tình trạng."
    )


class NotPrinted(Conflict):
    """The sheet is still being made, or is kept no longer."""

    message = msgid(
        "Phiếu kích hoạt chưa in xong, hoặc đã quá 24 giờ và đã bị xóa. Hãy tải lại trang để xem "
        "tình trạng; nếu cần, in lại với mã mới."
    )


class SheetTaken(Conflict):
    """The sheet is given out once."""

    message = msgid(
        "%(name)s đã tải phiếu kích hoạt này lúc %(moment)s nên phiếu không còn được lưu. Nếu "
        "phiếu thất lạc, hãy in lại với mã mới; mã trên phiếu cũ khi đó hết hiệu lực."
    )
