"""Shape and wording of the register's forms."""

from collections.abc import Sequence
from datetime import date, timedelta

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from lms.core.i18n import msgid, pick
from lms.people.service import CATEGORY_NAMES, GROUP_NAMES, Category, Post, WorkingGroup
from lms.register.service import Asked
from lms.web.forms import REASON_LONGEST, AtMost, BaseForm, DayField, Required, Text

FULL_TIME, PART_TIME = "chuyen-trach", "kiem-nhiem"


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


class PostForm(BaseForm):
    """A post: where, what work, how much of it, from when, and why it is written down."""

    unit = Text(
        msgid("Đơn vị"),
        [Required(), AtMost(300)],
        description=msgid("Mã đơn vị, hoặc tên đúng như trong danh mục"),
    )
    group = SelectField(
        msgid("Nhóm công tác"),
        choices=[SelectChoice(group.value, name) for group, name in GROUP_NAMES.items()],
    )
    time = SelectField(
        msgid("Chế độ"),
        choices=[
            SelectChoice(FULL_TIME, msgid("chuyên trách")),
            SelectChoice(PART_TIME, msgid("kiêm nhiệm")),
        ],
    )
    category = SelectField(
        msgid("Đối tượng"),
        choices=[
            SelectChoice("", msgid("Chưa rõ")),
            *(SelectChoice(category.value, name) for category, name in CATEGORY_NAMES.items()),
        ],
    )
    title = Text(msgid("Chức vụ, chức danh"), [AtMost(200)])
    start = DayField(msgid("Ngày bắt đầu"), [Required()])
    last = DayField(msgid("Ngày cuối giữ vị trí"))
    reason = Text(msgid("Lý do, căn cứ"), [Required(), AtMost(REASON_LONGEST)])

    def show(self, post: Post, unit: str) -> None:
        """Fill in what is known of a post, for a correction; a move has a day of its own."""
        self.unit.data, self.title.data = unit, post.title or ""
        self.group.data, self.category.data = post.working_group, post.category or ""
        self.time.data = FULL_TIME if post.full_time else PART_TIME
        self.start.data = post.valid_from
        self.last.data = post.valid_to - timedelta(days=1) if post.valid_to else None

    def asked(self) -> Asked:
        """Return what the officer wrote."""
        return Asked(
            unit=self.unit.data,
            group=WorkingGroup(self.group.data),
            full_time=self.time.data == FULL_TIME,
            category=Category(self.category.data) if self.category.data else None,
            title=self.title.data,
            start=self.start.day or date.min,
            last=self.last.day,
        )


class LeaveForm(BaseForm):
    """The last day of a post, and why it ends."""

    last = DayField(msgid("Ngày cuối giữ vị trí"), [Required()])
    reason = Text(msgid("Lý do, căn cứ"), [Required(), AtMost(REASON_LONGEST)])


class MergeForm(BaseForm):
    """Which other record is the same person's, and how one knows."""

    other = Text(
        msgid("Hồ sơ trùng"),
        [Required(), AtMost(300)],
        description=msgid("Mã cán bộ của hồ sơ đó, hoặc địa chỉ trang của hồ sơ đó"),
    )
    reason = Text(msgid("Lý do, căn cứ"), [Required(), AtMost(REASON_LONGEST)])
