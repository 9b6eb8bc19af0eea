"""Programme documents to canonical JSON and back; equal documents give equal bytes."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def canonical(document: Any) -> str:
    """Return `document` as JSON with sorted keys, no spaces and no fields left at their default."""
    plain = encode(document)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the SHA-256 of `text` in UTF-8, 64 hex digits: the address of a document."""
    return sha256(text.encode()).hexdigest()


def encode(value: Any) -> Any:
    """Return `value` as dictionaries, lists and scalars; defaults are left out.

    Leaving them out lets a later release add a field without changing what older documents are.
    """
    if is_dataclass(value):
        pairs = ((field, getattr(value, field.name)) for field in fields(value))
        return {f.name: encode(v) for f, v in pairs if v != _default(f)}
    if isinstance(value, Mapping):
        return {key: encode(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return [encode(entry) for entry in value]
    return value.value if isinstance(value, Enum) else value


def decode(kind: type[T], plain: Mapping[str, Any]) -> T:
    """Return the `kind` (a dataclass of this room) that `encode` made `plain` from."""
    hints = _hints(kind)
    return kind(**{name: _decode(hints[name], entry) for name, entry in plain.items()})


def _default(field: "Field[Any]") -> Any:
    return field.default if field.default is not MISSING else MISSING


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _decode(hint: Any, plain: Any) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        some = next(part for part in inner if part is not NoneType)
        return None if plain is None else _decode(some, plain)
    if origin is tuple:
        return tuple(_decode(inner[0], entry) for entry in plain)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _decode(inner[1], entry) for key, entry in plain.items()}
    if isinstance(hint, type) and (is_dataclass(hint) or issubclass(hint, Enum)):
        return decode(hint, plain) if is_dataclass(hint) else hint(plain)
    return plain
