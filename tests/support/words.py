"""The sentences of the interface: those in the source, those that have an English text.

`python -m tests.support.words` adds what has none to its room's catalogue, to be translated.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import normalize, read_po

LMS = Path(__file__).resolve().parents[2] / "lms"
MARKS = {"msgid": None, "gettext": None, "ngettext": (1, 2), "_": None}
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'


def used(room: Path) -> dict[str, str]:
    """Return each msgid in the room's source and where it stands first."""
    places: dict[str, str] = {}
    for path in sorted([*room.rglob("*.py"), *room.rglob("templates/**/*.html")]):
        method = "python" if path.suffix == ".py" else "jinja2"
        options = {} if path.suffix == ".py" else {"silent": "false"}
        with path.open("rb") as file:
            for line, message, _comments, _context in extract(
                method, file, keywords=MARKS, options=options
            ):
                for text in (message,) if isinstance(message, str) else message:
                    places.setdefault(text, f"{path.relative_to(LMS.parent)}:{line}")
    return places


def rooms() -> list[Path]:
    """Return the rooms' folders."""
    return sorted(path.parent for path in LMS.glob("*/__init__.py"))


def english() -> Iterator[tuple[Path, str, str]]:
    """Yield (catalogue, msgid, English text) of every entry."""
    for path in sorted(LMS.glob("*/locale/en.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale="en"):
                texts = [entry.string] if isinstance(entry.string, str) else entry.string or [""]
                ids = [entry.id] if isinstance(entry.id, str) else entry.id
                yield from ((path, key, text) for key, text in zip(ids, texts, strict=False) if key)


def without_english(room: Path) -> dict[str, str]:
    """Return the room's msgids that no catalogue translates, and where they stand."""
    known = {key for _path, key, text in english() if text}
    return {key: place for key, place in used(room).items() if key not in known}


def _entry(key: str, place: str) -> str:
    return f'\n#: {place}\nmsgid {normalize(key)}\nmsgstr ""\n'


def _append(path: Path, entries: Iterable[str]) -> None:
    path.parent.mkdir(exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else HEADER
    path.write_text(before + "".join(entries), encoding="utf-8")


def main() -> None:
    """Add each msgid that stands in no catalogue to its room's, without a text."""
    listed = {key for _path, key, _text in english()}
    for room in rooms():
        new = {key: place for key, place in without_english(room).items() if key not in listed}
        if new:
            _append(room / "locale" / "en.po", (_entry(*item) for item in new.items()))


if __name__ == "__main__":
    main()
