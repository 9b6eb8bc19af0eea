"""Kinds of column, decided once; the unit is in the kind.

`BigId` stays inside the database, `PublicId` is for URLs and other systems. `Instant` is a moment
in UTC; `datetime.date` is used where only the day counts. `Ratio` is a share from 0 to 1 with
four decimal places, never a percentage. `SortKey` compares byte by byte on every database.
"""

import os
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Numeric, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator
from typing_extensions import override


def uuid7() -> UUID:
    """Return a new UUID of version 7: 48 bits of Unix milliseconds, then randomness (RFC 9562)."""
    return UUID(int=_value7())


def uuid7_text() -> str:
    """Return a new UUID of version 7 as text: for ids made by the hundred thousand."""
    digits = f"{_value7():032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _value7() -> int:
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    return value & ~(0x3 << 62) | 0x2 << 62


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            msg = "a moment needs a time zone"
            raise ValueError(msg)
        return value.astimezone(UTC) if value is not None else None

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Code(TypeDecorator[str]):
    """Text compared byte by byte: keys that carry their own order, and paths of the tree."""

    impl = Text
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(
            Text(collation="C" if dialect.name == "postgresql" else None)
        )


BIG = BigInteger().with_variant(Integer, "sqlite")
DOCUMENT = JSON().with_variant(JSONB, "postgresql")

BigId = Annotated[int, mapped_column(BIG, primary_key=True)]
PublicId = Annotated[UUID, mapped_column(Uuid(), default=uuid7, unique=True)]
Instant = Annotated[datetime, mapped_column(UtcDateTime())]
Ratio = Annotated[Decimal, mapped_column(Numeric(5, 4))]
SortKey = Annotated[str, mapped_column(Code())]
Document = Annotated[dict[str, Any], mapped_column(DOCUMENT)]
