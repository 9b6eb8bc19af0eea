"""Tables of enrolment rules. A rule is superseded when it changes, never edited."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import DOCUMENT, BigId, Instant, PublicId, UtcDateTime, uuid7
from lms.core.db import Base


class DueKind(StrEnum):
    """How a rule sets the due date."""

    FIXED = "fixed"
    RELATIVE = "relative"


class Anchor(StrEnum):
    """From which day a relative due date counts."""

    POST_START = "post_start"
    HIRING = "hiring"  # the first day of the first post on the register
    PUBLICATION = "publication"
    RULE_BEGIN = "rule_begin"


class Rule(Base):
    """Who is sent to a programme, until when and by which clause; one revision of it.

    `thread` is one through all revisions; enrolments name it. `valid_to` is the first day on which
    the rule no longer holds.
    """

    __tablename__ = "enrolment_rule"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_start"),
        CheckConstraint("due_kind IN ('fixed', 'relative')", name="due_kind_is_known"),
        CheckConstraint("(due_kind = 'fixed') = (due_on IS NOT NULL)", name="fixed_has_day"),
        CheckConstraint(
            "(due_kind = 'relative') = (due_days IS NOT NULL AND anchor IS NOT NULL)",
            name="relative_has_anchor",
        ),
        Index(
            "uq_enrolment_rule_one_in_force",
            "thread",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index(None, "organisation_id"),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    thread: Mapped[UUID] = mapped_column(default=uuid7)
    name: Mapped[str] = mapped_column(Text)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    working_groups: Mapped[list[str]] = mapped_column(DOCUMENT)  # empty: any
    categories: Mapped[list[str]] = mapped_column(DOCUMENT)  # empty: any
    full_time_only: Mapped[bool]
    programme_key: Mapped[str] = mapped_column(Text)
    due_kind: Mapped[DueKind] = mapped_column(Text)
    due_on: Mapped[date | None]
    due_days: Mapped[int | None]
    anchor: Mapped[Anchor | None] = mapped_column(Text)
    clause: Mapped[str] = mapped_column(Text)  # "Quyết định 1169/QĐ-TTg, Điều 1 khoản 2"
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    made_by: Mapped[UUID]  # account
    change_reason: Mapped[str | None] = mapped_column(Text)  # None: the first revision
    recorded_at: Mapped[Instant]
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Mark(Base):
    """How far the follower has read: one row."""

    __tablename__ = "enrolment_mark"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[BigId]
    read_until: Mapped[Instant]
    looked_on: Mapped[date]  # the last day on which everybody was looked at
