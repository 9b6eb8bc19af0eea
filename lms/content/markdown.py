"""The Markdown that lessons may contain: parsed, checked token by token, made ready to render."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from lms.content import complaints as c
from lms.content.problems import Complaint, Place, Problems
from lms.content.sources import FACT_MARK, Sources
from lms.core.i18n import gettext, msgid
from lms.core.text import fold

CALLOUTS = {  # kind: class of the frame, title if the author gives none, icon
    "note": ("", msgid("Ghi chú"), "M12 3a9 9 0 100 18 9 9 0 000-18zM12 11v6M12 7.5v.01"),
    "example": ("", msgid("Ví dụ"), "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"),
    "warning": (" warn", msgid("Lưu ý"), "M12 3.5L2.5 20h19zM12 10v5M12 17.4v.01"),
    "remember": (" ok", msgid("Ghi nhớ"), "M5 12.5l4.5 4.5L19 7.5"),
}
FENCES = ("check", "video", "audio")
_FORBIDDEN = {
    "hr": "---",
    "code_block": msgid("dòng thụt vào bốn dấu cách"),
    "code_inline": "`",
    "html_block": "<…>",
    "html_inline": "<…>",
}
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--|<[!?]")
_DEAD_LINK = re.compile(r"\]\(([^)\s]*)")
_COLONS = re.compile(r"^\s*:::\s*(\S*)")
_INLINE_TYPES = frozenset({"table_open", "th_open", "td_open"})


def make_parser() -> MarkdownIt:
    """Return a parser of CommonMark with tables and callouts, without HTML."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    for kind in CALLOUTS:
        container_plugin(parser, kind)
    parser.add_render_rule("raw", lambda _self, tokens, index, *_: tokens[index].content)
    return parser


def raw(content: str, level: int = 0, line: int = 0) -> Token:
    """Return a token that is rendered as it stands (and sanitised with everything else)."""
    return Token("raw", "", 0, content=content, level=level, map=[line, line])


def slug(text: str, taken: set[str]) -> str:
    """Return an id for a heading, unique in its lesson: "m-ba-tang-cua-mot-tin"."""
    base = "m-" + "-".join(re.findall(r"[a-z0-9]+", fold(text)))[:60].strip("-")
    name, count = base, 1
    while name in taken:
        count += 1
        name = f"{base}-{count}"
    taken.add(name)
    return name


