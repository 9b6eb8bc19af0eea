"""What can go wrong when signing in or handing out roles."""

from lms.core.errors import Conflict, Forbidden, LmsError
from lms.core.i18n import msgid


class WrongSecret(LmsError):
    """The name or the password is wrong; which of them is not said."""

    message = msgid(
        "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt, "
        "rồi nhập lại."
    )


class WrongOldPassword(WrongSecret):
    """Whoever is signed in does not know the account's password."""

    message = msgid("Mật khẩu đang dùng chưa đúng. Hãy nhập lại mật khẩu đã dùng để đăng nhập.")


class RecordMerged(LmsError):
    """The person's two records are one now; this was the account of the other."""

    status = 403
    message = msgid(
        "Hồ sơ của tài khoản này đã được nhập vào hồ sơ khác của bạn. Hãy đăng nhập bằng tài khoản "
        "của hồ sơ đó, hoặc hỏi: %(ask)s."
    )


class AgencyNeeded(LmsError):
    """Several agencies have a person with this staff code."""

    message = msgid("Mã cán bộ này có ở nhiều cơ quan. Hãy chọn cơ quan của mình.")


class WrongCode(LmsError):
    """No such code, or it has been used or has run out."""

    message = msgid(
        "Mã kích hoạt không đúng, đã dùng hoặc đã hết hạn. Hãy kiểm tra lại, hoặc xin mã mới "
        "từ cán bộ tổ chức của đơn vị."
    )


class PasswordTooShort(LmsError):
    """Shorter than the policy allows."""

    message = msgid("Mật khẩu cần ít nhất %(length)d ký tự. Hãy đặt mật khẩu dài hơn.")


class PasswordTooPlain(LmsError):
    """Too few kinds of characters."""

    message = msgid(
        "Mật khẩu cần có chữ thường, chữ hoa, chữ số và ký tự khác (ví dụ dấu cách, dấu chấm). "
        "Hãy thêm loại còn thiếu."
    )


class PasswordTooLong(LmsError):
    """Longer than what is hashed without wasting the server's time."""

    message = msgid("Mật khẩu dài quá %(length)d ký tự. Hãy đặt mật khẩu ngắn hơn.")


class GrantTooWide(Forbidden):
    """Outside the granter's own part of the tree."""

    message = msgid("Không thể giao quyền ngoài phạm vi bạn đang quản trị.")


class GrantDates(LmsError):
    """A role would end before it begins."""

    message = msgid(
        "Ngày cuối của quyền, %(last)s, đã qua. Hãy chọn một ngày sau đó, hoặc để trống."
    )


class GrantOutlasts(Forbidden):
    """The granter's own role over that part of the tree ends earlier."""

    message = msgid(
        "Quyền quản trị của bạn ở phạm vi này chỉ đến hết ngày %(last)s. "
        "Hãy chọn ngày cuối từ ngày đó trở về trước."
    )


class HoldsElsewhere(Forbidden):
    """The account holds a role outside the part of the tree administered."""

    message = msgid(
        "Người này giữ quyền ở đơn vị ngoài phạm vi bạn đang quản trị. "
        "Hãy nhờ quản trị hệ thống của cấp đó."
    )


class OwnCode(Forbidden):
    """A one-time code for oneself would set a password without the old one."""

    message = msgid(
        "Không ai tự tạo mã cho chính mình. Hãy đổi mật khẩu tại trang Tài khoản của tôi, "
        "hoặc nhờ cán bộ tổ chức khác tạo mã."
    )


class GrantToSelf(Forbidden):
    """Nobody hands a role to themselves."""

    message = msgid("Không thể tự giao hoặc tự thu hồi quyền của chính mình.")


class LastAdministrator(Conflict):
    """Somebody must be left who can hand out roles for the whole country."""

    message = msgid(
        "Đây là quản trị hệ thống cuối cùng của toàn hệ thống. "
        "Hãy giao quyền này cho người khác trước."
    )


class GrantHeld(Conflict):
    """The person holds this role here already."""

    message = msgid("Người này đang giữ quyền đó tại đơn vị đã chọn.")


class NoSuchAccount(LmsError):
    """The person has no account yet."""

    status = 404
    message = msgid("Người này chưa có tài khoản. Hãy tạo mã kích hoạt trước.")
