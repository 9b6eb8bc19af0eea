"""The table of answers."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import BigId, Instant
from lms.core.db import Base


class MinorityAnswer(Base):
    """Whether a person belongs to an ethnic minority, as an officer recorded it.

    Only the latest answer is kept, and deleted when it is taken back: it is sensitive data.
    """

    __tablename__ = "minority_answer"

    id: Mapped[BigId]
    person_id: Mapped[int] = mapped_column(ForeignKey("people_person.id"), unique=True)
    belongs: Mapped[bool]
    recorded_by: Mapped[UUID]  # account
    recorded_at: Mapped[Instant]
