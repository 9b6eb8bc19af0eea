"""Table of sheets of activation slips."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import BigId, Instant, PublicId, UtcDateTime
from lms.core.db import Base


class SlipSheet(Base):
    """The slips of one staff file, printed once. The newest of a file counts.

    The row names nobody who gets a slip and holds no code; the printed file does, encrypted, for
    24 hours at most. Kept for: as long as the audit log.
    """

    __tablename__ = "slips_sheet"
    __table_args__ = (Index(None, "change_set_id"),)

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    change_set_id: Mapped[int] = mapped_column(ForeignKey("roster_change_set.id"))
    asked_by: Mapped[UUID]  # an account
    asked_at: Mapped[Instant]
    file_key: Mapped[str | None] = mapped_column(Text)  # of the latest run; None once deleted
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    slip_count: Mapped[int] = mapped_column(default=0)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    taken_by: Mapped[UUID | None]
