"""Tables of change sets: what a staff file would do, row by row, until it is applied."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import DOCUMENT, BigId, Instant, PublicId, UtcDateTime
from lms.core.db import Base


class State(StrEnum):
    """How far a change set is."""

    READING = "reading"  # the file is being read and compared
    READY = "ready"  # the preview can be looked at
    REFUSED = "refused"  # the file cannot be read; `refusal` says why
    APPLYING = "applying"
    APPLIED = "applied"
    STALE = "stale"  # the register changed between preview and apply; nothing was written


class Action(StrEnum):
    """What a row of the file would do."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    ERROR = "error"


class ChangeSet(Base):
    """One uploaded staff file and what came of it. Kept for: as long as the audit log."""

    __tablename__ = "roster_change_set"
    __table_args__ = (Index(None, "made_by"),)

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    made_by: Mapped[UUID]  # the officer's account
    file_name: Mapped[str] = mapped_column(Text)
    file_key: Mapped[str | None] = mapped_column(Text)  # the upload, encrypted; None once read
    state: Mapped[State] = mapped_column(Text)
    refusal: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)  # {"vi": …, "en": …}
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(DOCUMENT, default=dict)  # action → rows
    ignored: Mapped[list[str]] = mapped_column(DOCUMENT, default=list)  # headings we do not know
    created_at: Mapped[Instant]
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    slips_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # activation sheet taken


class Row(Base):
    """One row of the file.

    Personal data: the plan (encrypted: it may hold an ID number), the name and the changes shown
    in the preview. Kept for: until 30 days after the file was applied or given up.
    """

    __tablename__ = "roster_row"
    __table_args__ = (
        UniqueConstraint("change_set_id", "number"),
        Index(None, "change_set_id", "action"),
    )

    id: Mapped[BigId]
    change_set_id: Mapped[int] = mapped_column(ForeignKey("roster_change_set.id"))
    number: Mapped[int]  # as the spreadsheet counts
    action: Mapped[Action] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    person_uuid: Mapped[UUID | None]  # known, or made in advance for a new person
    changes: Mapped[list[Any]] = mapped_column(DOCUMENT)  # [[heading key, before, after], …]
    problems: Mapped[list[Any]] = mapped_column(DOCUMENT)  # [{"column", "vi", "en"}, …]
    warnings: Mapped[list[Any]] = mapped_column(DOCUMENT)  # the same shape
    plan: Mapped[bytes | None]  # encrypted JSON; None for unchanged rows and errors
