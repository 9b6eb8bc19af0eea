"""Tables of training from elsewhere: what was filed, who decided, the files they came in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import DOCUMENT, BigId, Instant, PublicId, UtcDateTime
from lms.core.db import Base

PENDING = "decided_at IS NULL AND withdrawn_at IS NULL"


class BatchState(StrEnum):
    """How far a file of past trainings is."""

    READING = "reading"
    READY = "ready"  # the trial run can be looked at
    UNREADABLE = "unreadable"  # `refusal` says why
    FILED = "filed"  # a second person is to decide
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by who filed it
    EXPIRED = "expired"  # looked at and never filed; its rows are gone


class Outcome(StrEnum):
    """What a row of a file would do."""

    NEW = "new"
    UNCHANGED = "unchanged"  # recognised, or filed, before
    ERROR = "error"


class Batch(Base):
    """A file of past trainings with the paper behind it, decided as a whole."""

    __tablename__ = "recognition_batch"
    __table_args__ = (
        Index(None, "filed_by"),
        Index(None, "state"),
        CheckConstraint("decided_by IS NULL OR decided_by != filed_by", name="two_people"),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    filed_by: Mapped[UUID]  # account
    file_name: Mapped[str] = mapped_column(Text)
    file_key: Mapped[str | None] = mapped_column(Text)  # the table, encrypted; None once read
    evidence_id: Mapped[int] = mapped_column(ForeignKey("recognition_evidence.id"))
    state: Mapped[BatchState] = mapped_column(Text)
    refusal: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)  # {"vi": …, "en": …}
    rows_total: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(DOCUMENT, default=dict)  # outcome → rows
    ignored: Mapped[list[str]] = mapped_column(DOCUMENT, default=list)  # headings we do not know
    created_at: Mapped[Instant]
    filed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    decided_by: Mapped[UUID | None]  # account
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    decision_reason: Mapped[str | None] = mapped_column(Text)


class Row(Base):
    """One row of a file of past trainings.

    Personal data: the name; the plan holds no ID number. Kept for: 30 days.
    """

    __tablename__ = "recognition_row"
    __table_args__ = (
        UniqueConstraint("batch_id", "number"),
        Index(None, "batch_id", "outcome"),
    )

    id: Mapped[BigId]
    batch_id: Mapped[int] = mapped_column(ForeignKey("recognition_batch.id"))
    number: Mapped[int]  # as the spreadsheet counts
    outcome: Mapped[Outcome] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    plan: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)  # of the claim; {} for an error
    problems: Mapped[list[Any]] = mapped_column(DOCUMENT)  # [{"column", "value", "vi", "en"}, …]


class Evidence(Base):
    """A paper as it was sent in: PDF, PNG or JPEG, encrypted in the file store, never rendered.

    Personal data: whatever the paper says. Kept for: as long as the completion behind it.
    """

    __tablename__ = "recognition_evidence"

    id: Mapped[BigId]
    file_key: Mapped[str] = mapped_column(Text, unique=True)
    file_name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)  # told from the content
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(Text)  # 64 hex digits
    stored_at: Mapped[Instant]


class Claim(Base):
    """Training of one person elsewhere or earlier, filed by one officer, decided by another.

    A decision is written once: who was refused is filed anew. Personal data: which training a
    person had. Kept for: as long as the completion behind it.
    """

    __tablename__ = "recognition_claim"
    __table_args__ = (
        Index(
            "uq_recognition_claim_one_pending",
            "person_id",
            "programme_key",
            "completed_on",
            unique=True,
            sqlite_where=text(PENDING),
            postgresql_where=text(PENDING),
        ),
        Index(None, "person_id"),
        Index(None, "batch_id"),
        Index(None, "decided_by", "filed_by"),
        CheckConstraint("decided_by IS NULL OR decided_by != filed_by", name="two_people"),
        CheckConstraint("completed_on >= started_on", name="ends_after_start"),
        CheckConstraint("periods >= 1", name="has_periods"),
        CheckConstraint("(decided_at IS NULL) = (approved IS NULL)", name="decision_is_dated"),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("recognition_batch.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people_person.id"))
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations_organisation.id")
    )  # where the person was when it was filed
    programme_key: Mapped[str] = mapped_column(Text)  # ours, to which the training is equal
    version_id: Mapped[int] = mapped_column(ForeignKey("catalog_programme_version.id"))
    training: Mapped[str] = mapped_column(Text)  # the course's own name
    issuer: Mapped[str] = mapped_column(Text)  # who gave it
    document: Mapped[str] = mapped_column(Text)  # number and date of its paper
    covers: Mapped[str] = mapped_column(Text)  # what was taught
    periods: Mapped[int]  # of 45 minutes
    started_on: Mapped[date]
    completed_on: Mapped[date]
    evidence_id: Mapped[int] = mapped_column(ForeignKey("recognition_evidence.id"))
    filed_by: Mapped[UUID]  # account
    filed_at: Mapped[Instant]
    decided_by: Mapped[UUID | None]  # account
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    approved: Mapped[bool | None]
    decision_reason: Mapped[str | None] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # by who filed it
    completion_uuid: Mapped[UUID | None]  # what came of it
