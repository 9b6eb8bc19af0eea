"""Documents to canonical JSON and back; equal documents give equal bytes."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum, EnumType
from functools import cache
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Plain = Any  # what JSON can say


def canonical(document: object) -> str:
    """Return `document` as JSON with sorted keys, no spaces and no fields left at their default."""
    plain = encode(document)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the SHA-256 of `text` in UTF-8, 64 hex digits: the address of a document."""
    return sha256(text.encode()).hexdigest()


def encode(value: object) -> Plain:
    """Return `value` as dictionaries, lists and scalars; defaults are left out.

    Leaving them out lets a later release add a field without changing what older documents are.
    """
    if is_dataclass(value):
        pairs = ((field, getattr(value, field.name)) for field in fields(value))
        return {f.name: encode(v) for f, v in pairs if f.default is MISSING or v != f.default}
    if isinstance(value, Mapping):
        return {key: encode(entry) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return [encode(entry) for entry in value]
    return value.value if isinstance(value, Enum) else value


def decode(kind: type[T], plain: Mapping[str, Plain]) -> T:
    """Return the `kind` (a dataclass) that `encode` made `plain` from."""
    anything: Plain = kind  # mypy does not know that classes are hashable
    hints = _hints(anything)
    return kind(**{name: _decode(hints[name], entry) for name, entry in plain.items()})


@cache
def _hints(kind: Plain) -> dict[str, Plain]:
    return get_type_hints(kind)


def _decode(hint: Plain, plain: Plain) -> Plain:
    origin: Plain = get_origin(hint)
    inner = get_args(hint)
    if origin in (Union, UnionType) and plain is not None:
        return _decode(next(part for part in inner if part is not NoneType), plain)
    if origin is tuple:
        return tuple(_decode(inner[0], entry) for entry in plain)
    if origin is Mapping:
        return {key: _decode(inner[1], entry) for key, entry in plain.items()}
    if isinstance(hint, type) and is_dataclass(hint):
        return decode(hint, plain)
    return hint(plain) if isinstance(hint, EnumType) else plain
