"""The entries of a YAML mapping, asked for one by one; what nobody asked for is a mistake."""

import re
from collections.abc import Callable, Collection, Iterator
from fractions import Fraction

from lms.content import complaints as c
from lms.content.problems import Complaint, Place, Problems
from lms.content.tree import Node
from lms.programme.document import LANGUAGES, Texts

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MARKUP = re.compile(r"\*\*|\]\(|\[F\d|</?[A-Za-z!]|`")
_FRACTION = re.compile(r"[1-9]\d*/[1-9]\d*|1")


class Fields:
    """Reads one mapping; each mistake is noted and a harmless value returned instead."""

    def __init__(self, node: Node | None, problems: Problems) -> None:
        self.problems = problems
        self.place = node.place if node else Place("")
        self._entries: dict[str, Node] = {}
        self._asked: list[str] = []
        self._readable = node is not None and isinstance(node.value, dict)
        if node is not None and isinstance(node.value, dict):
            self._entries = node.value
        elif node is not None:
            self.complain(c.NOT_A_MAPPING)

    def complain(self, complaint: Complaint, at: str = "", **params: object) -> None:
        """Note a mistake at the line of the entry `at`, or at the mapping's; `key` means `at`."""
        entry = self._entries.get(at)
        place = entry.place if entry else self.place
        self.problems.add(place, complaint, **({"key": at} | params))

    def has(self, key: str) -> bool:
        """Tell whether the author wrote `key`."""
        self._ask(key)
        return key in self._entries

    def node(self, key: str, *, needed: bool = True) -> Node | None:
        """Return the entry as it stands, or None; a needed one that is missing is a mistake."""
        self._ask(key)
        if needed and key not in self._entries and self._readable:
            self.complain(c.MISSING_KEY, key)
        return self._entries.get(key)

    def text(self, key: str, *, needed: bool = True) -> str:
        """Return plain text in one line."""
        node = self.node(key, needed=needed)
        return plain_text(node, key, self.problems) if node else ""

    def block(self, key: str) -> str:
        """Return text of several lines as it stands."""
        node = self.node(key)
        if node is not None and not (node.text or "").strip():
            self.complain(c.NOT_TEXT, key)
        return (node.text or "").strip() if node else ""

    def texts(self, key: str) -> Texts:
        """Return `{vi: …, en: …}`."""
        node = self.node(key)
        return both_languages(node, key, self.problems) if node else dict.fromkeys(LANGUAGES, "")

    def name(self, key: str) -> str:
        """Return a key: small letters, digits, hyphens."""
        text = self.text(key)
        if text and not NAME.fullmatch(text):
            self.complain(c.BAD_NAME, key, value=text)
        return text

    def number(self, key: str, low: int, high: int, *, needed: bool = True) -> int:
        """Return a whole number from `low` to `high`; 0 if there is none."""
        node = self.node(key, needed=needed)
        if node is None:
            return 0
        text = node.text or ""
        if text.isascii() and text.isdigit() and low <= int(text) <= high:
            return int(text)
        self.complain(c.NOT_A_NUMBER, key, low=low, high=high)
        return low

    def flag(self, key: str, *, needed: bool = True) -> bool:
        """Return true or false; false if it is missing."""
        node = self.node(key, needed=needed)
        if node is None:
            return False
        if node.quoted or node.value not in ("true", "false"):
            self.complain(c.NOT_A_FLAG, key)
        return node.value == "true"

    def choice(self, key: str, known: Collection[str]) -> str:
        """Return one of `known`; the empty text if it is none of them."""
        text = self.text(key)
        if text and text not in known:
            self.complain(c.NOT_A_CHOICE, key, value=text, known=", ".join(known))
            return ""
        return text

    def fraction(self, key: str) -> str:
        """Return a share above 0 and up to 1 as it is written: 7/10."""
        text = self.text(key)
        if text and not (_FRACTION.fullmatch(text) and Fraction(text) <= 1):
            self.complain(c.BAD_FRACTION, key)
        return text

    def items(
        self, key: str, low: int = 1, high: int = 200, *, needed: bool = True
    ) -> tuple[Node, ...]:
        """Return the entries of a list of `low` to `high`."""
        node = self.node(key, needed=needed)
        if node is None:
            return ()
        if not isinstance(node.value, list):
            self.complain(c.NOT_A_LIST, key)
            return ()
        if not low <= len(node.value) <= high:
            self.complain(c.WRONG_COUNT, key, count=len(node.value), low=low, high=high)
        return tuple(node.value)

    def words(
        self, key: str, known: Collection[str] = (), low: int = 1
    ) -> tuple[tuple[str, Place], ...]:
        """Return a list of different names with their places, each one of `known` if given."""
        found: dict[str, Place] = {}
        for node in self.items(key, low):
            text = plain_text(node, key, self.problems)
            if text in found:
                self.problems.add(node.place, c.DUPLICATE_KEY, key=text)
            if text and known and text not in known:
                self.problems.add(
                    node.place, c.NOT_A_CHOICE, key=key, value=text, known=", ".join(known)
                )
            elif text:
                found[text] = node.place
        return tuple(found.items())

    def child(self, key: str, *, needed: bool = True) -> "Fields | None":
        """Return the mapping under `key`, or None if it is missing."""
        node = self.node(key, needed=needed)
        return Fields(node, self.problems) if node else None

    def children(self, key: str, low: int, high: int, *, needed: bool = True) -> Iterator["Fields"]:
        """Yield each mapping in the list under `key`; what one did not ask for is a mistake."""
        for node in self.items(key, low, high, needed=needed):
            fields = Fields(node, self.problems)
            yield fields
            fields.done()

    def forgive(self) -> None:
        """Let every entry pass: a mistake noted already makes it unclear what belongs here."""
        self._asked.extend(self._entries)

    def done(self) -> None:
        """Complain of every entry that was never asked for."""
        for key in self._entries:
            if key not in self._asked:
                self.complain(c.UNKNOWN_KEY, key, known=", ".join(self._asked))

    def _ask(self, key: str) -> None:
        if key not in self._asked:
            self._asked.append(key)


Wording = Callable[[Fields, str], Texts]  # how a question's texts are read


def plain_text(node: Node, key: str, problems: Problems) -> str:
    """Return the scalar in one line, without any markup."""
    text = " ".join((node.text or "").split())
    if not text or (not node.quoted and text in ("~", "null")):
        problems.add(node.place, c.NOT_TEXT, key=key)
        return ""
    if _MARKUP.search(text):
        problems.add(node.place, c.NOT_PLAIN, key=key)
    return text


def both_languages(node: Node, key: str, problems: Problems) -> Texts:
    """Return `{vi: …, en: …}`, both there and not empty."""
    fields = Fields(node, problems)
    texts: Texts = {}
    for language in LANGUAGES:
        has = isinstance(node.value, dict) and fields.has(language)
        if not has and isinstance(node.value, dict):
            problems.add(node.place, c.MISSING_LANGUAGE, key=key, language=language)
        texts[language] = fields.text(language) if has else ""
    fields.done()
    return texts
