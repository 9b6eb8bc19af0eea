"""When a figure is final, and what of it is written down for ever: values in, values out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from lms.attestation.service import Kind, Quality
from lms.core.i18n import in_every_language, msgid
from lms.core.text import whole_number
from lms.targets.service import Confirmed, Figure, Line

Texts = dict[str, str]
# Of the people in the list. "Other" work is no defect here: a list of all staff is full of it.
DEFECT_LIMIT = Fraction(1, 100)
DEFECTS = (Kind.DUPLICATE, Kind.CLOSED_UNIT, Kind.CONTRADICTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What is printed of a sealed figure, beside the tables that follow from it again."""

    unit: str
    target: Texts
    short_target: Texts
    target_key: str
    target_version: int
    threshold: str  # "7/10"
    due_on: str  # ISO
    people: int
    trained: int
    needed: int
    reached: bool | None  # None: there is nobody to train
    caveats: list[Texts]  # why it is provisional
    previous: str | None  # number of the report before it
    previous_as_of: str | None  # ISO
    changes: dict[str, list[int]]  # Change → [people, trained more or fewer]; {} without previous
    letterhead: dict[str, str]  # superior, agency, recipient, place, signer_title …
    sample: bool

    def as_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return asdict(self)


def snapshot_from(document: Mapping[str, Any]) -> Snapshot:
    """Return what `as_json` wrote."""
    return Snapshot(**document)


def printed_number(serial: int, year: int) -> str:
    """Return the number as printed: "0003/2026/BCCT". No letter's number: a clerk gives those."""
    return f"{serial:04d}/{year}/BCCT"


def caveats(figure: Figure, confirmed: Confirmed, quality: Quality) -> list[Texts]:
    """Return in sentences why the figure is provisional; none: it is final."""
    found = []
    if confirmed.is_provisional:
        found.append(
            in_every_language(
                msgid("Mới có %(done)d/%(lines)d đơn vị xác nhận danh sách."),
                done=confirmed.done,
                lines=confirmed.lines,
            )
        )
    if figure.unlisted.whole.people:
        found.append(
            in_every_language(
                msgid("%(people)s người ở đơn vị chưa có danh sách toàn thể không được tính."),
                people=whole_number(figure.unlisted.whole.people),
            )
        )
    odd = sum(quality.defects.get(kind, 0) for kind in DEFECTS)
    if odd > DEFECT_LIMIT * quality.people:
        found.append(
            in_every_language(
                msgid(
                    "%(odd)s trên %(people)s người trong danh sách có thể trùng, ở đơn vị đã ngừng "
                    "hoạt động hoặc có vị trí mâu thuẫn (giới hạn 1%%)."
                ),
                odd=whole_number(odd),
                people=whole_number(quality.people),
            )
        )
    return found


def numbers_of(line: Line) -> dict[str, Any]:
    """Return the numbers of a line as a snapshot holds them."""
    return {
        "people": line.whole.people,
        "trained": line.whole.trained,
        "needed": line.needed,
        "reached": line.reached,
    }
