"""Shape and wording of the register's forms."""

from collections.abc import Sequence

from wtforms import FileField, SelectField
from wtforms.fields.choices import SelectChoice

from lms.core.i18n import msgid, pick
from lms.web.forms import AtMost, BaseForm, DayField, Required, Text


class UploadForm(BaseForm):
    """A staff file."""

    file = FileField(
        msgid("Tệp danh sách (.xlsx)"),
        [Required()],
        description=msgid("Theo tệp mẫu, nhiều nhất 16 MB. Cũng nhận CSV mã hóa UTF-8."),
    )


class EnrolForm(BaseForm):
    """Send one person to a programme."""

    programme = SelectField(msgid("Chương trình"))
    due_on = DayField(msgid("Hạn hoàn thành"))
    reason = Text(msgid("Lý do, căn cứ"), [Required(), AtMost(500)])

    def offer(self, programmes: Sequence[tuple[str, dict[str, str]]]) -> None:
        """Offer the published programmes: (key, title)."""
        self.programme.choices = [SelectChoice(key, pick(title)) for key, title in programmes]


class ReasonForm(BaseForm):
    """A reason for something out of the ordinary."""

    reason = Text(msgid("Lý do"), [Required(), AtMost(500)])
