"""Shape and wording of the forms about reports."""

from typing import ClassVar

from wtforms import FileField, SelectMultipleField
from wtforms.validators import ValidationError

from lms.core.i18n import gettext, msgid
from lms.web.forms import BaseForm

LARGEST = 20_000_000  # bytes; only the workbook of a whole country has more


class SealForm(BaseForm):
    """A click that seals the figure the address names."""


class ReadersForm(BaseForm):
    """Who is sent the link; the choices are given by the view."""

    readers = SelectMultipleField(msgid("Người nhận liên kết"), validate_choice=False)


class Sent:
    """A file was sent, no larger than ours are."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: "CheckForm", field: FileField) -> None:
        """Read no more than a report's file has."""
        form.content = field.data.read(LARGEST + 1) if field.data else b""
        if not form.content:
            raise ValidationError(gettext("Hãy chọn tệp báo cáo cần kiểm tra."))
        if len(form.content) > LARGEST:
            raise ValidationError(
                gettext("Tệp lớn hơn 20 MB. Hãy so mã kiểm tra SHA-256 in trên báo cáo.")
            )


class CheckForm(BaseForm):
    """A file to compare with those of the report; `content` holds it once it was accepted."""

    file = FileField(
        msgid("Tệp báo cáo"),
        [Sent()],
        description=msgid("Tệp chỉ dùng để so sánh, không được lưu lại."),
    )
    content: bytes = b""
