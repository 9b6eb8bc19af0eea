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


class SamePost(LmsError):
    """Two full-time posts at once in one unit and working group."""

    status = 409
    message = msgid(
        "Người này đã giữ một vị trí chuyên trách cùng nhóm công tác tại “%(unit)s” trong thời "
        "gian đó, từ ngày %(start)s. Hãy chọn ngày khác, hoặc đính chính vị trí đang có."
    )


class RootHoldsNoPosts(LmsError):
    """The root is the whole country, not a place of work."""

    message = msgid("“Toàn quốc” không nhận người. Hãy chọn đơn vị cụ thể.")


class MoveTooEarly(LmsError):
    """Somebody would leave a post on or before its first day."""

    message = msgid(
        "Ngày chuyển phải sau ngày bắt đầu của vị trí đang giữ (%(start)s). "
        "Nếu vị trí ấy được ghi nhầm, hãy dùng “Đính chính”."
    )


class PostOver(LmsError):
    """The post ended before: there is nothing left to move or to leave."""

    status = 409
    message = msgid(
        "Vị trí này đã thôi giữ, ngày cuối %(last)s. "
        "Hãy ghi “Trở lại” với ngày mới, hoặc đính chính vị trí nếu ngày sai."
    )


class StillHolds(LmsError):
    """Only somebody without a post comes back."""

    status = 409
    message = msgid(
        "Người này đang giữ hoặc sắp giữ một vị trí. Hãy dùng “Chuyển” hoặc “Giao kiêm nhiệm”."
    )


class MergeSelf(LmsError):
    """One record cannot be the duplicate of itself."""

    message = msgid("Hai hồ sơ phải khác nhau. Hãy chọn lại hồ sơ trùng.")


class MergedAlready(LmsError):
    """One of the two records was merged before."""

    status = 409
    message = msgid("Một trong hai hồ sơ đã được nhập vào hồ sơ khác. Hãy tải lại trang.")


class NumbersDiffer(LmsError):
    """Two personal ID numbers are two people."""

    status = 409
    message = msgid(
        "Hai hồ sơ có số định danh khác nhau nên không thể là một người. "
        "Nếu một số bị ghi sai, hãy đính chính số đó trước."
    )
