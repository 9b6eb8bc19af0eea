"""Tables of enrolments and completions."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import DOCUMENT, BigId, Instant, PublicId, UtcDateTime
from lms.core.db import Base

OPEN = "completed_at IS NULL AND released_at IS NULL"


class Source(StrEnum):
    """Who or what caused an enrolment."""

    HR = "hr"
    RULE = "rule"
    SELF = "self"


class CompletionKind(StrEnum):
    """How a programme came to be done (cmi5's words). A waiver never counts as trained."""

    COMPLETED = "completed"
    RECOGNISED = "recognised"
    WAIVED = "waived"


class Enrolment(Base):
    """One person sent to one programme; after completion a new enrolment is a new row."""

    __tablename__ = "learning_enrolment"
    __table_args__ = (
        Index(
            "uq_learning_enrolment_one_open",
            "person_id",
            "programme_key",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index(None, "person_id"),
        Index(None, "programme_key"),
        Index(None, "rule_uuid"),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("people_person.id"))
    programme_key: Mapped[str] = mapped_column(Text)
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("catalog_programme_version.id")
    )  # pinned when the first lesson is opened
    source: Mapped[Source] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    rule_uuid: Mapped[UUID | None]  # of the rule that says so, no foreign key up
    due_on: Mapped[date | None]  # the last day in time
    enrolled_at: Mapped[Instant]
    enrolled_by: Mapped[UUID | None]  # account
    last_step: Mapped[str | None] = mapped_column(Text)  # where to go on, on any device
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    released_by: Mapped[UUID | None]  # by which officer; None: it followed from a rule, leaving …
    release_reason: Mapped[str | None] = mapped_column(Text)


class DueChange(Base):
    """Another due date of an enrolment, by an officer or by a rule, and why. Appended."""

    __tablename__ = "learning_due_change"
    __table_args__ = (Index(None, "enrolment_id"),)

    id: Mapped[BigId]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("learning_enrolment.id"))
    was_on: Mapped[date | None]
    due_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[UUID | None]  # account; None: a rule
    recorded_at: Mapped[Instant]


class LessonProgress(Base):
    """A lesson opened, and perhaps finished. No click-by-click record is kept."""

    __tablename__ = "learning_lesson_progress"
    __table_args__ = (UniqueConstraint("enrolment_id", "lesson_key"),)

    id: Mapped[BigId]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("learning_enrolment.id"))
    lesson_key: Mapped[str] = mapped_column(Text)  # "<module>/<stem>"
    opened_at: Mapped[Instant]
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Completion(Base):
    """A programme done by a person. Append-only; taken back by a `Revocation`."""

    __tablename__ = "learning_completion"
    __table_args__ = (
        UniqueConstraint("enrolment_id"),
        Index(None, "person_id", "superseded_at"),
        Index(None, "programme_key", "completed_on"),
        Index(None, "recorded_at"),
        Index(None, "superseded_at"),
        CheckConstraint("kind IN ('completed', 'recognised', 'waived')", name="kind_is_known"),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("people_person.id"))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("learning_enrolment.id"))
    programme_key: Mapped[str] = mapped_column(Text)
    version_id: Mapped[int] = mapped_column(ForeignKey("catalog_programme_version.id"))
    kind: Mapped[CompletionKind] = mapped_column(Text)
    started_on: Mapped[date]
    completed_on: Mapped[date]  # the calendar day in Việt Nam
    evidence: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)  # what the server saw
    recorded_at: Mapped[Instant]
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Revocation(Base):
    """A completion taken back, from a day on: its own day if it was wrong from the start."""

    __tablename__ = "learning_revocation"
    __table_args__ = (Index(None, "completion_id"), Index(None, "recorded_at"))

    id: Mapped[BigId]
    completion_id: Mapped[int] = mapped_column(ForeignKey("learning_completion.id"))
    effective_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    revoked_by: Mapped[UUID]
    recorded_at: Mapped[Instant]
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
