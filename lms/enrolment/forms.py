"""Shape and wording of the room's forms."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from typing_extensions import override
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from lms.core.i18n import gettext, msgid, pick
from lms.enrolment.models import Anchor, DueKind, Rule
from lms.enrolment.service import RuleTerms
from lms.people.service import CATEGORY_NAMES, GROUP_NAMES, Category, WorkingGroup
from lms.web.forms import MISSING, AtMost, BaseForm, DayField, NoIdNumber, Reason, Required, Text

LONGEST_DAYS = 3_650
WHOLE_NUMBER = msgid("Hãy viết số ngày từ 1 đến 3650.")
ENDS_EARLY = msgid("Ngày thôi áp dụng phải sau ngày bắt đầu.")
DUE_NAMES = {
    DueKind.RELATIVE: msgid("Sau một số ngày, tính từ một mốc"),
    DueKind.FIXED: msgid("Một ngày chung cho mọi người"),
}
ANCHOR_NAMES = {
    Anchor.POST_START: msgid("ngày bắt đầu giữ vị trí công tác"),
    Anchor.HIRING: msgid("ngày vào làm: ngày đầu của vị trí công tác đầu tiên trong sổ nhân sự"),
    Anchor.PUBLICATION: msgid("ngày công bố chương trình"),
    Anchor.RULE_BEGIN: msgid("ngày quy tắc bắt đầu áp dụng"),
}


class Days(IntegerField):  # type: ignore[misc]
    """A number of days, with our own words when it is none."""

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([text for text in valuelist if str(text).strip()])
        except ValueError as error:
            raise ValueError(gettext(WHOLE_NUMBER)) from error


def given(field: DayField) -> date:
    """Return the day of a field that had to be filled in."""
    if field.day is None:
        raise ValueError(field.name)
    return field.day


def offered(programmes: Sequence[tuple[str, dict[str, str]]]) -> list[SelectChoice]:
    """Return the published programmes as choices: (key, title)."""
    return [SelectChoice(key, pick(title)) for key, title in programmes]


class RuleForm(BaseForm):
    """Who is sent to which programme, until when, by which clause."""

    name = Text(msgid("Tên quy tắc"), [Required(), AtMost(200), NoIdNumber()])
    programme = SelectField(msgid("Chương trình"))
    groups = SelectMultipleField(
        msgid("Nhóm công tác"), choices=[SelectChoice(g.value, n) for g, n in GROUP_NAMES.items()]
    )
    categories = SelectMultipleField(
        msgid("Loại cán bộ"), choices=[SelectChoice(c.value, n) for c, n in CATEGORY_NAMES.items()]
    )
    full_time_only = BooleanField(msgid("Chỉ người chuyên trách"))
    due_kind = SelectField(
        msgid("Hạn hoàn thành"), choices=[SelectChoice(k.value, n) for k, n in DUE_NAMES.items()]
    )
    due_days = Days(
        msgid("Số ngày"),
        description=msgid("Khi hạn tính từ một mốc; không tính từ trước ngày quy tắc áp dụng."),
    )
    anchor = SelectField(
        msgid("Tính từ"), choices=[SelectChoice(a.value, n) for a, n in ANCHOR_NAMES.items()]
    )
    due_on = DayField(msgid("Ngày hạn chung"), description=msgid("Dùng khi hạn là một ngày chung."))
    clause = Reason(
        msgid("Căn cứ"),
        description=msgid("Văn bản, điều, khoản; người học đọc được."),
    )
    valid_from = DayField(msgid("Áp dụng từ ngày"), [Required()])
    valid_to = DayField(msgid("Thôi áp dụng từ ngày"))

    def validate_due_days(self, field: Days) -> None:
        """Require the days of a relative date, a number that makes sense."""
        if self.due_kind.data == DueKind.RELATIVE and field.data is None:
            raise ValidationError(gettext(MISSING))
        if field.data is not None and not 1 <= field.data <= LONGEST_DAYS:
            raise ValidationError(gettext(WHOLE_NUMBER))

    def validate_due_on(self, field: DayField) -> None:
        """Require the day of a fixed date."""
        if self.due_kind.data == DueKind.FIXED and field.day is None:
            raise ValidationError(gettext(MISSING))

    def validate_valid_to(self, field: DayField) -> None:
        """Let a rule hold for a day at least."""
        if field.day and self.valid_from.day and field.day <= self.valid_from.day:
            raise ValidationError(gettext(ENDS_EARLY))

    def fill(self, rule: Rule) -> None:
        """Show what the rule says now."""
        self.name.data, self.programme.data = rule.name, rule.programme_key
        self.groups.data, self.categories.data = rule.working_groups, rule.categories
        self.full_time_only.data, self.due_kind.data = rule.full_time_only, rule.due_kind
        self.due_days.data, self.due_on.data = rule.due_days, rule.due_on
        self.anchor.data = rule.anchor or Anchor.POST_START
        self.clause.data = rule.clause
        self.valid_from.data, self.valid_to.data = rule.valid_from, rule.valid_to

    def terms(self, organisation_id: int) -> RuleTerms:
        """Return what was said, for this unit."""
        fixed = self.due_kind.data == DueKind.FIXED
        return RuleTerms(
            name=self.name.data,
            organisation_id=organisation_id,
            programme_key=self.programme.data,
            clause=self.clause.data,
            valid_from=given(self.valid_from),
            valid_to=self.valid_to.day,
            working_groups=[WorkingGroup(name) for name in self.groups.data],
            categories=[Category(name) for name in self.categories.data],
            full_time_only=self.full_time_only.data,
            due_on=self.due_on.day if fixed else None,
            due_days=None if fixed else self.due_days.data,
            anchor=None if fixed else Anchor(self.anchor.data),
        )


class ChangeForm(RuleForm):
    """The same, and why it is changed."""

    change_reason = Reason(msgid("Lý do sửa quy tắc"))


class EndForm(BaseForm):
    """Why a rule ends."""

    reason = Reason(msgid("Lý do kết thúc quy tắc"))


class ActForm(BaseForm):
    """What is done with chosen enrolments: another due date or a release, and why."""

    due_on = DayField(msgid("Hạn mới"), description=msgid("Chỉ cần khi gia hạn."))
    reason = Reason(msgid("Lý do gia hạn hoặc rút"))

    def has_day(self) -> bool:
        """Tell whether a new due date was given; note it as missing if not."""
        if self.due_on.day is None:
            self.due_on.errors = [gettext(MISSING)]
        return self.due_on.day is not None
