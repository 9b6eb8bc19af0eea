"""Tables of messages: the send log. No address and no text is kept, only what it was about."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import BigId, Instant, PublicId, UtcDateTime
from lms.core.db import Base


class Kind(StrEnum):
    """What a message is."""

    LETTER = "letter"  # everything there is to tell a learner on one day
    ACTIVATION = "activation"  # the one-time code that opens an account
    DIGEST = "digest"  # the week in figures, for officers and managers


class Lane(StrEnum):
    """Which part of a person's weekly budget a message takes."""

    OVERDUE = "overdue"  # one a week, kept free for the reminder of what is overdue
    DIGEST = "digest"
    OTHER = "other"


class Topic(StrEnum):
    """What a line of a letter tells."""

    ENROLLED = "enrolled"
    DUE = "due"
    OVERDUE = "overdue"
    CERTIFICATE = "certificate"


class Message(Base):
    """One message to one person: planned, then sent, given up, or dropped as no longer true.

    Personal data: that the person was written to, when and about what; no address, no text.
    Kept for: as long as the audit log.
    """

    __tablename__ = "messages_message"
    __table_args__ = (
        CheckConstraint("kind IN ('letter', 'activation', 'digest')", name="kind_is_known"),
        CheckConstraint("lane IN ('overdue', 'digest', 'other')", name="lane_is_known"),
        CheckConstraint("channel IN ('smtp', 'folder')", name="channel_is_known"),
        Index(None, "person_id", "made_on"),
        Index(None, "sent_at", "due_at"),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    unique_key: Mapped[str] = mapped_column(Text, unique=True)  # never the same message twice
    person_id: Mapped[int] = mapped_column(ForeignKey("people_person.id"))
    kind: Mapped[Kind] = mapped_column(Text)
    lane: Mapped[Lane] = mapped_column(Text)
    reminds: Mapped[bool]  # goes on working days only
    tells_overdue: Mapped[bool]
    requested_by: Mapped[UUID | None]  # the officer's account; None: the system itself
    made_at: Mapped[Instant]
    made_on: Mapped[date]
    due_at: Mapped[Instant]  # not before
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # no longer true
    error: Mapped[str | None] = mapped_column(Text)  # of the last try: "550", "timeout"
    channel: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(Text)  # in which it went


class Line(Base):
    """One thing that a letter tells: an enrolment or a certificate, by its uuid."""

    __tablename__ = "messages_line"
    __table_args__ = (Index(None, "message_id"), Index(None, "subject_uuid"))

    id: Mapped[BigId]
    message_id: Mapped[int] = mapped_column(ForeignKey("messages_message.id"))
    topic: Mapped[Topic] = mapped_column(Text)
    subject_uuid: Mapped[UUID]
    due_on: Mapped[date | None]  # as it was when the letter was planned
    stage: Mapped[int | None]  # 14, 7 or 1: which notice of the date is done with it
