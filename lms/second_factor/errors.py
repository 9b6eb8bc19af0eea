"""What can go wrong with the second factor."""

from lms.core.errors import Conflict, Forbidden, LmsError
from lms.core.i18n import msgid


class NoSecondFactor(Forbidden):
    """What was asked for needs a second factor, and the account has none."""

    message = msgid(
        "Việc này cần xác thực hai bước, mà tài khoản của bạn chưa thiết lập. Hãy mở trang Tài "
        "khoản của tôi, mục Xác thực hai bước, thiết lập rồi làm lại."
    )


class WrongSecondFactor(LmsError):
    """The code is not one of now, or it has been used; which of them is not said."""

    message = msgid(
        "Mã xác thực chưa đúng, đã hết hạn hoặc đã dùng. Hãy đợi ứng dụng hiện mã mới rồi nhập 6 "
        "chữ số đó, hoặc nhập một mã dự phòng chưa dùng. Nếu mã mới vẫn sai, hãy kiểm tra giờ của "
        "điện thoại."
    )


class WrongFirstCode(WrongSecondFactor):
    """The code does not show that the app holds the secret."""

    message = msgid(
        "Mã chưa đúng hoặc đã hết hạn. Hãy đợi ứng dụng hiện mã mới rồi nhập 6 chữ số đó. Nếu mã "
        "mới vẫn sai, hãy kiểm tra giờ của điện thoại, hoặc bắt đầu lại."
    )


class NothingToConfirm(LmsError):
    """No setting up was begun, or it was begun too long ago."""

    message = msgid(
        "Lần thiết lập này đã quá một giờ hoặc chưa bắt đầu. Hãy nhập mật khẩu để bắt đầu lại, và "
        "xóa mục cũ trong ứng dụng xác thực."
    )


class AlreadySetUp(Conflict):
    """The account has a second factor already, perhaps since a moment ago."""

    message = msgid(
        "Xác thực hai bước của tài khoản này đã được thiết lập hoặc đang được thiết lập ở cửa sổ "
        "khác. Hãy tải lại trang."
    )


class OwnReset(Forbidden):
    """Nobody resets their own second factor: that would go without its code."""

    message = msgid(
        "Không ai tự đặt lại xác thực hai bước của chính mình. Hãy dùng mã dự phòng, hoặc nhờ quản "
        "trị hệ thống khác."
    )
