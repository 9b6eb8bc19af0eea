"""The table of targets."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import BigId, Document, Instant, UtcDateTime
from lms.core.db import Base

CURRENT = "superseded_at IS NULL"


class Target(Base):
    """A target as it was known over a time. Written once; superseded, never edited."""

    __tablename__ = "targets_target"
    __table_args__ = (
        UniqueConstraint("key", "number"),
        CheckConstraint("number >= 1", name="number_counts_from_one"),
        Index(
            "uq_targets_target_one_current",
            "key",
            unique=True,
            sqlite_where=text(CURRENT),
            postgresql_where=text(CURRENT),
        ),
    )

    id: Mapped[BigId]
    key: Mapped[str] = mapped_column(Text)
    number: Mapped[int]  # 1, 2, 3 … per target
    digest: Mapped[str] = mapped_column(Text)  # SHA-256 of the canonical document, 64 hex digits
    document: Mapped[Document]  # see rules.rule_from
    recorded_at: Mapped[Instant]
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
