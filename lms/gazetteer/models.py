"""Tables of unit lists: what a file would do, row by row, until it is written."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import DOCUMENT, BigId, Instant, PublicId, UtcDateTime
from lms.core.db import Base


class State(StrEnum):
    """How far a list is."""

    READING = "reading"
    READY = "ready"  # the preview can be looked at
    REFUSED = "refused"  # cannot be read; `refusal` says why
    APPLYING = "applying"
    APPLIED = "applied"
    STALE = "stale"  # units changed between preview and writing; nothing was written


class Action(StrEnum):
    """What a row would do."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    ERROR = "error"


class UnitFile(Base):
    """One uploaded list of units and what came of it. Kept for: as long as the audit log."""

    __tablename__ = "gazetteer_file"
    __table_args__ = (Index(None, "made_by"),)

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    made_by: Mapped[UUID]  # the administrator's account
    paths: Mapped[list[str]] = mapped_column(DOCUMENT)  # what the administrator administers
    basis: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    file_key: Mapped[str | None] = mapped_column(Text)  # the upload; None once read
    state: Mapped[State] = mapped_column(Text)
    refusal: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)  # {"vi": …, "en": …}
    counts: Mapped[dict[str, Any]] = mapped_column(DOCUMENT, default=dict)  # action → rows
    ignored: Mapped[list[str]] = mapped_column(DOCUMENT, default=list)  # headings we do not know
    compared_on: Mapped[date | None]  # the day that stands for an empty date
    created_at: Mapped[Instant]
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class UnitRow(Base):
    """One row of a list, as read and as compared with the tree."""

    __tablename__ = "gazetteer_row"
    __table_args__ = (
        UniqueConstraint("file_id", "number"),
        Index(None, "file_id", "action"),
    )

    id: Mapped[BigId]
    file_id: Mapped[int] = mapped_column(ForeignKey("gazetteer_file.id"))
    number: Mapped[int]  # as the spreadsheet counts
    action: Mapped[Action] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    cells: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)  # what was read, to compare again
    changes: Mapped[list[Any]] = mapped_column(DOCUMENT)  # [[column, before, after], …]
    problems: Mapped[list[Any]] = mapped_column(DOCUMENT)  # [{"column", "vi", "en"}, …]
