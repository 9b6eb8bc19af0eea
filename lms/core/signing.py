"""Signed statements that anyone can check without asking us: Ed25519 over canonical JSON.

A statement is one base64url word without padding, short enough for a QR code:

    byte 0      version of this format (1)
    bytes 1–4   key id: the first bytes of SHA-256 of the raw public key
    bytes 5–68  Ed25519 signature (RFC 8032)
    bytes 69–   payload: JSON, keys sorted, no spaces, UTF-8

The signature covers `lan-toa/<purpose>`, a zero byte, bytes 0–4 and the payload. The purpose keeps
a statement made for one use from passing in another that is signed with the same key.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lms.core.errors import LmsError
from lms.core.i18n import msgid

Fields = Mapping[str, str | int | None]

_VERSION = b"\x01"
_KEY_ID = slice(1, 5)
_SIGNATURE = slice(5, 69)
_PAYLOAD = slice(69, None)


class StatementInvalid(LmsError):
    """The text is not a statement, was altered, or was signed by a key that is not ours."""

    message = msgid(
        "Mã xác thực không đúng hoặc đã bị sửa. Hãy quét lại mã QR trên bản gốc, "
        "hoặc tra cứu theo số giấy chứng nhận."
    )


def sign(key: Ed25519PrivateKey, fields: Fields, *, purpose: str) -> str:
    """Return `fields` as a signed statement; the same input always gives the same text."""
    public = key.public_key()
    head = _VERSION + key_id(public)
    payload = canonical_json(fields)
    signature = key.sign(_signed_bytes(purpose, head, payload))
    return base64.urlsafe_b64encode(head + signature + payload).rstrip(b"=").decode()


def verify(
    keys: Iterable[Ed25519PublicKey], text: str, *, purpose: str
) -> dict[str, str | int | None]:
    """Return the fields of `text`, signed by one of `keys` for `purpose`.

    `keys` are all keys this installation ever signed with. Raises `StatementInvalid`.
    """
    blob = _decode(text)
    head = blob[: _KEY_ID.stop]
    for key in keys:
        if key_id(key) == blob[_KEY_ID]:
            try:
                key.verify(blob[_SIGNATURE], _signed_bytes(purpose, head, blob[_PAYLOAD]))
            except InvalidSignature as error:
                raise StatementInvalid from error
            return dict(json.loads(blob[_PAYLOAD]))
    raise StatementInvalid


def key_id(key: Ed25519PublicKey) -> bytes:
    """Return the four bytes that name `key` in a statement."""
    return sha256(key.public_bytes_raw()).digest()[:4]


def canonical_json(fields: Fields) -> bytes:
    """Return the one way to write `fields`: keys sorted, no spaces, UTF-8."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _signed_bytes(purpose: str, head: bytes, payload: bytes) -> bytes:
    return b"lan-toa/" + purpose.encode() + b"\0" + head + payload


def _decode(text: str) -> bytes:
    """Undo base64url strictly: one statement has one spelling."""
    try:
        blob = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise StatementInvalid from error
    spelled = base64.urlsafe_b64encode(blob).rstrip(b"=").decode()
    if spelled != text or blob[:1] != _VERSION or len(blob) <= _SIGNATURE.stop:
        raise StatementInvalid
    return blob
