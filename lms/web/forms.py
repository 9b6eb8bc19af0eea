"""Forms: one base, Vietnamese and English messages, dates as people write them."""

from datetime import date
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from typing_extensions import override
from wtforms import Field, FileField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from lms.core.i18n import gettext, msgid, raw_gettext
from lms.core.text import holds_id_number, nfc, parse_date, short_date

MISSING = msgid("Hãy điền mục này.")
ID_NUMBER = msgid(
    "Mục này có dãy số dài như số định danh. Hãy bỏ số đó đi; ngày thì viết như 05/02/2026."
)
BAD_DAY = msgid("Hãy viết ngày/tháng/năm, ví dụ 05/02/2026.")
REASON_LONGEST = 500
FIRST_YEAR, LAST_YEAR = 1900, 2100


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form whose labels, hints and errors are msgids, shown in the reader's language."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Our translations instead of the library's."""

        def get_translations(self, form: Any) -> None:  # noqa: ANN401 - the library's own
            """Use none: messages are our own msgids."""


class Text(StringField):  # type: ignore[misc]
    """One line of text, NFC, single spaces."""

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = nfc(str(valuelist[0])) if valuelist else ""


class DayField(StringField):  # type: ignore[misc]
    """A day as dd/mm/yyyy, read leniently; `day` is a `date`, or None if left empty."""

    day: date | None = None

    @override
    def pre_validate(self, form: Any) -> None:
        text = (self.data or "").strip()
        if not text:
            self.day = None
            return
        try:
            self.day = parse_date(text)
        except ValueError as error:
            raise ValidationError(gettext(BAD_DAY)) from error
        if not FIRST_YEAR <= self.day.year <= LAST_YEAR:
            raise ValidationError(gettext(BAD_DAY))

    @override
    def _value(self) -> str:
        return short_date(self.data) if isinstance(self.data, date) else str(self.data or "")


class Required(InputRequired):  # type: ignore[misc]
    """Something must be there."""

    def __init__(self, message: str = MISSING) -> None:
        super().__init__(message)

    @override
    def __call__(self, form: Any, field: Field) -> None:
        if not field.raw_data or not str(field.raw_data[0]).strip():
            field.errors = []
            raise ValidationError(raw_gettext(str(self.message)))


class AtMost(Length):  # type: ignore[misc]
    """No longer than `max` characters."""

    TOO_LONG = msgid("Hãy viết ngắn lại, nhiều nhất %(max)d ký tự.")

    def __init__(self, max: int) -> None:  # noqa: A002 - the library's word
        super().__init__(max=max)

    @override
    def __call__(self, form: Any, field: Field) -> None:
        if len(field.data or "") > self.max:
            raise ValidationError(gettext(self.TOO_LONG, max=self.max))


class NoIdNumber:
    """No personal ID number may stand in plain text."""

    def __call__(self, _form: object, field: Field) -> None:
        """Raise for twelve digits in a row."""
        if holds_id_number(field.data or ""):
            raise ValidationError(gettext(ID_NUMBER))


class Reason(Text):
    """Why something is done. It goes into the audit log, from which nothing is ever taken out."""

    def __init__(self, label: str, **options: Any) -> None:  # noqa: ANN401 - the library's
        validators = [Required(), AtMost(REASON_LONGEST), NoIdNumber()]
        super().__init__(label, validators, **options)


class FileSent:
    """A file was sent, no larger than `largest` bytes; it is read into the form's `content`.

    `missing`, `too_large`: msgids of what is said otherwise.
    """

    field_flags: ClassVar = {"required": True}

    def __init__(self, largest: int, *, missing: str, too_large: str) -> None:
        """Hold the limit and what is said."""
        self._largest, self._missing, self._too_large = largest, missing, too_large

    def __call__(self, form: Any, field: FileField) -> None:  # noqa: ANN401 - any with `content`
        """Read one byte more than may be sent, and no further."""
        form.content = field.data.read(self._largest + 1) if field.data else b""
        if not form.content:
            raise ValidationError(gettext(self._missing))
        if len(form.content) > self._largest:
            raise ValidationError(gettext(self._too_large))
