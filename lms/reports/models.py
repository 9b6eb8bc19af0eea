"""Tables of sealed reports."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import DOCUMENT, BigId, Instant, PublicId, UtcDateTime
from lms.core.db import Base


class Schedule(Base):
    """That a unit's report on a target is sealed after the end of each month. Ended, not edited."""

    __tablename__ = "reports_schedule"
    __table_args__ = (Index(None, "organisation_id"),)

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    target_key: Mapped[str] = mapped_column(Text)
    made_by: Mapped[UUID]  # an account
    made_at: Mapped[Instant]
    ended_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Reader(Base):
    """Who is sent the link to a schedule's reports."""

    __tablename__ = "reports_reader"
    __table_args__ = (UniqueConstraint("schedule_id", "person_id"),)

    id: Mapped[BigId]
    schedule_id: Mapped[int] = mapped_column(ForeignKey("reports_schedule.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people_person.id"))


class Report(Base):
    """A figure that was sealed: what it was asked with, its digest, and what was printed of it.

    Asked for in a request, sealed and printed by the worker. Never edited, never deleted.
    Personal data: name of the signer, an official, in the snapshot. Kept for: permanently.
    """

    __tablename__ = "reports_report"
    __table_args__ = (
        UniqueConstraint("organisation_id", "year", "serial"),
        UniqueConstraint("schedule_id", "as_of"),
        CheckConstraint(
            "sealed_at IS NULL OR (number IS NOT NULL AND digest IS NOT NULL)",
            name="sealed_has_number_and_digest",
        ),
        Index(None, "organisation_id", "target_id"),
        Index(None, "known_at"),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    token: Mapped[str] = mapped_column(Text, unique=True)  # of the public page, unguessable
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("targets_target.id"))
    as_of: Mapped[date]
    known_at: Mapped[Instant]  # also when it was asked for
    tree: Mapped[str] = mapped_column(Text)  # TreeOf
    asked_by: Mapped[UUID | None]  # an account; None: the schedule
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("reports_schedule.id"))
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    year: Mapped[int | None]
    serial: Mapped[int | None]  # 1, 2, 3 … per unit and year, without a gap
    number: Mapped[str | None] = mapped_column(Text)  # as printed: "0003/2026/BCCT"
    final: Mapped[bool | None]  # None: not sealed yet; False: provisional
    digest: Mapped[str | None] = mapped_column(Text)  # SHA-256 of the statement, 64 hex digits
    code_version: Mapped[str | None] = mapped_column(Text)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("reports_report.id"))
    snapshot: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)  # see `rules.Snapshot`
    printed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # all files are there


class ReportFile(Base):
    """A file of a report: the letter as PDF and DOCX, the tables as XLSX and CSV, the statement.

    Personal data: in the file, name, unit, result, masked ID number. Kept for: permanently.
    """

    __tablename__ = "reports_file"
    __table_args__ = (UniqueConstraint("report_id", "kind"), Index(None, "sha256"))

    id: Mapped[BigId]
    report_id: Mapped[int] = mapped_column(ForeignKey("reports_report.id"))
    kind: Mapped[str] = mapped_column(Text)  # "pdf", "docx", "xlsx", "csv", "json"
    key: Mapped[str] = mapped_column(Text)  # where it is stored
    sha256: Mapped[str] = mapped_column(Text)
    size: Mapped[int]  # bytes
