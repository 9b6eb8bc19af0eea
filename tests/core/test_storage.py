"""Files: whole or not at all, and never outside their folder."""

import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.core.errors import NotFound
from lms.core.storage import FileStore, open_store

KEY = "certificates/2026/a.pdf"


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return open_store(f"file:{tmp_path / 'files'}")


@pytest.fixture
def small_files_only() -> Iterator[None]:
    """Let no file of this process grow above 1,000 bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_is_written_is_read_and_replaced(store: FileStore) -> None:
    store.write(KEY, b"one")
    store.write(KEY, b"two \0\xff")
    store.write("other", b"")
    assert store.read(KEY) == b"two \0\xff"
    assert store.read("other") == b""


def test_what_is_not_there_is_not_found(store: FileStore) -> None:
    with pytest.raises(NotFound):
        store.read(KEY)


def test_deleting_twice_is_no_error(store: FileStore) -> None:
    store.write(KEY, b"one")
    store.delete(KEY)
    store.delete(KEY)
    with pytest.raises(NotFound):
        store.read(KEY)


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "./a", "a/./b", "..", "a/.."]
)
def test_a_key_stays_in_the_folder(store: FileStore, tmp_path: Path, key: str) -> None:
    for act in (store.read, store.delete, lambda key: store.write(key, b"x")):
        with pytest.raises(ValueError):  # noqa: PT011 - it repeats the key
            act(key)
    assert not (tmp_path / "x").exists()


def test_folders_are_the_owners_only(store: FileStore, tmp_path: Path) -> None:
    store.write(KEY, b"one")
    folder = tmp_path / "files" / "certificates" / "2026"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.usefixtures("small_files_only")
def test_when_the_disk_is_full_the_old_file_stays_and_nothing_is_left_over(
    store: FileStore, tmp_path: Path
) -> None:
    store.write(KEY, b"old")
    with pytest.raises(OSError, match="File too large"):
        store.write(KEY, b"x" * 2_000)
    assert store.read(KEY) == b"old"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.pdf"]
