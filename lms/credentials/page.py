"""How a certificate's words stand on its one page, however long a name is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

MM = 25.4 / 72  # of one point
HEIGHT = 171.0  # mm between the frame's upper padding and the lower edge of the foot
LEADING = 1.4


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type sizes in points and the room for a signature in millimetres."""

    title: float
    name: float
    programme: float
    body: float
    head: float
    signature: int


# The first that fits is taken. Nothing of the text is smaller than 12 points.
SIZES = (
    Sizes(title=29, name=22, programme=16, body=13, head=13, signature=28),
    Sizes(title=26, name=20, programme=15, body=13, head=12, signature=24),
    Sizes(title=23, name=17, programme=14, body=12, head=12, signature=20),
    Sizes(title=20, name=14, programme=12, body=12, head=12, signature=15),
)
# Letters that surely fit in a line at one point: capitals in the heads and names.
HEAD, NAME, BODY, PROGRAMME, SIGNER, PLACE = 500, 940, 1300, 1120, 400, 560
LABEL = 16  # letters before the unit, with a space after them


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Every part in its lines, the sizes, and the room left above and below the title in mm."""

    sizes: Sizes
    superior: Sequence[str]
    issuer: Sequence[str]
    name: Sequence[str]
    born_on: str | None
    unit: Sequence[str]
    programme: Sequence[str]
    place_and_date: Sequence[str]
    signer_title: Sequence[str]
    signer_name: Sequence[str]

    @property
    def spare(self) -> float:
        """Return the height in millimetres that is left; negative if the words do not fit."""
        size = self.sizes
        head = max(len(self.superior) + len(self.issuer), 2) * size.head
        lines = 3 + len(self.unit) + (self.born_on is not None)
        text = (
            size.title * LEADING
            + len(self.name) * size.name * LEADING
            + len(self.programme) * size.programme * LEADING
            + lines * size.body * LEADING
        )
        signed = len(self.place_and_date) + len(self.signer_title) + len(self.signer_name)
        foot = max(signed * size.body * LEADING * MM + size.signature, 36)
        margins = 12
        return HEIGHT - (head * LEADING + text) * MM - foot - margins

    @property
    def gap(self) -> int:
        """Return how much of it goes above the title, and half of that below, in whole mm."""
        return int(min(max(self.spare, 0) * 0.3, 12))


def lay_out(printed: Mapping[str, object]) -> Page:
    """Return the words of a snapshot in lines, in the largest sizes in which they fit."""
    pages = [_page(printed, sizes) for sizes in SIZES]
    return next((page for page in pages if page.spare >= 0), pages[-1])


def balanced(text: str, longest: int) -> list[str]:
    """Break `text` into as few lines of at most `longest` letters as it needs, equally long ones.

    A word is never broken, and no line holds one last short word.
    """
    fewest = _wrapped(text, longest)
    if len(fewest) <= 1:
        return fewest
    tried = (_wrapped(text, width) for width in range(len(text) // len(fewest), longest))
    return next((lines for lines in tried if len(lines) <= len(fewest)), fewest)


def _after_label(text: str, longest: int) -> list[str]:
    """Break `text` so that its first line leaves room for the label before it."""
    label = "x" * LABEL + "\N{NO-BREAK SPACE}"
    first, *others = balanced(label + text, longest)
    return [first.removeprefix(label), *others]


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _page(printed: Mapping[str, object], sizes: Sizes) -> Page:
    def lines(field: str, letters: int, size: float, *, capitals: bool = False) -> list[str]:
        text = str(printed[field] or "")
        return balanced(text.upper() if capitals else text, int(letters / size))

    place, comma, day = str(printed["place_and_date"]).rpartition(", ")
    whole_day = day.replace(" ", "\N{NO-BREAK SPACE}")
    born_on = printed["born_on"]
    titles = str(printed["signer_title"]).upper().split(" / ")
    return Page(
        sizes=sizes,
        superior=lines("superior", HEAD, sizes.head, capitals=True),
        issuer=lines("issuer", HEAD, sizes.head, capitals=True),
        name=lines("name", NAME, sizes.name, capitals=True),
        born_on=str(born_on) if born_on else None,
        unit=_after_label(str(printed["unit"]), int(BODY / sizes.body)),
        programme=lines("programme", PROGRAMME, sizes.programme),
        place_and_date=balanced(f"{place}{comma}{whole_day}", int(PLACE / sizes.body)),
        signer_title=[
            line for title in titles for line in balanced(title, int(SIGNER / sizes.body))
        ],
        signer_name=lines("signer_name", SIGNER, sizes.body),
    )
