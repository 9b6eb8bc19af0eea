"""Shape and wording of the upload form."""

from wtforms import FileField

from lms.core.i18n import msgid
from lms.web.forms import BaseForm, Reason, Required


class UnitFileForm(BaseForm):
    """A list of units, and on what basis it is written."""

    file = FileField(
        msgid("Tệp danh mục đơn vị (.xlsx)"),
        [Required()],
        description=msgid("Theo tệp mẫu, nhiều nhất 16 MB. Cũng nhận CSV mã hóa UTF-8."),
    )
    basis = Reason(
        msgid("Căn cứ và lý do"),
        description=msgid("Số, ngày của quyết định hoặc nghị quyết, hoặc lý do sửa."),
    )
