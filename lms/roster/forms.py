"""Shape and wording of the upload form."""

from wtforms import FileField

from lms.core.i18n import msgid
from lms.web.forms import BaseForm, Required


class UploadForm(BaseForm):
    """A staff file."""

    file = FileField(
        msgid("Tệp danh sách (.xlsx)"),
        [Required()],
        description=msgid("Theo tệp mẫu, nhiều nhất 16 MB. Cũng nhận CSV mã hóa UTF-8."),
    )
