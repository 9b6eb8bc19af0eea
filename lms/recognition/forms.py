"""Shape and wording of the forms about training from elsewhere."""

from collections.abc import Sequence
from typing import Any

from typing_extensions import override
from wtforms import FileField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from lms.core.i18n import gettext, msgid, pick
from lms.recognition.columns import MOST_PERIODS
from lms.web.forms import REASON_LONGEST, AtMost, BaseForm, DayField, NoIdNumber, Required, Text

BAD_PERIODS = msgid("Hãy ghi số tiết là một số nguyên từ 1 đến 2000.")
WHY = msgid("Hãy ghi lý do từ chối để người nộp biết cần bổ sung gì.")
LONGEST = 200


class PeriodsField(Text):
    """A number of periods; `number` holds it once it is valid."""

    number: int = 1

    @override
    def pre_validate(self, form: Any) -> None:
        text = (self.data or "").strip()
        if not text:
            return
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_PERIODS):
            raise ValidationError(gettext(BAD_PERIODS))
        self.number = int(text)


class ClaimForm(BaseForm):
    """A training from elsewhere, with its paper."""

    programme = SelectField(
        msgid("Tương đương chương trình"),
        description=msgid(
            "Kết quả được tính như đã hoàn thành chương trình này, kể từ ngày hoàn thành khóa học."
        ),
    )
    training = Text(msgid("Tên khóa học"), [Required(), AtMost(LONGEST), NoIdNumber()])
    issuer = Text(msgid("Đơn vị tổ chức"), [Required(), AtMost(LONGEST), NoIdNumber()])
    document = Text(
        msgid("Số, ngày quyết định hoặc chứng nhận"), [Required(), AtMost(LONGEST), NoIdNumber()]
    )
    started_on = DayField(msgid("Từ ngày"), [Required()])
    completed_on = DayField(msgid("Ngày hoàn thành"), [Required()])
    periods = PeriodsField(msgid("Số tiết"), [Required()], description=msgid("Mỗi tiết 45 phút."))
    covers = TextAreaField(msgid("Nội dung đã học"), [Required(), AtMost(1_000), NoIdNumber()])
    evidence = FileField(
        msgid("Minh chứng (PDF, PNG, JPEG)"),
        [Required()],
        description=msgid("Chứng nhận, quyết định hoặc bảng điểm; nhiều nhất 10 MB."),
    )

    def offer(self, programmes: Sequence[tuple[str, dict[str, str], int]]) -> None:
        """Offer the published programmes: (key, title, periods)."""
        self.programme.choices = [
            SelectChoice(
                key,
                gettext("%(title)s (%(periods)d tiết)", title=pick(title), periods=periods),
            )
            for key, title, periods in programmes
        ]


class DecideForm(BaseForm):
    """Approve or refuse: two buttons; who refuses says why."""

    decision = Text("")
    reason = Text(
        msgid("Ý kiến"),
        [AtMost(REASON_LONGEST), NoIdNumber()],
        description=msgid("Bắt buộc khi từ chối."),
    )

    @property
    def approve(self) -> bool:
        """Tell which button was pressed."""
        return bool(self.decision.data == "duyet")

    def validate_reason(self, field: Text) -> None:
        """Ask for a reason unless it is an approval."""
        if not self.approve and not field.data:
            raise ValidationError(gettext(WHY))


class BatchForm(BaseForm):
    """A file of past trainings and the paper behind it."""

    file = FileField(
        msgid("Danh sách (.xlsx)"),
        [Required()],
        description=msgid("Theo tệp mẫu, nhiều nhất 20.000 hàng và 5 MB. Cũng nhận CSV."),
    )
    evidence = FileField(
        msgid("Minh chứng (PDF, PNG, JPEG)"),
        [Required()],
        description=msgid(
            "Quyết định công nhận hoặc danh sách có ký tên, đóng dấu; nhiều nhất 10 MB."
        ),
    )
