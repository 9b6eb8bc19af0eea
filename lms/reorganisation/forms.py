"""Shape and wording of the forms of changes."""

from datetime import date
from typing import Any, cast

from flask import request
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from lms.core.i18n import msgid
from lms.core.text import nfc
from lms.organisations.service import KIND_NAMES, OrganisationKind, SuccessionKind
from lms.reorganisation.service import Part, Wish
from lms.web.forms import AtMost, BaseForm, DayField, Reason, Required, Text

# the fields that say to which part of a split unit they go: a person, a working group, a unit below
PEOPLE_PREFIX, GROUP_PREFIX, BELOW_PREFIX = "nguoi-", "nhom-", "don-vi-"


class ChangeForm(BaseForm):
    """What every change has: from which day, and why."""

    start = DayField(
        msgid("Có hiệu lực từ ngày"),
        [Required()],
        description=msgid("Nếu ngày này chưa tới, hệ thống giữ lại và thực hiện vào đầu ngày ấy."),
    )
    basis = Reason(
        msgid("Căn cứ và lý do"),
        description=msgid("Số, ngày của quyết định hoặc nghị quyết, hoặc lý do sửa."),
    )


class WithdrawForm(BaseForm):
    """Why a change to come will not happen."""

    reason = Reason(msgid("Lý do rút"))


class RenameForm(ChangeForm):
    """Another name."""

    name = Text(msgid("Tên mới"), [Required(), AtMost(200)])
    short_name = Text(msgid("Tên viết tắt"), [AtMost(60)])


class RekindForm(ChangeForm):
    """Another kind."""

    kind = SelectField(
        msgid("Loại đơn vị"),
        choices=[SelectChoice(kind.value, name) for kind, name in KIND_NAMES.items()],
        description=msgid("Chỉ tiêu tính riêng cơ quan Đảng, Mặt trận và báo chí."),
    )


class MoveForm(ChangeForm):
    """Another unit above."""

    target = Text(
        msgid("Đơn vị cấp trên mới (mã hoặc tên)"),
        [Required(), AtMost(400)],
        description=msgid("Các đơn vị bên dưới đi theo."),
    )


class MergeForm(ChangeForm):
    """With which units, into which."""

    others = TextAreaField(
        msgid("Sáp nhập cùng các đơn vị"),
        [AtMost(4000)],
        description=msgid("Mỗi dòng một mã hoặc tên. Có thể để trống nếu nhập vào đơn vị đã có."),
    )
    target = Text(
        msgid("Đơn vị nhận đã có (mã hoặc tên)"),
        [AtMost(400)],
        description=msgid("Để trống nếu lập đơn vị mới. Có thể là một trong các đơn vị trên."),
    )
    name = Text(msgid("Tên đơn vị mới"), [AtMost(200)])
    short_name = Text(msgid("Tên viết tắt"), [AtMost(60)])
    code = Text(
        msgid("Mã đơn vị mới"),
        [AtMost(40)],
        description=msgid("Có thể lấy lại mã của một đơn vị sáp nhập."),
    )


class SplitForm(ChangeForm):
    """Into which new units."""

    parts = TextAreaField(
        msgid("Các đơn vị mới"),
        [Required(), AtMost(4000)],
        description=msgid(
            "Mỗi dòng một tên; nếu có mã, ghi sau dấu |, ví dụ: Phường Hòa Bình | 00123. Đơn vị ở "
            "dòng đầu nhận các đơn vị trực thuộc và những người không chọn nơi khác."
        ),
    )


class CarveForm(ChangeForm):
    """Into which new units a part goes."""

    parts = TextAreaField(
        msgid("Các đơn vị mới"),
        [Required(), AtMost(4000)],
        description=msgid(
            "Đơn vị này vẫn hoạt động. Mỗi dòng tên một đơn vị mới; nếu có mã, ghi sau dấu |, ví "
            "dụ: Phòng Truyền thông | 00123. Bước sau chọn ai và đơn vị trực thuộc nào sang."
        ),
    )


FORMS: dict[SuccessionKind, type[ChangeForm]] = {
    SuccessionKind.RENAME: RenameForm,
    SuccessionKind.REKIND: RekindForm,
    SuccessionKind.TRANSFER: MoveForm,
    SuccessionKind.MERGE: MergeForm,
    SuccessionKind.SPLIT: SplitForm,
    SuccessionKind.CARVE: CarveForm,
    SuccessionKind.CLOSE: ChangeForm,
}


def wish_of(kind: SuccessionKind, form: ChangeForm) -> Wish:
    """Return what a filled-in form asks for."""
    data: dict[str, Any] = form.data
    unit_kind = data.get("kind")
    return Wish(
        kind=kind,
        effective_on=cast("date", form.start.day),
        basis=data["basis"],
        name=data.get("name") or "",
        short_name=data.get("short_name") or None,
        code=data.get("code") or None,
        unit_kind=OrganisationKind(unit_kind) if unit_kind else None,
        target=data.get("target") or "",
        others=tuple(_lines(data.get("others"))),
        parts=tuple(_part(line) for line in _lines(data.get("parts"))),
        placed=_numbers(PEOPLE_PREFIX),
        groups=_numbers(GROUP_PREFIX),
        below=_numbers(BELOW_PREFIX),
    )


def _lines(text: str | None) -> list[str]:
    return [line for line in map(nfc, (text or "").splitlines()) if line]


def _part(line: str) -> Part:
    name, _, code = line.partition("|")
    return Part(nfc(name)[:200], nfc(code)[:40] or None)


def _numbers(prefix: str) -> dict[str, int]:
    """Return the number of the part that each was given; nonsense is left out."""
    return {
        key.removeprefix(prefix): int(value)
        for key, value in request.form.items()
        if key.startswith(prefix) and value.isascii() and value.isdigit()
    }
