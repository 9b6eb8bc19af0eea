"""Facts cited in a lesson: numbered references in the text and the list of sources below it."""

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

from lms.content import complaints as c
from lms.content.facts import Fact
from lms.content.problems import Place, Problems
from lms.core.i18n import gettext, msgid

TITLE = msgid("Nguồn")
FACT_MARK = re.compile(r"\[\s*[Ff]\s*\d[^\]]*\]")
_GOOD_MARK = re.compile(r"\[(F\d{2,3})\]")
_DATE = re.compile(r"(\d{1,2}/){0,2}\d{4}")


class Sources:
    """Gathers the facts of one lesson in one language; also keeps ready-made markup aside.

    Markup put aside (drawings, icons) stands as a mark in the text while that is sanitised, and
    goes back in afterwards: authors cannot write the mark, since their text has no HTML.
    """

    def __init__(self, facts: Mapping[str, Fact], problems: Problems) -> None:
        self.cited: set[str] = set()
        self._facts = facts
        self._problems = problems
        self._numbers: dict[tuple[str, ...], int] = {}
        self._listed: list[Fact] = []
        self._aside: list[str] = []

    def refer(self, mark: re.Match[str], place: Place) -> str:
        """Return the reference that stands for `mark` ("[F23]") in the text."""
        good = _GOOD_MARK.fullmatch(mark[0])
        if good is None:
            self._problems.add(place, c.MALFORMED_FACT, text=mark[0])
            return ""
        self.cited.add(good[1])
        fact = self._facts.get(good[1])
        if fact is None:
            self._problems.add(place, c.UNKNOWN_FACT, fact=good[1])
            return ""
        if not fact.may_be_used:
            self._problems.add(place, c.WEAK_FACT, fact=fact.key, level=fact.level)
        if fact.addresses not in self._numbers:
            self._numbers[fact.addresses] = len(self._numbers) + 1
            self._listed.append(fact)
        number = self._numbers[fact.addresses]
        name = f"{gettext(TITLE)} [{number}]"
        link = f'<a href="#nguon-{number}" aria-label="{escape(name)}">[{number}]</a>'
        return f'<sup class="ref">{link}</sup>'

    def listing(self) -> str:
        """Return the list of sources, or the empty text if nothing was cited."""
        if not self._listed:
            return ""
        entries = "".join(
            f'<li id="nguon-{number}">{_entry(fact)}</li>'
            for number, fact in enumerate(self._listed, start=1)
        )
        heading = f'<h2 id="nguon">{escape(gettext(TITLE))}</h2>'
        opening = '<section class="sources" aria-labelledby="nguon">'
        return f"{opening}{heading}<ol>{entries}</ol></section>"

    def insert(self, markup: str) -> str:
        """Put `markup` aside and return the mark that stands for it."""
        self._aside.append(markup)
        return f'<x-insert n="{len(self._aside) - 1}"></x-insert>'

    def restore(self, html: str) -> str:
        """Return sanitised `html` with everything put aside back in its place."""
        return re.sub(
            r'<x-insert n="(\d+)"></x-insert>', lambda mark: self._aside[int(mark[1])], html
        )


def _entry(fact: Fact) -> str:
    links = "; ".join(
        f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(_host(address))}</a>'
        for address in fact.addresses
    )
    date = _DATE.match(fact.note)
    return f"{links}, {date[0]}" if date else links


def _host(address: str) -> str:
    return (urlsplit(address).hostname or address).removeprefix("www.")
