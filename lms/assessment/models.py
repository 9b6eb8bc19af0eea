"""Tables of attempts. Answers and grades are appended, never overwritten."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import DOCUMENT, BigId, Instant, PublicId, Ratio, UtcDateTime
from lms.core.db import Base


class Attempt(Base):
    """One sitting of one quiz by one person: what was drawn, in which order, when it closed."""

    __tablename__ = "assessment_attempt"
    __table_args__ = (
        UniqueConstraint("sitting_uuid", "quiz_key", "number"),
        CheckConstraint("number >= 1", name="number_counts_from_one"),
        Index(
            "uq_assessment_attempt_one_open",
            "sitting_uuid",
            "quiz_key",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    sitting_uuid: Mapped[UUID]  # the caller's reference (an enrolment's), no foreign key up
    quiz_key: Mapped[str] = mapped_column(Text)
    number: Mapped[int]  # 1, 2, 3 … per sitting and quiz
    seed: Mapped[int]
    drawn: Mapped[list[dict[str, Any]]] = mapped_column(DOCUMENT)  # [{"key", "order": {…}}]
    started_at: Mapped[Instant]
    deadline_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Answer(Base):
    """An answer as it was chosen at one moment; the newest of a question counts."""

    __tablename__ = "assessment_answer"
    __table_args__ = (UniqueConstraint("attempt_id", "sequence"),)

    id: Mapped[BigId]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("assessment_attempt.id"))
    sequence: Mapped[int]  # 1, 2, 3 … within the attempt
    question_key: Mapped[str] = mapped_column(Text)
    value: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)  # {"value": …}, by type of question
    saved_at: Mapped[Instant]


class Grade(Base):
    """Marks given to an attempt; a regrade is a further row."""

    __tablename__ = "assessment_grade"
    __table_args__ = (
        UniqueConstraint("attempt_id", "number"),
        CheckConstraint("score BETWEEN 0 AND 1", name="score_is_ratio"),
    )

    id: Mapped[BigId]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("assessment_attempt.id"))
    number: Mapped[int]  # 1 at submission
    score: Mapped[Ratio]  # cut off after four places; `passed` was decided on the exact fraction
    passed: Mapped[bool]
    marks: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)  # question key → "2/3"
    graded_at: Mapped[Instant]


class ExtraAttempt(Base):
    """One more try than the quiz allows, opened by an officer with a reason."""

    __tablename__ = "assessment_extra_attempt"
    __table_args__ = (Index(None, "sitting_uuid", "quiz_key"),)

    id: Mapped[BigId]
    sitting_uuid: Mapped[UUID]
    quiz_key: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    allowed_by: Mapped[UUID]
    allowed_at: Mapped[Instant]
