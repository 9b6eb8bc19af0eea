"""What can go wrong when results are taken out."""

from lms.core.errors import LmsError
from lms.core.i18n import msgid


class NothingToExport(LmsError):
    """No result with an ID number is asked for; nothing was written."""

    message = msgid(
        "Không có kết quả nào để xuất trong đơn vị và khoảng ngày đã chọn. Kết quả của người thiếu "
        "số định danh không xuất được cho đến khi cán bộ tổ chức bổ sung."
    )