class Checker:
    """Walks a lesson's tokens once: notes mistakes, gives ids, labels and references."""

    def __init__(self, start: Place, problems: Problems, sources: Sources) -> None:
        self._start = start
        self._problems = problems
        self._sources = sources
        self._line = 0
        self._ids: set[str] = set()
        self._deepest = 1
        self._labels: list[str] = []
        self._column = 0

    def walk(self, tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Token]:
        """Yield what to render instead of `tokens`; `lines` are the text they came from."""
        for index, token in enumerate(tokens):
            if token.map:
                self._line = token.map[0]
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            if token.type.startswith("container_"):
                yield self._callout(token, lines)
            elif token.type == "heading_open" and following is not None:
                self._heading(token, following)
                yield token
            elif token.type in _INLINE_TYPES | {"table_close", "tr_open"}:
                yield from self._table(token, following)
            else:
                self._check_block(token)
                yield token

    def place(self, offset: int = 0) -> Place:
        """Return the current line of the file."""
        return Place(self._start.file, self._start.line + self._line + offset)

    def complain(self, complaint: Complaint, offset: int = 0, **params: object) -> None:
        """Note a mistake on the current line, or `offset` lines below it."""
        self._problems.add(self.place(offset), complaint, **params)

    def _check_block(self, token: Token) -> None:
        if token.type == "inline":
            token.children = list(self._inline(token.children or []))
        elif token.type == "fence":
            kind = token.info.strip()
            if kind not in FENCES or token.level:
                self.complain(c.UNKNOWN_FENCE, kind=kind)
        elif token.type in _FORBIDDEN:
            self.complain(c.NOT_ALLOWED, what=gettext(_FORBIDDEN[token.type]))

    def _heading(self, token: Token, inline: Token) -> None:
        level = int(token.tag[1])
        if level == 1:
            self.complain(c.HEADING_ONE)
        elif level > min(self._deepest + 1, 3) or token.level:
            self.complain(c.HEADING_ORDER, level=level)
        self._deepest = level
        token.attrSet("id", slug(FACT_MARK.sub("", inline.content), self._ids))

    def _callout(self, token: Token, lines: Sequence[str]) -> Token:
        if token.nesting < 0:
            return raw("</div></div>", token.level)
        kind = token.type.split("_")[1]
        look, title, icon = CALLOUTS[kind]
        end = token.map[1] if token.map else 0
        if end >= len(lines) or not lines[end].strip(" >").startswith(":::"):
            self.complain(c.OPEN_CALLOUT)
        words = token.info.strip().removeprefix(kind).strip() or gettext(title)
        drawn = f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path d="{icon}"/></svg>'
        opening = f'<div class="note{look} {kind}" role="note">'
        title_line = f'<p class="note-title"><strong>{escape(words)}</strong></p>'
        return raw(
            f'{opening}{self._sources.insert(drawn)}<div class="flow">{title_line}',
            token.level,
            self._line,
        )

    def _table(self, token: Token, following: Token | None) -> Iterator[Token]:
        if token.type == "table_open":
            self._labels = []
            token.attrs = {"class": "tc", "role": "table"}
            yield raw('<div class="tw">', token.level, self._line)
        elif token.type == "tr_open":
            self._column = 0
            token.attrSet("role", "row")
        elif token.type in ("th_open", "td_open") and following is not None:
            self._cell(token, following)
        yield token
        if token.type == "table_close":
            yield raw("</div>", token.level)

    def _cell(self, token: Token, inline: Token) -> None:
        number = str(token.attrs.get("style", "")) == "text-align:right"
        token.attrs = {"class": "num"} if number else {}
        label = FACT_MARK.sub("", _words(inline)).strip()
        if token.type == "th_open":
            self._labels.append(label)
            token.attrs |= {"scope": "col", "role": "columnheader"}
            return
        token.attrs["role"] = "cell"
        if self._column < len(self._labels) and self._labels[self._column]:
            token.attrs["data-l"] = self._labels[self._column]
        self._column += 1

    def _inline(self, children: Sequence[Token]) -> Iterator[Token]:
        offset = 0
        for index, token in enumerate(children):
            if token.type in ("softbreak", "hardbreak"):
                offset += 1
            if token.type == "text":
                yield from self._text(token, offset, first=index == 0 or offset > 0)
                continue
            if token.type == "link_open":
                self._link(token, offset)
            elif token.type == "image":
                self.complain(c.IMAGE_ALONE, offset)
            elif token.type in _FORBIDDEN:
                self.complain(c.NOT_ALLOWED, offset, what=gettext(_FORBIDDEN[token.type]))
            yield token

    def _link(self, token: Token, offset: int) -> None:
        href = str(token.attrs.get("href", ""))
        if not href.startswith("https://"):
            self.complain(c.BAD_LINK, offset, href=href)
        token.attrs = {"href": href, "rel": "noopener noreferrer"}

    def _text(self, token: Token, offset: int, *, first: bool) -> Iterator[Token]:
        text = token.content
        if found := _TAG.search(text):
            self.complain(c.RAW_HTML, offset, tag=found[0])
        if found := _DEAD_LINK.search(text):
            self.complain(c.BAD_LINK, offset, href=found[1])
        if first and (found := _COLONS.match(text)):
            self.complain(c.UNKNOWN_CALLOUT, offset, kind=found[1])
        position = 0
        for mark in FACT_MARK.finditer(text):
            yield Token("text", "", 0, content=text[position : mark.start()].rstrip())
            yield raw(self._sources.refer(mark, self.place(offset)))
            position = mark.end()
        yield Token("text", "", 0, content=text[position:])


def _words(inline: Token) -> str:
    """Return an inline token's text without its markup."""
    parts = (child.content for child in inline.children or [] if child.type == "text")
    return unicodedata.normalize("NFC", "".join(parts))
