"""A lesson's body, from Markdown to the blocks of its document: checked, rendered, sanitised."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

import nh3
from markdown_it.token import Token

from lms.content import complaints as c
from lms.content.desk import CAPTIONS, DRAWINGS, PICTURES, SOUNDS, VIDEOS, Desk
from lms.content.drawing import inline_drawing
from lms.content.fields import Fields
from lms.content.markdown import FENCES, Checker, make_parser, raw
from lms.content.problems import Place
from lms.content.questions import QuestionReader
from lms.content.sources import Sources
from lms.content.tree import Node, parse_yaml
from lms.core.i18n import in_language
from lms.programme.document import Block, MediaFile, Question, Recording

_TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br", "div"} | {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "section",
    "sup",
    "x-insert",
}
_ATTRIBUTES = {
    "*": {"class", "id", "role"},
    "a": {"href", "rel", "aria-label"},
    "ol": {"start"},
    "section": {"aria-labelledby"},
    "td": {"data-l"},
    "th": {"scope"},
    "x-insert": {"n"},
}
_SECONDS = 4 * 60 * 60
_PARSER = make_parser()


def sanitise(html: str) -> str:
    """Return `html` with nothing in it but the elements and attributes a lesson needs."""
    return nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"}, link_rel=None
    )


@dataclass(frozen=True, slots=True)
class Body:
    """What one language's file holds below its front matter."""

    blocks: tuple[Block, ...]  # checks in this language only
    places: dict[str, Place]  # of the checks, by id
    cited: frozenset[str]  # fact ids

    @property
    def checks(self) -> dict[str, Question]:
        """Return the checks by id, in order."""
        return {b.question.key: b.question for b in self.blocks if b.question is not None}


def read_body(text: str, start: Place, language: str, folder: Path, desk: Desk) -> Body:
    """Read the Markdown `text`, whose first line is at `start`, of a lesson in `folder`."""
    with in_language(language):
        return _BodyReader(start, language, folder, desk).read(text)


class _BodyReader:
    """Reads one body; keeps what all its parts share."""

    def __init__(self, start: Place, language: str, folder: Path, desk: Desk) -> None:
        self._start = start
        self._language = language
        self._folder = folder
        self._desk = desk
        self._problems = desk.problems
        self._sources = Sources(desk.facts, desk.problems)
        self._drawings: set[str] = set()
        self._places: dict[str, Place] = {}
        self._fences: dict[str, Callable[[Fields], Block]] = {
            "check": self._check,
            "video": self._video,
            "audio": self._audio,
        }

    def read(self, text: str) -> Body:
        checker = Checker(self._start, self._problems, self._sources)
        tokens = self._with_figures(_PARSER.parse(text))
        if not tokens:
            self._problems.add(self._start, c.EMPTY_LESSON)
        blocks = tuple(self._blocks(list(checker.walk(tokens, text.split("\n")))))
        listing = self._sources.listing()
        if listing:
            blocks += (Block("html", sanitise(listing)),)
        return Body(blocks, self._places, frozenset(self._sources.cited))

    def _blocks(self, tokens: Sequence[Token]) -> Iterator[Block]:
        stretch: list[Token] = []
        for token in tokens:
            kind = token.info.strip()
            if token.type == "fence" and token.level == 0 and kind in FENCES:
                yield from self._html(stretch)
                stretch = []
                fields = Fields(self._parse(token), self._problems)
                yield self._fences[kind](fields)
                fields.done()
            else:
                stretch.append(token)
        yield from self._html(stretch)

    def _html(self, tokens: Sequence[Token]) -> Iterator[Block]:
        html = _PARSER.renderer.render(tokens, _PARSER.options, {}).strip()
        if html:
            yield Block("html", self._sources.restore(sanitise(html)))

    def _place(self, token: Token) -> Place:
        line = token.map[0] if token.map else 0
        return Place(self._start.file, self._start.line + line)

    def _parse(self, token: Token) -> Node | None:
        place = self._place(token)
        return parse_yaml(token.content, Place(place.file, place.line + 1), self._problems)

    def _with_figures(self, tokens: Sequence[Token]) -> list[Token]:
        """Replace each paragraph that holds nothing but a picture with its figure."""
        result: list[Token] = []
        position = 0
        while position < len(tokens):
            token, inside = tokens[position], tokens[position + 1 : position + 2]
            children = (inside[0].children or []) if inside else []
            if token.type == "paragraph_open" and [t.type for t in children] == ["image"]:
                result.append(self._figure(children[0], token))
                position += 3
            else:
                result.append(token)
                position += 1
        return result

    def _figure(self, image: Token, paragraph: Token) -> Token:
        place, source = self._place(paragraph), str(image.attrs.get("src", ""))
        alt = " ".join("".join(t.content for t in image.children or []).split())
        caption = str(image.attrs.get("title", "")).strip()
        if not alt:
            self._problems.add(place, c.NO_ALT, name=source)
        if source in self._drawings:
            self._problems.add(place, c.DUPLICATE_KEY, key=source)
        self._drawings.add(source)
        picture = self._picture(source, alt, place)
        below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
        markup = self._sources.insert(f'<figure class="figure">{picture}{below}</figure>')
        return raw(markup, paragraph.level, paragraph.map[0] if paragraph.map else 0)

    def _picture(self, source: str, alt: str, place: Place) -> str:
        """Return a drawing as markup in the page, any other picture as a link to its file."""
        if source.endswith(".svg"):
            path = self._desk.find(self._folder, source, place, DRAWINGS)
            text = self._desk.read(path) if path else None
            if path is None or text is None:
                return ""
            return inline_drawing(text, self._desk.place(path), self._problems, alt)
        media = self._desk.take(self._folder, source, place, (*DRAWINGS, *PICTURES))
        if media is None:
            return ""
        return f'<img src="{media.address}" alt="{escape(alt)}" loading="lazy">'

    def _check(self, fields: Fields) -> Block:
        question = QuestionReader(self._language).read(fields, "id")
        if question.key in self._places:
            fields.complain(c.DUPLICATE_KEY, "id", key=question.key)
        self._places[question.key] = fields.place
        return Block("check", question=question)

    def _video(self, fields: Fields) -> Block:
        source = self._file(fields, "src", VIDEOS)
        captions = self._file(fields, "captions", CAPTIONS)
        poster = self._file(fields, "poster", (*PICTURES, *DRAWINGS), needed=False)
        audio = self._file(fields, "audio", SOUNDS, needed=False)
        return self._recording("video", fields, source, poster, captions, audio)

    def _audio(self, fields: Fields) -> Block:
        return self._recording("audio", fields, self._file(fields, "src", SOUNDS))

    def _recording(
        self,
        kind: Literal["video", "audio"],
        fields: Fields,
        source: MediaFile | None,
        *others: MediaFile | None,
    ) -> Block:
        seconds = fields.number("seconds", 1, _SECONDS)
        paragraphs = re.split(r"\n\s*\n", fields.block("transcript"))
        transcript = "".join(f"<p>{escape(' '.join(p.split()))}</p>" for p in paragraphs)
        if source is None:
            return Block("html")
        return Block(kind, recording=Recording(source, seconds, transcript, *others))

    def _file(
        self, fields: Fields, key: str, known: tuple[str, ...], *, needed: bool = True
    ) -> MediaFile | None:
        node = fields.node(key, needed=needed)
        if node is None:
            return None
        return self._desk.take(self._folder, node.text or "", node.place, known)
