"""Shape and wording of the forms that waive and take back."""

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from lms.core.i18n import gettext, msgid
from lms.core.text import short_date
from lms.learning.service import Completion
from lms.recognition.forms import NoIdNumber
from lms.web.forms import REASON_LONGEST, AtMost, BaseForm, Required, Text


class WaiveForm(BaseForm):
    """Why somebody need not learn what they were sent to."""

    reason = Text(
        msgid("Lý do, căn cứ miễn học"), [Required(), AtMost(REASON_LONGEST), NoIdNumber()]
    )


class RevokeForm(BaseForm):
    """From when, and why, a result no longer holds."""

    since = SelectField(msgid("Không còn được tính từ"))
    reason = Text(
        msgid("Lý do, căn cứ thu hồi"), [Required(), AtMost(REASON_LONGEST), NoIdNumber()]
    )

    def offer(self, completion: Completion) -> None:
        """Offer the two days on which it can stop to count."""
        start = gettext(
            "Từ đầu, ngày %(day)s: kết quả này sai ngay từ khi ghi",
            day=short_date(completion.completed_on),
        )
        today = gettext("Từ hôm nay: trước đó kết quả vẫn đúng")
        self.since.choices = [SelectChoice("tu-dau", start), SelectChoice("hom-nay", today)]
