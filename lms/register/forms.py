"""Shape and wording of the register's forms."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import request
from typing_extensions import override
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from lms.core.i18n import gettext, msgid, pick
from lms.people.service import (
    CATEGORY_NAMES,
    GROUP_NAMES,
    SEX_NAMES,
    Category,
    Person,
    Post,
    WorkingGroup,
    mask,
)
from lms.register.service import Asked
from lms.staff_files.service import Complaint
from lms.web.forms import AtMost, BaseForm, DayField, NoIdNumber, Reason, Required, Text

FULL_TIME, PART_TIME = "chuyen-trach", "kiem-nhiem"
OWN = ("name", "born_on", "sex", "id_number", "staff_code", "email", "phone")


class EnrolForm(BaseForm):
    """Send one person to a programme."""

    programme = SelectField(msgid("Chương trình"))
    due_on = DayField(msgid("Hạn hoàn thành"))
    reason = Reason(msgid("Lý do, căn cứ"))

    def offer(self, programmes: Sequence[tuple[str, dict[str, str]]]) -> None:
        """Offer the published programmes: (key, title)."""
        self.programme.choices = [SelectChoice(key, pick(title)) for key, title in programmes]


class RevealForm(BaseForm):
    """Why somebody needs the full ID number."""

    reason = Reason(msgid("Lý do (được ghi lại)"), id="ly-do-xem")


class ExtendForm(BaseForm):
    """Why somebody gets one more try. There is one on the page for each quiz that needs it."""

    reason = Reason(msgid("Lý do mở thêm một lần"))

    def about(self, place: str) -> None:
        """Tell the form which of them it is."""
        self.reason.id = place


class UnitText(Text):
    """A unit by code or name, with suggestions while one types.

    `candidates` are offered after a refusal, for whoever has no script; what is chosen there
    arrives after the text and takes its place.
    """

    candidates: Sequence[str] = ()

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata([value for value in valuelist if value][-1:])


class IdentityForm(BaseForm):
    """What is known of a person apart from posts. What a cell may hold, `staff_files` knows."""

    name = Text(msgid("Họ và tên"), [Required(), AtMost(100)])
    born_on = DayField(msgid("Ngày sinh"))
    sex = SelectField(
        msgid("Giới tính"),
        choices=[
            SelectChoice("", msgid("Chưa rõ")),
            *(SelectChoice(sex.value, name) for sex, name in SEX_NAMES.items()),
        ],
    )
    id_number = Text(
        msgid("Số định danh"),
        [AtMost(20)],
        description=msgid("12 chữ số, như trên thẻ căn cước. Cần số này hoặc mã cán bộ."),
    )
    staff_code = Text(msgid("Mã cán bộ"), [AtMost(40)])
    email = Text(msgid("E-mail"), [AtMost(200)])
    phone = Text(msgid("Điện thoại"), [AtMost(30)])

    def cells(self) -> dict[str, str]:
        """Return what was typed, as the cells of a staff file's row."""
        return {key: self[key].data or "" for key in OWN}

    def complain(self, problems: Sequence[Complaint]) -> bool:
        """Put each problem at its field; tell whether there is one."""
        for problem in problems:
            if problem.column in self:
                self[problem.column].errors = [
                    *self[problem.column].errors,
                    pick(dict(problem.texts)),
                ]
        return any(problem.column in self for problem in problems)


class PostForm(BaseForm):
    """A post: where, what work, how much of it, from when, and why it is written down."""

    unit = UnitText(
        msgid("Đơn vị"),
        [Required(), AtMost(300)],
        description=msgid("Mã đơn vị, hoặc tên; gõ không dấu cũng được gợi ý"),
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
    title = Text(msgid("Chức vụ, chức danh"), [AtMost(200), NoIdNumber()])
    start = DayField(msgid("Ngày bắt đầu"), [Required()])
    last = DayField(msgid("Ngày cuối giữ vị trí"))
    reason = Reason(msgid("Lý do, căn cứ"))

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


class AddForm(IdentityForm, PostForm):
    """Somebody new, and the post with which they come."""

    @override
    def cells(self) -> dict[str, str]:
        return {**super().cells(), "unit": self.unit.data}

    def known(self) -> frozenset[str]:
        """Return the records that the officer has looked at and found to be other people's."""
        return frozenset(request.form.get("others", "").split())


class CorrectForm(IdentityForm):
    """A person's own data as they should be, and why."""

    reason = Reason(msgid("Lý do, căn cứ"))

    def show(self, person: Person) -> None:
        """Fill in what is known; the ID number stays unless another one is typed."""
        self.name.data, self.born_on.data = person.full_name, person.born_on
        self.sex.data, self.staff_code.data = person.sex or "", person.staff_code or ""
        self.email.data, self.phone.data = person.email or "", person.phone or ""

    def without_number(self, problems: Sequence[Complaint], person: Person) -> Sequence[Complaint]:
        """Leave out that a number is missing where one is known and stays."""
        stays = person.id_number_tail is not None and not self.id_number.data
        return [one for one in problems if not (stays and one.column == "id_number")]

    def about(self, person: Person) -> None:
        """Say which ID number is known."""
        if person.id_number_tail:
            self.id_number.description = gettext(
                "Đang ghi %(masked)s. Chỉ điền nếu số đó sai.", masked=mask(person.id_number_tail)
            )


class LeaveForm(BaseForm):
    """The last day of a post, and why it ends."""

    last = DayField(msgid("Ngày cuối giữ vị trí"), [Required()])
    reason = Reason(msgid("Lý do, căn cứ"))


class TakeBackForm(BaseForm):
    """Why a post was never so."""

    reason = Reason(msgid("Lý do, căn cứ"))


class MergeForm(BaseForm):
    """Which other record is the same person's, and how one knows."""

    other = Text(
        msgid("Hồ sơ trùng"),
        [Required(), AtMost(300)],
        description=msgid("Mã cán bộ của hồ sơ đó, hoặc địa chỉ trang của hồ sơ đó"),
    )
    reason = Reason(msgid("Lý do, căn cứ"))
