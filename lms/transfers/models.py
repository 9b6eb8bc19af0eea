"""The table of requests for people whom another unit keeps."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import BigId, Instant, PublicId, UtcDateTime
from lms.core.db import Base
from lms.people.service import Category, WorkingGroup


class Kind(StrEnum):
    """What is asked for; also the value in forms."""

    MOVE = "chuyen"
    CONCURRENT = "kiem-nhiem"


class Request(Base):
    """A request of one unit's HR to another's. Written once; so is its end.

    Personal data: the name as the asking officer typed it. Kept for: as long as the register.
    """

    __tablename__ = "transfers_request"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "asked_by", "id"),
        CheckConstraint(
            "accepted IS NULL OR decided_at IS NOT NULL", name="a_decision_has_its_moment"
        ),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("people_person.id")
    )  # None: nobody was found; the asking officer is not told
    typed_name: Mapped[str] = mapped_column(Text)
    kind: Mapped[Kind] = mapped_column(Text)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    working_group: Mapped[WorkingGroup] = mapped_column(Text)
    full_time: Mapped[bool]
    category: Mapped[Category | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[UUID]  # account
    asked_at: Mapped[Instant]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    accepted: Mapped[bool | None]
    decided_by: Mapped[UUID | None]  # account
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    decision_reason: Mapped[str | None] = mapped_column(Text)

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits."""
        return self.withdrawn_at is None and self.decided_at is None
