"""What can go wrong with persons and posts."""

from lms.core.errors import LmsError
from lms.core.i18n import msgid


class IdNumberInvalid(LmsError):
    """Not a personal ID number of a living adult."""


class IdNumberShape(IdNumberInvalid):
    """Not twelve digits."""

    message = msgid(
        "Số định danh phải gồm đúng 12 chữ số, đang có %(length)d ký tự. "
        "Hãy định dạng cột là Văn bản (Text) và nhập lại đủ số."
    )


class IdNumberLostZero(IdNumberInvalid):
    """Eleven digits: the spreadsheet dropped the leading zero."""

    message = msgid(
        "Số định danh chỉ còn 11 chữ số, có thể đã mất số 0 ở đầu. "
        "Hãy định dạng cột là Văn bản (Text) và nhập lại đủ 12 chữ số."
    )


class IdNumberLetters(IdNumberInvalid):
    """Something that is not a digit."""

    message = msgid(
        "Số định danh có ký tự không phải chữ số “%(letter)s”. Hãy kiểm tra chữ O với số 0."
    )


class IdNumberCentury(IdNumberInvalid):
    """The fourth digit says a century nobody at work was born in."""

    message = msgid(
        "Chữ số thứ tư của số định danh là %(digit)s, chỉ có thể là 0, 1, 2 hoặc 3. "
        "Hãy đối chiếu với thẻ căn cước."
    )


class IdNumberAge(IdNumberInvalid):
    """The year inside the number gives an impossible age."""

    message = msgid(
        "Số định danh cho năm sinh %(year)d, ngoài khoảng 16–100 tuổi. "
        "Hãy đối chiếu với thẻ căn cước."
    )


class IdNumberTaken(LmsError):
    """Another person already has this number."""

    status = 409
    message = msgid("Số định danh này đã có trên hệ thống. Hãy tìm người đó trong danh sách.")


class StaffCodeTaken(LmsError):
    """Another person of the same agency already has this code."""

    status = 409
    message = msgid(
        "Mã cán bộ %(code)s đã thuộc về người khác trong cùng bộ, tỉnh. Hãy kiểm tra lại mã."
    )


class PostDates(LmsError):
    """A post would end before it begins."""

    message = msgid(
        "Ngày kết thúc %(end)s đứng trước ngày bắt đầu %(start)s. Hãy sửa một trong hai ngày."
    )
