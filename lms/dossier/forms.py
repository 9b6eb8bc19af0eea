"""Shape and wording of the form that takes results out."""

from typing import Any

from typing_extensions import override
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from lms.core.i18n import gettext, msgid
from lms.dossier.models import Format, Wanted
from lms.dossier.names import FORMAT_NAMES, WANTED_NAMES
from lms.web.forms import AtMost, BaseForm, DayField, Reason, Required, Text

REASON_SHORTEST = 10
TOO_SHORT = msgid("Hãy ghi rõ lý do, căn cứ, ít nhất %(min)d ký tự.")
DAYS_NEEDED = msgid("Hãy điền cả hai ngày khi xuất tất cả trong khoảng ngày.")
DAYS_UNASKED = msgid("Chỉ điền ngày khi xuất tất cả trong khoảng ngày; nếu không, hãy để trống.")
DAYS_CROSSED = msgid("Ngày cuối phải từ ngày đầu trở đi.")


class ExportForm(BaseForm):
    """Which results, how they are written, why, and a code."""

    unit = Text(
        msgid("Đơn vị (mã hoặc tên)"),
        [Required(), AtMost(500)],
        description=msgid("Gồm mọi đơn vị bên dưới."),
    )
    wanted = SelectField(
        msgid("Kết quả"), choices=[SelectChoice(one.value, WANTED_NAMES[one]) for one in Wanted]
    )
    since = DayField(
        msgid("Hoàn thành từ ngày"),
        description=msgid("Chỉ điền khi xuất tất cả trong khoảng ngày."),
    )
    until = DayField(msgid("Hoàn thành đến hết ngày"))
    format = SelectField(
        msgid("Dạng tệp"), choices=[SelectChoice(one.value, FORMAT_NAMES[one]) for one in Format]
    )
    reason = Reason(
        msgid("Lý do, căn cứ"), description=msgid("Ghi vào nhật ký. Không ghi số định danh.")
    )
    code = Text(
        msgid("Mã xác thực"),
        [Required(), AtMost(60)],
        description=msgid("6 chữ số ứng dụng đang hiện, hoặc một mã dự phòng chưa dùng."),
    )

    def validate_reason(self, field: Reason) -> None:
        """Refuse what says nothing."""
        if len(field.data) < REASON_SHORTEST:
            raise ValidationError(gettext(TOO_SHORT, min=REASON_SHORTEST))

    @override
    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """See also that the days go with what is wanted."""
        return super().validate(*args, **kwargs) and self._days_fit()

    def _days_fit(self) -> bool:
        since, until = self.since.day, self.until.day
        fault = None
        if self.wanted.data == Wanted.UNSENT:
            fault = DAYS_UNASKED if since or until else None
        elif since is None or until is None:
            fault = DAYS_NEEDED
        elif until < since:
            fault = DAYS_CROSSED
        if fault:
            self.since.errors = [gettext(fault)]
        return fault is None
