"""Shape and wording of the unit forms."""

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from lms.core.i18n import msgid
from lms.organisations.models import OrganisationKind
from lms.web.forms import AtMost, BaseForm, DayField, Required, Text

KIND_NAMES = {
    OrganisationKind.MINISTRY: msgid("Bộ, cơ quan ngang bộ"),
    OrganisationKind.GOVERNMENT_AGENCY: msgid("Cơ quan thuộc Chính phủ"),
    OrganisationKind.PROVINCE: msgid("Tỉnh, thành phố"),
    OrganisationKind.COMMUNE: msgid("Xã, phường, đặc khu"),
    OrganisationKind.DEPARTMENT: msgid("Sở, cục, vụ, phòng, ban"),
    OrganisationKind.PUBLIC_SERVICE_UNIT: msgid("Đơn vị sự nghiệp công lập"),
    OrganisationKind.PARTY: msgid("Cơ quan Đảng"),
    OrganisationKind.FRONT: msgid("Mặt trận, đoàn thể"),
    OrganisationKind.PRESS: msgid("Cơ quan báo chí"),
}


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


class RenameForm(BaseForm):
    """A new name from a day on."""

    name = Text(msgid("Tên mới"), [Required(), AtMost(200)], id="ten-moi")
    short_name = Text(msgid("Tên viết tắt"), [AtMost(60)], id="viet-tat-moi")
    start = DayField(msgid("Từ ngày"), description=msgid("Để trống: từ hôm nay."), id="tu-ngay")


class ContactForm(BaseForm):
    """Whom staff call when they cannot sign in."""

    name = Text(msgid("Họ tên cán bộ tổ chức"), [Required(), AtMost(100)])
    phone = Text(msgid("Điện thoại cơ quan"), [Required(), AtMost(30)])
