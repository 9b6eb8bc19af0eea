"""The table of attestations."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import DOCUMENT, BigId, Instant, PublicId, UtcDateTime
from lms.core.db import Base

CURRENT = "superseded_at IS NULL"


class Attestation(Base):
    """HR's word for a period that these people are the staff of a unit and all below it.

    Who they are follows from `as_of` and `known_at`; `digest` proves it. A later word of the same
    period supersedes this one, nothing is edited.
    """

    __tablename__ = "attestation_attestation"
    __table_args__ = (
        Index(
            "uq_attestation_attestation_one_current",
            "organisation_id",
            "period_on",
            unique=True,
            sqlite_where=text(CURRENT),
            postgresql_where=text(CURRENT),
        ),
        Index(None, "organisation_id", "period_on", "period_to"),
        CheckConstraint("period_to > period_on", name="period_has_days"),
        CheckConstraint("people >= 0", name="people_are_counted"),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    period_on: Mapped[date]  # its first day
    period_to: Mapped[date]  # the first day after it
    as_of: Mapped[date]
    known_at: Mapped[Instant]
    people: Mapped[int]
    groups: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)  # working group → people
    digest: Mapped[str] = mapped_column(Text)  # SHA-256 of `rules.canonical`, 64 hex digits
    defects: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)  # kind → {"count", "explanation"}
    covers_all_staff: Mapped[bool]  # not only communication staff
    fewer_reason: Mapped[str | None] = mapped_column(Text)  # why the list is shorter than the last
    people_before: Mapped[int | None]  # in the last attestation
    attested_by: Mapped[UUID]  # account
    recorded_at: Mapped[Instant]
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
