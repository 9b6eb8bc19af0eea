"""What a process needs to do the product's work, put together once by a shell."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from config import Settings
from lms.core.db import Database
from lms.core.secrets import Keyring, load_keys
from lms.core.storage import FileStore, open_store


@dataclass(frozen=True, slots=True)
class Resources:
    """Database, files, keys and settings: handed to the web edge, to tasks and to commands."""

    settings: Settings
    database: Database
    files: FileStore
    keys: Keyring

    @classmethod
    def at(cls, settings: Settings, dispatch: Callable[[int], object] | None = None) -> Self:
        """Open what `settings` name; makes the keys at the first start.

        `dispatch` hears the id of each new job (see `lms.dispatch`).
        """
        keys = load_keys(settings.data_dir / "keys")
        if settings.secret_key is not None:
            keys = replace(keys, session=settings.secret_key.encode())
        return cls(
            settings=settings,
            database=Database.at(settings.database_url, dispatch),
            files=open_store(settings.files_url),
            keys=keys,
        )
