"""Shape and wording of the room's forms."""

from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from lms.core.i18n import msgid
from lms.people.service import CATEGORY_NAMES, GROUP_NAMES
from lms.web.forms import BaseForm, DayField, Reason


class ManyForm(BaseForm):
    """Send many people to a programme."""

    programme = SelectField(msgid("Chương trình"))
    due_on = DayField(msgid("Hạn hoàn thành"))
    reason = Reason(msgid("Lý do, căn cứ"))
    again = BooleanField(msgid("Ghi danh lại cả người đã hoàn thành chương trình này"))


class UnitForm(ManyForm):
    """The same for a unit with all below it, filtered."""

    group = SelectField(
        msgid("Nhóm công tác"),
        default="",
        choices=[
            SelectChoice("", msgid("Tất cả")),
            *(SelectChoice(g.value, n) for g, n in GROUP_NAMES.items()),
        ],
    )
    category = SelectField(
        msgid("Loại cán bộ"),
        default="",
        choices=[
            SelectChoice("", msgid("Tất cả")),
            *(SelectChoice(c.value, n) for c, n in CATEGORY_NAMES.items()),
        ],
    )
    full_time_only = BooleanField(msgid("Chỉ người chuyên trách"))
