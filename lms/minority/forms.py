"""Shape and wording of the form with the answers of a page of people."""

from wtforms import BooleanField

from lms.core.i18n import msgid
from lms.web.forms import BaseForm

ANSWERS: dict[str, bool | None] = {"": None, "co": True, "khong": False}
ANSWER_NAMES = {"": msgid("Chưa ghi"), "co": msgid("Có"), "khong": msgid("Không")}


class AnswersForm(BaseForm):
    """One answer a person stands in the page's own fields; here is what concerns all of them."""

    rest_no = BooleanField(
        msgid("Những người còn “Chưa ghi” ở trang này: ghi là “Không”"),
        description=msgid("Chỉ chọn khi đã hỏi từng người."),
    )


def answer_named(name: str) -> bool | None:
    """Return the answer that a field's value stands for; what nobody offered is none."""
    return ANSWERS.get(name)
