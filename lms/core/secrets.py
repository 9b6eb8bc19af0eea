"""Keys: made at first start, kept in the data folder for its owner only, never a fixed default."""

import hmac
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from config import SettingsError

_BYTES = 32
_NONCE = 12
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U


@dataclass(frozen=True, slots=True)
class Keyring:
    """The installation's keys. Lose `personal` and the stored ID numbers cannot be read again."""

    session: bytes  # signs cookies and forms
    personal: bytes  # AES-256-GCM of personal ID numbers
    index: bytes  # HMAC-SHA-256 of what is looked up but not kept readable
    certificate: bytes  # Ed25519 seed: certificates and audit checkpoints

    @property
    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs certificates and audit checkpoints."""
        return Ed25519PrivateKey.from_private_bytes(self.certificate)

    def encrypt(self, text: str, *, context: str) -> bytes:
        """Return nonce + AES-GCM ciphertext of `text`, bound to `context` (a table's column)."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + _cipher(self.personal).encrypt(nonce, text.encode(), context.encode())

    def decrypt(self, blob: bytes, *, context: str) -> str:
        """Undo `encrypt`; raises `cryptography.exceptions.InvalidTag` if anything was altered."""
        plain = _cipher(self.personal).decrypt(blob[:_NONCE], blob[_NONCE:], context.encode())
        return plain.decode()

    def fingerprint(self, text: str, *, context: str) -> str:
        """Return the keyed hash (64 hex digits) under which `text` is found again."""
        return hmac.digest(self.index, f"{context}\0{text}".encode(), sha256).hex()


@lru_cache(maxsize=2)  # setting one up takes longer than encrypting a short text
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def load_keys(folder: Path) -> Keyring:
    """Read the keys in `folder`, making those that are missing (files of mode 600).

    Raises `SettingsError` for a file that holds no whole key: going on with another would make
    what is stored unreadable.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    names = ("session", "personal", "index", "certificate")
    return Keyring(*(_read_or_make(folder / f"{name}.key") for name in names))


def _read_or_make(path: Path) -> bytes:
    """Two processes starting at once agree: the file appears complete or not at all."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        with draft.open("w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES))
            file.flush()  # before the fsync, which knows nothing of Python's buffer
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    text = path.read_text(encoding="ascii", errors="replace").strip()
    if len(text) != 2 * _BYTES or set(text) - set("0123456789abcdef"):
        msg = f"{path} is damaged: bring it back from the backup"
        raise SettingsError(msg)
    return bytes.fromhex(text)


def one_time_code() -> str:
    """Return a code of 80 random bits as four groups of four letters and digits."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(16))
    return "-".join(text[i : i + 4] for i in range(0, 16, 4))


def normalise_code(text: str) -> str:
    """Return what was typed as the code it means: capitals, O as 0, I and L as 1, no separators."""
    letters = text.upper().translate(str.maketrans("OIL", "011"))
    return "".join(c for c in letters if c in ALPHABET)
