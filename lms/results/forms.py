"""Shape and wording of the forms that waive and take back."""

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from lms.core.i18n import gettext, msgid
from lms.core.text import short_date
from lms.learning.service import Completion
from lms.web.forms import BaseForm, Reason


class WaiveForm(BaseForm):
    """Why somebody need not learn what they were sent to."""

    reason = Reason(msgid("Lý do, căn cứ miễn học"))


class RevokeForm(BaseForm):
    """From when, and why, a result no longer holds."""

    since = SelectField(msgid("Không còn được tính từ"))
    reason = Reason(msgid("Lý do, căn cứ thu hồi"))

    def offer(self, completion: Completion) -> None:
        """Offer the two days on which it can stop to count."""
        start = gettext(
            "Từ đầu, ngày %(day)s: kết quả này sai ngay từ khi ghi",
            day=short_date(completion.completed_on),
        )
        today = gettext("Từ hôm nay: trước đó kết quả vẫn đúng")
        self.since.choices = [SelectChoice("tu-dau", start), SelectChoice("hom-nay", today)]
