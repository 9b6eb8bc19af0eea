"""The first row of an uploaded table: which of our columns stands where."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.core.errors import LmsError
from lms.core.i18n import gettext, in_every_language, msgid
from lms.core.text import fold

_QUOTED = 60


class MissingColumns(LmsError):
    """Required headings are not in the first row."""

    message = msgid(
        "Thiếu cột bắt buộc: %(columns)s. Hãy tải tệp mẫu, giữ nguyên hàng tiêu đề rồi chép dữ "
        "liệu vào đúng cột."
    )


class DoubledColumn(LmsError):
    """The same heading stands twice."""

    message = msgid("Cột “%(column)s” có hai lần trong hàng tiêu đề. Hãy xóa bớt một cột.")


class NothingInFile(LmsError):
    """No row below the headings."""

    message = msgid("Tệp không có hàng dữ liệu nào. Hãy nhập danh sách từ hàng thứ hai.")


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a template."""

    key: str
    text: str  # msgid
    aliases: tuple[str, ...] = ()
    required: bool = False


def find_columns(
    columns: Sequence[Heading], texts: Mapping[str, str], *, one_of: tuple[str, ...] = ()
) -> tuple[dict[str, str], list[str]]:
    """Return ({our key: column letter}, headings ignored); `texts` is {letter: text}.

    Order, language, letter case, tone marks and a star do not count. `one_of`: keys of which one
    is enough. Raises `MissingColumns`, with all that are missing, or `DoubledColumn`.
    """
    names = {fold(alias): column.key for column in columns for alias in column.aliases}
    for column in columns:
        names |= {fold(name): column.key for name in in_every_language(column.text).values()}
    headings = {column.key: column.text for column in columns}
    found: dict[str, str] = {}
    ignored = []
    for letter, text in texts.items():
        key = names.get(fold(re.sub(r"[✱*()]", " ", text)))
        if key is None:
            ignored.append(text[:_QUOTED])
        elif key in found:
            raise DoubledColumn(column=gettext(headings[key]))
        else:
            found[key] = letter
    missing = [column.text for column in columns if column.required and column.key not in found]
    if one_of and not set(one_of) & set(found):
        missing.append(headings[one_of[0]])
    if missing:
        raise MissingColumns(columns=", ".join(gettext(text) for text in missing))
    return found, ignored
