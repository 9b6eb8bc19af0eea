"""Shape and wording of the unit forms."""

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from lms.core.i18n import msgid
from lms.organisations.names import KIND_NAMES
from lms.web.forms import AtMost, BaseForm, DayField, Required, Text


class UnitForm(BaseForm):
    """A new unit."""

    name = Text(msgid("Tên đơn vị"), [Required(), AtMost(200)])
    short_name = Text(msgid("Tên viết tắt"), [AtMost(60)])
    kind = SelectField(
        msgid("Loại đơn vị"),
        choices=[SelectChoice(kind.value, name) for kind, name in KIND_NAMES.items()],
    )
    code = Text(msgid("Mã đơn vị"), [AtMost(40)])
    start = DayField(msgid("Hoạt động từ ngày"), description=msgid("Để trống: từ hôm nay."))


class ContactForm(BaseForm):
    """Whom staff call when they cannot sign in."""

    name = Text(msgid("Họ tên cán bộ tổ chức"), [Required(), AtMost(100)])
    phone = Text(msgid("Điện thoại cơ quan"), [Required(), AtMost(30)])
