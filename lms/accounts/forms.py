"""Shape and wording of the account forms."""

from collections.abc import Sequence

from wtforms import BooleanField, PasswordField, SelectField
from wtforms.fields.choices import SelectChoice

from lms.core.i18n import msgid
from lms.core.permissions import ROLE_NAMES
from lms.organisations.service import Organisation
from lms.web.forms import AtMost, BaseForm, DayField, NoIdNumber, Reason, Required, Text

PASSWORD_HINT = msgid(
    "Ít nhất 14 ký tự, có chữ thường, chữ hoa, chữ số và ký tự khác. "
    "Một câu ngắn dễ nhớ với mình là tốt nhất."
)
NAME_HINT = msgid("Là số đơn vị đã khai báo trong danh sách cử đi học; cũng có thể dùng e-mail.")


class SignInForm(BaseForm):
    """Name and password."""

    name = Text(
        msgid("Số điện thoại hoặc mã cán bộ"),
        [Required(), AtMost(200)],
        description=NAME_HINT,
    )
    password = PasswordField(msgid("Mật khẩu"), [Required()])
    agency = SelectField(
        msgid("Cơ quan"),
        description=msgid("Mã này có ở nhiều cơ quan. Hãy chọn cơ quan của mình."),
        validate_choice=False,
    )
    shared = BooleanField(
        msgid("Đây là máy dùng chung của cơ quan"),
        default=True,
        description=msgid("Tự đăng xuất sau 15 phút không thao tác và không lưu mật khẩu."),
    )

    def offer(self, agencies: Sequence[Organisation]) -> None:
        """Offer the agencies in which the code typed is known."""
        self.agency.choices = [SelectChoice("", msgid("– Chọn –"))] + [
            SelectChoice(str(unit.id), unit.name) for unit in agencies
        ]

    def chosen_agency(self) -> int | None:
        """Return the id of the agency chosen among those offered."""
        offered = {choice.value for choice in self.agency.choices or ()}
        return int(self.agency.data) if self.agency.data and self.agency.data in offered else None


class ActivateForm(BaseForm):
    """A one-time code and the password to be."""

    code = Text(
        msgid("Mã kích hoạt"),
        [Required(), AtMost(60)],
        description=msgid("Gồm 16 chữ và số trên phiếu do cán bộ tổ chức giao, dùng một lần."),
    )
    password = PasswordField(msgid("Mật khẩu mới"), [Required()], description=PASSWORD_HINT)
    repeat = PasswordField(msgid("Nhập lại mật khẩu mới"), [Required()])


class PasswordForm(BaseForm):
    """The old password and the new one, twice."""

    old = PasswordField(msgid("Mật khẩu đang dùng"), [Required()])
    password = PasswordField(msgid("Mật khẩu mới"), [Required()], description=PASSWORD_HINT)
    repeat = PasswordField(msgid("Nhập lại mật khẩu mới"), [Required()])


class GrantForm(BaseForm):
    """A role over a unit."""

    role = SelectField(
        msgid("Vai trò"),
        choices=[SelectChoice(role.value, name) for role, name in ROLE_NAMES.items()],
    )
    unit = Text(
        msgid("Đơn vị (mã hoặc tên)"),
        [Required()],
        description=msgid("Quyền có hiệu lực tại đơn vị này và mọi đơn vị bên dưới."),
    )
    last_day = DayField(
        msgid("Đến hết ngày"), description=msgid("Để trống nếu chưa định ngày kết thúc.")
    )
    reason = Reason(msgid("Lý do, căn cứ"))


class AccountForm(GrantForm):
    """A new account with its first role."""

    name = Text(msgid("Họ và tên"), [Required(), AtMost(100)])
    staff_code = Text(msgid("Mã cán bộ"), [Required(), AtMost(40), NoIdNumber()])
    email = Text(msgid("E-mail"), [AtMost(200)])
    phone = Text(msgid("Điện thoại"), [AtMost(20)])
