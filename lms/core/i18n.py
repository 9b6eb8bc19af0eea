"""Two languages. Msgids are the Vietnamese sentences; English is a catalogue in each room.

A room keeps its English in `lms/<room>/locale/en.po`. The catalogues are read once per process
and merged; the reader's language is a context variable, so that mails, documents and errors are
made in the right one outside a request too.
"""

import gettext as _stdlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from lms.core.text import percent, whole_number

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT = "vi"
_ROOMS = Path(__file__).resolve().parent.parent
_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


def msgid(text: str) -> str:
    """Mark `text` for the catalogue and return it unchanged; it is translated where it is shown."""
    return text


def language() -> str:
    """Return the reader's language: "vi" or "en"."""
    return _language.get()


def use_language(code: str) -> None:
    """Set the language of the current context; an unknown code means Vietnamese."""
    _language.set(code if code in LANGUAGES else DEFAULT)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Do what follows in language `code`."""
    token = _language.set(code if code in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _language.reset(token)


def gettext(message: str, **params: object) -> str:
    """Translate `message`, then fill in `params` with the % operator; a literal percent is %%."""
    return raw_gettext(message) % params


def ngettext(singular: str, plural: str, num: int, **params: object) -> str:
    """Translate by number. Vietnamese has one form, so both msgids are usually equal."""
    return raw_ngettext(singular, plural, num) % {"num": num, **params}


def raw_gettext(message: str) -> str:
    """Translate `message` without filling it in (what Jinja's i18n extension calls)."""
    if not message or language() == DEFAULT:
        return message
    return english().gettext(message)


def raw_ngettext(singular: str, plural: str, num: int) -> str:
    """Translate by number without filling in."""
    if language() == DEFAULT:
        return singular
    return english().ngettext(singular, plural, num)


def in_every_language(message: str, **params: object) -> dict[str, str]:
    """Return what `gettext` gives in each language, for a sentence that is kept."""
    texts = {}
    for code in LANGUAGES:
        with in_language(code):
            texts[code] = gettext(message, **params)
    return texts


def pick(texts: dict[str, str]) -> str:
    """Return the text of `{"vi": …, "en": …}` in the reader's language."""
    return texts[language()]


def number(value: int) -> str:
    """Write a whole number: 13.465 in Vietnamese, 13,465 in English."""
    return _written(whole_number(value))


def share(part: int, whole: int) -> str:
    """Write a share: 63,9% in Vietnamese, 63.9% in English; cut, never rounded up."""
    return _written(percent(part, whole))


def _written(text: str) -> str:
    return text if language() == DEFAULT else text.translate(str.maketrans(".,", ",."))


@cache
def english() -> _stdlib.GNUTranslations:
    """Return the merged English catalogue of all rooms."""
    merged = Catalog(locale="en")
    for path in sorted(_ROOMS.glob("*/locale/en.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                if message.id and message.string:
                    merged.add(message.id, message.string)
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return _stdlib.GNUTranslations(compiled)
