"""Shape and wording of the forms of the second factor."""

from wtforms import PasswordField

from lms.core.i18n import msgid
from lms.web.forms import AtMost, BaseForm, Reason, Required, Text

LONGEST_CODE = 60
EITHER = msgid("6 chữ số ứng dụng đang hiện, hoặc một mã dự phòng chưa dùng.")


class BeginForm(BaseForm):
    """The password, typed again before the secret is shown."""

    password = PasswordField(msgid("Mật khẩu đang dùng"), [Required()])


class ConfirmForm(BaseForm):
    """The first code of an app."""

    code = Text(
        msgid("Mã trên ứng dụng"),
        [Required(), AtMost(LONGEST_CODE)],
        description=msgid("6 chữ số ứng dụng đang hiện cho mục Lan Tỏa."),
    )


class RenewForm(BaseForm):
    """A code, for new recovery codes."""

    code = Text(msgid("Mã xác thực"), [Required(), AtMost(LONGEST_CODE)], description=EITHER)


class RemoveForm(BeginForm):
    """The password and a code, for doing without."""

    code = Text(msgid("Mã xác thực"), [Required(), AtMost(LONGEST_CODE)], description=EITHER)


class ResetForm(BaseForm):
    """Why somebody else's second factor is taken away."""

    reason = Reason(
        msgid("Lý do, căn cứ"),
        description=msgid("Ghi vào nhật ký. Không ghi số định danh hay mật khẩu."),
    )
