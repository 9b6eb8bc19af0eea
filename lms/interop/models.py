"""The table of keys."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import BigId, Instant, PublicId, UtcDateTime
from lms.core.db import Base


class ApiKey(Base):
    """Opens the API for what its maker may read in one unit and all below it. Ended, not edited.

    The key itself is kept as a keyed hash only.
    """

    __tablename__ = "interop_key"
    __table_args__ = (Index(None, "organisation_id"),)

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    name: Mapped[str] = mapped_column(Text)  # of the system that uses it
    secret_index: Mapped[str] = mapped_column(Text, unique=True)  # keyed hash, 64 hex digits
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    valid_to: Mapped[date]  # the first day it no longer holds
    made_by: Mapped[UUID]  # an account
    made_at: Mapped[Instant]
    ended_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
