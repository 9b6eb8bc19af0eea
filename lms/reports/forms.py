"""Shape and wording of the forms about reports."""

from wtforms import FileField, SelectMultipleField

from lms.core.i18n import msgid
from lms.web.forms import BaseForm, FileSent

LARGEST = 20_000_000  # bytes; only the workbook of a whole country has more


class ReadersForm(BaseForm):
    """Who is sent the link; the choices are given by the view."""

    readers = SelectMultipleField(msgid("Người nhận liên kết"), validate_choice=False)


class CheckForm(BaseForm):
    """A file to compare with those of the report; `content` holds it once it was accepted."""

    file = FileField(
        msgid("Tệp báo cáo"),
        [
            FileSent(
                LARGEST,
                missing=msgid("Hãy chọn tệp báo cáo cần kiểm tra."),
                too_large=msgid("Tệp lớn hơn 20 MB. Hãy so mã kiểm tra SHA-256 in trên báo cáo."),
            )
        ],
        description=msgid("Tệp chỉ dùng để so sánh, không được lưu lại."),
    )
    content: bytes = b""
