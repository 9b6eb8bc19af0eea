"""Shape and wording of the upload form."""

from wtforms import BooleanField, FileField

from lms.core.i18n import msgid
from lms.web.forms import BaseForm, Required


class UploadForm(BaseForm):
    """A staff file."""

    file = FileField(
        msgid("Tệp danh sách (.xlsx, .csv)"),
        [Required()],
        description=msgid("Theo tệp mẫu, nhiều nhất 16 MB."),
    )
    is_whole = BooleanField(
        msgid("Tệp này là danh sách đầy đủ của các đơn vị có trong tệp"),
        description=msgid(
            "Người đang giữ vị trí ở các đơn vị đó mà tệp không nêu tên sẽ được đề nghị thôi giữ "
            "vị trí. Nếu không chọn, người không có trong tệp được giữ nguyên."
        ),
    )
