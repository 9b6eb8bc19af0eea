"""Shape and wording of the register's forms."""

from collections.abc import Sequence

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from lms.core.i18n import msgid, pick
from lms.web.forms import REASON_LONGEST, AtMost, BaseForm, DayField, Required, Text


class EnrolForm(BaseForm):
    """Send one person to a programme."""

    programme = SelectField(msgid("Chương trình"))
    due_on = DayField(msgid("Hạn hoàn thành"))
    reason = Text(msgid("Lý do, căn cứ"), [Required(), AtMost(REASON_LONGEST)])

    def offer(self, programmes: Sequence[tuple[str, dict[str, str]]]) -> None:
        """Offer the published programmes: (key, title)."""
        self.programme.choices = [SelectChoice(key, pick(title)) for key, title in programmes]


class RevealForm(BaseForm):
    """Why somebody needs the full ID number."""

    reason = Text(
        msgid("Lý do (được ghi lại)"), [Required(), AtMost(REASON_LONGEST)], id="ly-do-xem"
    )


class ExtendForm(BaseForm):
    """Why somebody gets one more try. There is one on the page for each quiz that needs it."""

    reason = Text(msgid("Lý do mở thêm một lần"), [Required(), AtMost(REASON_LONGEST)])

    def about(self, place: str) -> None:
        """Tell the form which of them it is."""
        self.reason.id = place
