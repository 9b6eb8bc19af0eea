"""SVG drawings: checked against an allow-list and written anew, so that nothing else gets in."""

import re
from collections.abc import Mapping
from html import escape
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from lms.content import complaints as c
from lms.content.problems import Complaint, Place, Problems

WIDTH = 400
SMALLEST_TEXT = 14
CLASSES = frozenset(
    "d-box d-accent d-ok d-warn d-line d-text d-strong d-muted d-on d-head".split()  # noqa: SIM905
)
_GEOMETRY = frozenset(
    "x y x1 x2 y1 y2 cx cy r rx ry d points dx dy width height transform".split()  # noqa: SIM905
)
_COMMON = frozenset({"id", "class", "transform"})
_LINE = frozenset({"stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin"})
_ENDS = frozenset({"marker-start", "marker-mid", "marker-end"})
_TEXT = frozenset({"text-anchor", "dominant-baseline", "font-size", "font-weight"})
_MARKER = frozenset(
    {"viewBox", "refX", "refY", "markerWidth", "markerHeight", "markerUnits", "orient"}
)
_SHAPE = _COMMON | _GEOMETRY | _LINE | _ENDS
ALLOWED: Mapping[str, frozenset[str]] = {
    "svg": frozenset({"viewBox", "xmlns", "role", "lang", "xml:lang"}),
    "g": _COMMON | _LINE | _TEXT,
    "title": frozenset({"id"}),
    "desc": frozenset({"id"}),
    "text": _COMMON | _GEOMETRY | _TEXT,
    "tspan": _COMMON | _GEOMETRY | _TEXT,
    "defs": frozenset(),
    "marker": frozenset({"id", "class"}) | _MARKER,
    **dict.fromkeys(("rect", "circle", "ellipse", "line", "polyline", "polygon", "path"), _SHAPE),
}
_COLOURS = frozenset({"fill", "stroke", "fill-opacity", "width", "height"})  # of stand-alone files
_VALUE = re.compile(r"[\w\s.,#%()+-]*")
_TURN = re.compile(r"((translate|rotate)\([\d\s.,+-]*\)\s*)*")
_REFERENCE = re.compile(r"url\(#([\w.-]+)\)")
_VIEW = re.compile(rf"0 0 {WIDTH} [1-9]\d{{1,3}}(\.\d+)?")
_NUMBER = re.compile(r"\d+(\.\d+)?(px)?")


def inline_drawing(text: str, place: Place, problems: Problems, alt: str) -> str:
    """Return the drawing as markup to stand in a page, named `alt`; complain of what is wrong."""
    reader = _Reader(place, problems, alone=False)
    reader.read(text)
    name = f'role="img" aria-label="{escape(alt)}"'
    return f'<svg class="dr" viewBox="{escape(reader.view)}" {name}>{reader.markup}</svg>'


def check_picture(text: str, place: Place, problems: Problems) -> None:
    """Complain of what an SVG file that stands alone (a poster) must not have."""
    _Reader(place, problems, alone=True).read(text)


class _Reader:
    """Reads a drawing once, event by event, and writes what is allowed."""

    def __init__(self, place: Place, problems: Problems, *, alone: bool) -> None:
        self.view = f"0 0 {WIDTH} {WIDTH}"
        self._place = place
        self._problems = problems
        self._alone = alone
        self._stem = place.file.rpartition("/")[2].partition(".")[0]
        self._depth = 0
        self._ids: set[str] = set()
        self._wanted: list[tuple[str, Place]] = []
        self._out: list[str] = []
        self._parser: XMLParserType = ParserCreate("utf-8")

    @property
    def markup(self) -> str:
        """What stood inside the outermost element."""
        return "".join(self._out).strip()

    def read(self, text: str) -> None:
        if "<!DOCTYPE" in text:  # before parsing: entities declared there may grow without end
            self._problems.add(self._place, c.UNSAFE_SVG, what="<!DOCTYPE>")
            return
        parser = self._parser
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.ProcessingInstructionHandler = lambda target, _: self._refuse(f"<?{target}")
        try:
            parser.Parse(text.encode(), True)  # noqa: FBT003 - takes no keyword
        except ExpatError as error:
            place = Place(self._place.file, max(error.lineno, 1))
            self._problems.add(place, c.BAD_SVG, detail=str(error))
        for reference, place in self._wanted:
            if reference not in self._ids:
                self._problems.add(place, c.SVG_ID, id=reference, stem=self._stem)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if name not in ALLOWED or (name == "svg") != (self._depth == 1):
            self._refuse(f"<{name}>")
            return
        kept = {key: self._attribute(name, key, value) for key, value in attributes.items()}
        if name == "svg":
            self._outermost(attributes)
            return
        written = "".join(f' {key}="{escape(value)}"' for key, value in kept.items() if value)
        self._out.append(f"<{name}{written}>")

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name in ALLOWED and name != "svg":
            self._out.append(f"</{name}>")

    def _text(self, text: str) -> None:
        self._out.append(escape(re.sub(r"\s+", " ", text)))

    def _outermost(self, attributes: Mapping[str, str]) -> None:
        self.view = attributes.get("viewBox", self.view)
        sized = "width" in attributes or "height" in attributes
        if not self._alone and (sized or not _VIEW.fullmatch(attributes.get("viewBox", ""))):
            self._complain(c.SVG_SIZE)

    def _attribute(self, element: str, key: str, value: str) -> str:
        """Return the value if the attribute may stand here, else the empty text."""
        known = ALLOWED[element] | (_COLOURS if self._alone else frozenset())
        reference = _REFERENCE.fullmatch(value)
        fault: tuple[Complaint, dict[str, object]] | None = None
        if key not in known:
            if element == "svg" and key in ("width", "height"):
                return ""
            fault = c.UNSAFE_SVG, {"what": key}
        elif key in _ENDS:
            fault = self._end_of_line(key, value, reference)
        elif key == "id":
            fault = self._new_id(value)
        elif key == "class" and not CLASSES.issuperset(value.split()):
            fault = c.UNSAFE_SVG, {"what": f"class={value}"}
        elif key == "transform" and not _TURN.fullmatch(value):
            fault = c.UNSAFE_SVG, {"what": f"transform={value}"}
        elif key == "font-size" and not _is_big_enough(value):
            fault = c.SVG_SMALL_TEXT, {}
        elif key not in ("xmlns", "id") and not _VALUE.fullmatch(value):
            fault = c.UNSAFE_SVG, {"what": f"{key}={value}"}
        if fault:
            self._complain(fault[0], **fault[1])
            return ""
        return value

    def _end_of_line(
        self, key: str, value: str, reference: re.Match[str] | None
    ) -> tuple[Complaint, dict[str, object]] | None:
        if reference is None:
            return c.UNSAFE_SVG, {"what": f"{key}={value}"}
        self._wanted.append((reference[1], self._here()))
        return None

    def _new_id(self, value: str) -> tuple[Complaint, dict[str, object]] | None:
        if value in self._ids or not re.fullmatch(rf"{re.escape(self._stem)}[\w-]*", value):
            return c.SVG_ID, {"id": value, "stem": self._stem}
        self._ids.add(value)
        return None

    def _here(self) -> Place:
        return Place(self._place.file, self._parser.CurrentLineNumber)

    def _complain(self, complaint: Complaint, **params: object) -> None:
        self._problems.add(self._here(), complaint, **params)

    def _refuse(self, what: str) -> None:
        self._complain(c.UNSAFE_SVG, what=what)


def _is_big_enough(value: str) -> bool:
    return bool(_NUMBER.fullmatch(value)) and float(value.removesuffix("px")) >= SMALLEST_TEXT
