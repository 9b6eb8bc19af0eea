"""The tables of targets and of what is kept of their figures."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import BigId, Code, Document, Instant, UtcDateTime
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


class Kept(Base):
    """Everybody's posts and training of all days, as known at a moment, counted for one target."""

    __tablename__ = "targets_kept"
    __table_args__ = (Index(None, "target_id"),)

    id: Mapped[BigId]
    target_id: Mapped[int] = mapped_column(ForeignKey("targets_target.id"))
    known_at: Mapped[Instant]
    last_month: Mapped[date | None]  # the last one that opens with a balance; None: not yet whole


class Movement(Base):
    """More or fewer people who hold posts in exactly these places, from a day on.

    As in a cash book each month opens with the balance of the months before it, on its first day.
    """

    __tablename__ = "targets_movement"
    __table_args__ = (Index(None, "kept_id", "month_on", "moved_on"),)

    id: Mapped[BigId]
    kept_id: Mapped[int] = mapped_column(ForeignKey("targets_kept.id"))
    month_on: Mapped[date]  # its first day
    moved_on: Mapped[date]
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations_organisation.id")
    )  # None: places in several
    places: Mapped[str] = mapped_column(Code())  # "12:communication,15:grassroots", in order
    people: Mapped[int]
    trained: Mapped[int]
