"""Files that are too big for a row: certificates, uploads, media. A key in, bytes out."""

import os
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from lms.core.errors import NotFound


class FileStore(Protocol):
    """A place for files. Keys look like `certificates/2026/<uuid>.pdf`."""

    def write(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`, durably, replacing what was there."""

    def read(self, key: str) -> bytes:
        """Return the bytes under `key` or raise `NotFound`."""

    def delete(self, key: str) -> None:
        """Forget `key`; asking twice is no error."""


class Folder:
    """Files in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, key: str) -> Path:
        """Return where `key` lies; refuse a key that would leave the folder."""
        if not all(part and part not in (".", "..") for part in key.split("/")):
            raise ValueError(key)
        return self._root / key

    def write(self, key: str, content: bytes) -> None:
        """See `FileStore.write`: the file appears whole, after an fsync, or not at all."""
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{uuid4().hex}")
        try:
            with draft.open("wb") as file:
                file.write(content)
                file.flush()  # before the fsync, which knows nothing of Python's buffer
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)  # still there if the disk was full
        _keep_name(path.parent)

    def read(self, key: str) -> bytes:
        """See `FileStore.read`."""
        try:
            return self.path(key).read_bytes()
        except FileNotFoundError as error:
            raise NotFound from error

    def delete(self, key: str) -> None:
        """See `FileStore.delete`."""
        self.path(key).unlink(missing_ok=True)


def _keep_name(folder: Path) -> None:
    """Bring the folder itself to the disk: a file without its name would be lost."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_store(url: str) -> FileStore:
    """Return the store at `url` ("file:/folder")."""
    return Folder(Path(url.removeprefix("file:")))
