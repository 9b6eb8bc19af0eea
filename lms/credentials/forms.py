"""Shape and wording of the certificate forms."""

from typing import Self
from uuid import UUID

from wtforms import BooleanField, FileField
from wtforms.validators import ValidationError

from lms.core.i18n import gettext, msgid
from lms.web.forms import AtMost, BaseForm, DayField, FileSent, Reason, Required, Text

LARGEST_CERTIFICATE = 1_000_000  # bytes; they have about 30,000


class ReissueForm(BaseForm):
    """Why a certificate is issued anew."""

    reason = Reason(msgid("Lý do cấp lại"), id="ly-do-cap-lai")


class RevokeForm(BaseForm):
    """Why a certificate is revoked."""

    reason = Reason(msgid("Lý do thu hồi"), id="ly-do-thu-hoi")


def _is_pdf(form: "CheckForm", _field: FileField) -> None:
    if not form.content.startswith(b"%PDF-"):
        raise ValidationError(gettext("Tệp này không phải PDF. Hãy chọn tệp PDF đã nhận."))


class CheckForm(BaseForm):
    """A PDF to compare with the one that was issued; `content` holds it once it was accepted."""

    file = FileField(
        msgid("Tệp PDF giấy chứng nhận"),
        [
            FileSent(
                LARGEST_CERTIFICATE,
                missing=msgid("Hãy chọn tệp PDF cần kiểm tra."),
                too_large=msgid(
                    "Tệp lớn hơn mọi giấy chứng nhận đã cấp. Hãy chọn đúng tệp PDF đã nhận."
                ),
            ),
            _is_pdf,
        ],
        description=msgid("Tệp chỉ dùng để so sánh, không được lưu lại."),
    )
    content: bytes = b""


class IssuerForm(BaseForm):
    """What an organisation prints on its certificates."""

    superior_name = Text(
        msgid("Cơ quan chủ quản"),
        [AtMost(200)],
        description=msgid("Dòng trên cùng bên trái; để trống nếu không có."),
    )
    printed_name = Text(msgid("Tên cơ quan cấp"), [Required(), AtMost(200)])
    place = Text(msgid("Địa danh"), [Required(), AtMost(60)])
    signer_title = Text(
        msgid("Chức danh người ký"),
        [Required(), AtMost(100)],
        description=msgid("Hai dòng thì viết: KT. Giám đốc / Phó Giám đốc"),
    )
    signer_name = Text(msgid("Họ tên người ký"), [Required(), AtMost(100)])
    start = DayField(msgid("Áp dụng từ ngày"), description=msgid("Để trống: từ hôm nay."))
    prints_birth_date = BooleanField(msgid("In ngày sinh của người học"))
    is_diploma = BooleanField(
        msgid("Cấp chứng chỉ"),
        description=msgid("Chỉ dành cho cơ sở được giao đào tạo, bồi dưỡng."),
    )
    assignment = Text(msgid("Số, ngày văn bản giao nhiệm vụ"), [AtMost(200)])

    def named_after(self, unit: UUID) -> Self:
        """Give each field an id of its unit's own: a page may hold the forms of several."""
        for field in self:
            field.id = f"{field.short_name}-{unit.hex[-8:]}"
        return self

    def validate_assignment(self, field: Text) -> None:
        """Ask for the document that assigns the task."""
        if self.is_diploma.data and not field.data:
            raise ValidationError(
                gettext("Hãy ghi số, ngày văn bản giao nhiệm vụ để được cấp chứng chỉ.")
            )
