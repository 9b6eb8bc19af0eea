"""Which lines of a figure stand on a list that HR confirmed, as known at the figure's moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from lms.attestation.service import Word, attested_units
from lms.core.i18n import gettext, msgid
from lms.core.text import short_date
from lms.targets import queries
from lms.targets.service.figures import Figure

CONFIRMED = msgid("đã xác nhận ngày %(day)s (%(period)s)")
NOT_CONFIRMED = msgid("chưa xác nhận")
PROVISIONAL = msgid("Số liệu tạm thời: %(done)d/%(lines)d đơn vị đã xác nhận danh sách")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The words behind a figure. A unit's word covers all below it."""

    own: Word | None  # for posts in the unit itself
    children: Mapping[UUID, Word]
    done: int  # lines with people whose list was confirmed
    lines: int  # lines with people

    @property
    def is_provisional(self) -> bool:
        """Tell whether somebody still has to confirm a list."""
        return self.done < self.lines

    @property
    def sentence(self) -> str:
        """Say how far the confirming is, "" when it is complete."""
        if not self.is_provisional:
            return ""
        return gettext(PROVISIONAL, done=self.done, lines=self.lines)


def confirm(session: Session, figure: Figure) -> Confirmed:
    """Return who confirmed the lists behind `figure`: each unit, or one above it."""
    basis = figure.basis
    ids = {row[1]: row[0] for row in session.execute(queries.children(basis))}
    above = [int(part) for part in (basis.path or "").strip("/").split("/") if part]
    words = attested_units(session, units={*above, *ids.values()}, **basis.at)
    own = next((words[unit] for unit in reversed(above) if unit in words), None)
    children = {
        child.uuid: word
        for child in figure.children
        if (word := words.get(ids[child.uuid], own)) is not None
    }
    peopled = [child.uuid in children for child in figure.children if child.line.whole.people]
    if figure.own.whole.people:
        peopled.append(own is not None)
    return Confirmed(own, children, sum(peopled), len(peopled))


def word_text(word: Word | None) -> str:
    """Say that a list was confirmed, when and for which period; or that it was not."""
    if word is None:
        return gettext(NOT_CONFIRMED)
    return gettext(CONFIRMED, day=short_date(word.on), period=word.period.name)
