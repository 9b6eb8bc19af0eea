"""Tables of what was handed out for the national database."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import BigId, Instant, PublicId
from lms.core.db import Base


class Wanted(StrEnum):
    """Which results a file is to hold; also the value in forms."""

    UNSENT = "chua-gui"
    ALL = "tat-ca"  # completed from one day to another


class Format(StrEnum):
    """How a file is written."""

    CSV = "csv"
    JSON = "json"


class Action(StrEnum):
    """What a row asks the national database to do; also the word in files."""

    NEW = "moi"
    CHANGED = "thay-doi"
    WITHDRAWN = "thu-hoi"
    AGAIN = "gui-lai"  # as it was sent before


class Export(Base):
    """A file that was handed out: of which unit and all below, by whom and why. Written once."""

    __tablename__ = "dossier_export"
    __table_args__ = (
        Index(None, "organisation_id"),
        CheckConstraint(
            "(wanted = 'tat-ca') = (since_on IS NOT NULL AND until_on IS NOT NULL)",
            name="all_of_some_days",
        ),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    wanted: Mapped[Wanted] = mapped_column(Text)
    since_on: Mapped[date | None]
    until_on: Mapped[date | None]  # the last day
    format: Mapped[Format] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    row_count: Mapped[int]
    made_by: Mapped[UUID]  # account
    made_at: Mapped[Instant]


class Sent(Base):
    """A result in a file, as it stood then; what differs from the newest row is sent again.

    Personal data: whose result was handed over; the ID number as a keyed hash only. Kept for: as
    long as the completion.
    """

    __tablename__ = "dossier_sent"
    __table_args__ = (
        UniqueConstraint("export_id", "completion_id"),
        Index(None, "completion_id", "id"),
        Index(None, "export_id", "id"),  # a file is written in this order, some rows at a time
    )

    id: Mapped[BigId]
    export_id: Mapped[int] = mapped_column(ForeignKey("dossier_export.id"))
    completion_id: Mapped[int] = mapped_column(ForeignKey("learning_completion.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    action: Mapped[Action] = mapped_column(Text)
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("credentials_certificate.id"))
    revoked_on: Mapped[date | None]
    id_number_index: Mapped[str] = mapped_column(Text)  # keyed hash, 64 hex digits
