"""What the readers of content files share: the folder, the facts, the mistakes, the media found."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from lms.content import complaints as c
from lms.content.drawing import check_picture
from lms.content.facts import Fact
from lms.content.problems import Place, Problems
from lms.programme.document import MediaFile

PICTURES = (".jpg", ".png", ".webp")
VIDEOS = (".mp4",)
SOUNDS = (".m4a", ".mp3")
CAPTIONS = (".vtt",)
DRAWINGS = (".svg",)
_TYPES = {  # by suffix: content type, place and value of the bytes that give the format away
    ".svg": ("image/svg+xml", 0, (b"<",)),
    ".jpg": ("image/jpeg", 0, (b"\xff\xd8\xff",)),
    ".png": ("image/png", 0, (b"\x89PNG\r\n\x1a\n",)),
    ".webp": ("image/webp", 8, (b"WEBP",)),
    ".mp4": ("video/mp4", 4, (b"ftyp",)),
    ".m4a": ("audio/mp4", 4, (b"ftyp",)),
    ".mp3": ("audio/mpeg", 0, (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    ".vtt": ("text/vtt", 0, (b"WEBVTT",)),
}
_LIMIT_KB = {".mp4": 60_000, ".m4a": 10_000, ".mp3": 10_000, ".svg": 60}
_OTHER_LIMIT_KB = 500
_HIDDEN = frozenset("\u00ad\u200b\u200e\u200f\u2060\ufeff")


class Found(NamedTuple):
    """A media file of the folder that some lesson uses."""

    path: Path
    content_type: str


@dataclass(slots=True)
class Desk:
    """One reading of the whole folder."""

    root: Path
    problems: Problems
    facts: Mapping[str, Fact] = field(default_factory=dict)
    media: dict[str, Found] = field(default_factory=dict)  # by digest

    def place(self, path: Path, line: int = 1) -> Place:
        """Return how a line of `path` is named to the author."""
        return Place(f"{self.root.name}/{path.relative_to(self.root).as_posix()}", line)

    def read(self, path: Path) -> str | None:
        """Return the text of `path` with plain line ends, or None; complain of its encoding."""
        try:
            text = path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            self.problems.add(self.place(path), c.MISSING_FILE, name=path.name)
            return None
        except UnicodeDecodeError:
            self.problems.add(self.place(path), c.NOT_UTF8)
            return None
        text = text.replace("\r\n", "\n")
        for number, line in enumerate(text.split("\n"), start=1):
            if not unicodedata.is_normalized("NFC", line) or any(map(_is_hidden, line)):
                self.problems.add(self.place(path, number), c.NOT_NFC)
        return text

    def take(
        self, folder: Path, source: str, place: Place, known: tuple[str, ...]
    ) -> MediaFile | None:
        """Return the file that `source` ("media/…", in the module `folder`) names, or None."""
        path = self.find(folder, source, place, known)
        if path is None:
            return None
        content = path.read_bytes()
        if path.suffix == ".svg":
            check_picture(self.read(path) or "", self.place(path), self.problems)
        digest = sha256(content).hexdigest()
        found = self.media[digest] = Found(path, _TYPES[path.suffix][0])
        return MediaFile(digest, path.name, found.content_type, len(content))

    def find(self, folder: Path, source: str, place: Place, known: tuple[str, ...]) -> Path | None:
        """Return the path of an existing file of one of the kinds `known`, or None."""
        head, _, name = source.partition("/")
        path = folder / "media" / name
        if head != "media" or "/" in name or name.startswith(".") or not path.is_file():
            self.problems.add(place, c.MISSING_MEDIA, name=source)
            return None
        limit = _LIMIT_KB.get(path.suffix, _OTHER_LIMIT_KB)
        if path.stat().st_size > limit * 1000:
            self.problems.add(place, c.BIG_MEDIA, name=source, limit=limit)
            return None
        if path.suffix not in known or not _looks_right(path):
            self.problems.add(place, c.WRONG_MEDIA, name=source, known=", ".join(known))
            return None
        return path


def _is_hidden(char: str) -> bool:
    return char in _HIDDEN or (unicodedata.category(char) == "Cc" and char != "\t")


def _looks_right(path: Path) -> bool:
    _, start, marks = _TYPES[path.suffix]
    with path.open("rb") as file:
        head = file.read(16)
    return head[start:].startswith(marks)
