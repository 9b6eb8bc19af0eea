"""Shape and wording of the form that makes a key."""

from wtforms import SelectField

from lms.core.i18n import msgid
from lms.web.forms import AtMost, BaseForm, DayField, Required, Text


class KeyForm(BaseForm):
    """For which system, which unit and how long; the units are given by the view."""

    name = Text(
        msgid("Tên hệ thống dùng khóa"),
        [Required(), AtMost(100)],
        description=msgid("Ví dụ: Trục dữ liệu tỉnh"),
    )
    unit = SelectField(msgid("Phạm vi đơn vị"), validate_choice=False)
    last_day = DayField(
        msgid("Dùng đến hết ngày"), [Required()], description=msgid("Không quá một năm.")
    )
