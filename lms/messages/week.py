"""The weekly report in words: numbers in, a message out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.core.i18n import gettext, language, msgid, number, share
from lms.messages.letters import Block, Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterWeek:
    """What an officer's part of the register needs, in numbers of people."""

    late: int
    late_by_unit: tuple[tuple[str, int], ...]  # those with most people first
    soon: int  # due within seven days
    closed: int  # learn, and have no password yet
    addressless: int  # learn, and have no address
    failed: int  # could not be written to in the last seven days
    waiting: int  # for a certificate
    exceptions: int  # enrolments in the queue of what stands in the way

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to do."""
        others = (self.closed, self.addressless, self.failed, self.waiting, self.exceptions)
        return not any((self.late, self.soon, *others))


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetWeek:
    """A target in a unit, today and a week ago."""

    name: Mapping[str, str]  # by language
    unit: str
    path: str
    people: int
    trained: int
    needed: int
    people_before: int
    trained_before: int


def digest_mail(
    register: RegisterWeek | None,
    targets: Sequence[TargetWeek],
    sealed: Sequence[tuple[str, str]],
    *,
    name: str,
) -> Mail:
    """Return the report: figures, then reports sealed (heading, path), then what HR has to do."""
    blocks = [_target(week) for week in targets]
    see = gettext("Xem và tải về")
    blocks += [Block(heading, link=(see, path)) for heading, path in sealed]
    if register is not None:
        blocks += _register(register)
    return Mail(gettext("Tình hình bồi dưỡng trong tuần"), name, tuple(blocks))


def _target(week: TargetWeek) -> Block:
    now = gettext(
        "%(trained)s trên %(people)s người đã được bồi dưỡng, đạt %(share)s.",
        trained=number(week.trained),
        people=number(week.people),
        share=share(week.trained, week.people),
    )
    needed = (
        gettext(
            "Còn cần bồi dưỡng thêm %(count)s người để đạt chỉ tiêu.", count=number(week.needed)
        )
        if week.needed
        else gettext("Đã đạt chỉ tiêu.")
    )
    heading = f"{week.name[language()]} – {week.unit}"
    link = (gettext("Xem chi tiết"), week.path)
    return Block(heading, (now, needed, _change(week)), link=link)


def _change(week: TargetWeek) -> str:
    if not week.people_before:
        return gettext("Tuần trước chưa có số liệu.")
    change = week.trained - week.trained_before
    return gettext(
        "So với tuần trước (%(share)s): %(change)s người.",
        share=share(week.trained_before, week.people_before),
        change=f"{'+' if change > 0 else '−' if change < 0 else ''}{number(abs(change))}",  # noqa: RUF001 - a minus sign
    )


def _register(week: RegisterWeek) -> list[Block]:
    """Return who is late, by unit, then what else is to be done."""
    blocks = []
    if week.late:
        units = tuple(
            gettext("%(unit)s: %(count)s người", unit=unit, count=number(count))
            for unit, count in week.late_by_unit
        )
        heading = gettext("%(count)s người đã quá hạn", count=number(week.late))
        blocks.append(Block(heading, points=units, link=(gettext("Mở danh sách"), "/nhan-su")))
    if week.exceptions:
        heading = gettext("%(count)s lượt ghi danh có vướng mắc", count=number(week.exceptions))
        why = gettext("Không kịp hạn, người học không còn đơn vị, hoặc hai quy tắc cùng áp dụng.")
        link = (gettext("Mở danh sách"), "/ghi-danh/ngoai-le")
        blocks.append(Block(heading, (why,), link=link))
    others = (
        (week.soon, msgid("Đến hạn trong 7 ngày tới: %(count)s người")),
        (week.closed, msgid("Chưa kích hoạt tài khoản: %(count)s người")),
        (week.addressless, msgid("Không có thư điện tử: %(count)s người")),
        (week.failed, msgid("Thư không gửi được trong 7 ngày qua: %(count)s người")),
        (week.waiting, msgid("Chờ cấp giấy chứng nhận: %(count)s người")),
    )
    points = tuple(gettext(text, count=number(count)) for count, text in others if count)
    if points:
        link = (gettext("Mở trang thư báo"), "/thu-bao")
        blocks.append(Block(gettext("Cần xem đến"), points=points, link=link))
    return blocks
