"""Shape and wording of the form that confirms a list."""

from wtforms import BooleanField, HiddenField
from wtforms.fields import TextAreaField

from lms.attestation.service import Kind
from lms.core.i18n import msgid
from lms.web.forms import REASON_LONGEST, AtMost, BaseForm, NoIdNumber, Text

KEPT = [AtMost(REASON_LONGEST), NoIdNumber()]


class AttestForm(BaseForm):
    """The list as it was seen, an explanation for each kind of defect, a reason for fewer."""

    seen = HiddenField()
    duplicate = TextAreaField(msgid("Giải trình về người có thể trùng"), KEPT)
    closed_unit = TextAreaField(msgid("Giải trình về đơn vị đã ngừng hoạt động"), KEPT)
    no_group = TextAreaField(msgid("Giải trình về người chưa xếp nhóm công tác"), KEPT)
    contradiction = TextAreaField(msgid("Giải trình về vị trí mâu thuẫn"), KEPT)
    fewer_reason = Text(msgid("Lý do danh sách ngắn hơn lần trước"), KEPT)
    covers_all_staff = BooleanField(
        msgid("Danh sách gồm toàn thể cán bộ, công chức, viên chức của đơn vị"),
        description=msgid("Không chọn nếu danh sách chỉ gồm cán bộ truyền thông."),
    )

    @property
    def explanations(self) -> dict[Kind, str]:
        """Return what was written about each kind of defect."""
        return {kind: self[kind.value].data or "" for kind in Kind}
