"""Shape and wording of requests and answers."""

from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from lms.core.i18n import msgid
from lms.register.forms import PostForm
from lms.transfers.models import Kind
from lms.web.forms import AtMost, BaseForm, Reason, Required, Text

YES, NO = "dong-y", "khong"
KIND_NAMES = {
    Kind.MOVE: msgid("Chuyển hẳn về đơn vị nhận"),
    Kind.CONCURRENT: msgid("Kiêm nhiệm ở đơn vị nhận, giữ vị trí đang có"),
}


class AskForm(PostForm):
    """Whom one asks for, and the post they are to have."""

    name = Text(msgid("Họ và tên"), [Required(), AtMost(100)])
    id_number = Text(
        msgid("Số định danh"),
        [AtMost(20)],
        description=msgid("Cần số này hoặc mã cán bộ; hệ thống không lưu số trong đề nghị."),
    )
    staff_code = Text(msgid("Mã cán bộ"), [AtMost(40)])
    kind = SelectField(
        msgid("Đề nghị"),
        choices=[SelectChoice(kind.value, name) for kind, name in KIND_NAMES.items()],
    )


class RowsForm(BaseForm):
    """What is asked for everybody of a staff file whom another unit keeps."""

    kind = SelectField(
        msgid("Đề nghị"),
        choices=[SelectChoice(kind.value, name) for kind, name in KIND_NAMES.items()],
    )
    reason = Reason(msgid("Lý do, căn cứ"))


class AnswerForm(BaseForm):
    """Yes, with the post that ends; or no. Either with a reason."""

    answer = SelectField(
        msgid("Trả lời"),
        choices=[
            SelectChoice("", msgid("Chưa chọn")),
            SelectChoice(YES, msgid("Đồng ý")),
            SelectChoice(NO, msgid("Không đồng ý")),
        ],
        validators=[Required()],
    )
    post = RadioField(msgid("Vị trí sẽ kết thúc"), choices=[], validate_choice=False)
    reason = Reason(msgid("Lý do, căn cứ"))
