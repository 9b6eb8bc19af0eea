"""Tables of certificates."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import DOCUMENT, BigId, Instant, PublicId, UtcDateTime
from lms.core.db import Base


class DocumentType(StrEnum):
    """What is issued. "Chứng chỉ" is a regulated word: only for assigned training institutions."""

    COMPLETION = "completion"  # giấy chứng nhận hoàn thành
    DIPLOMA = "diploma"  # chứng chỉ


class Issuer(Base):
    """What an organisation prints on certificates from a day on. The newest row of a day counts.

    Personal data: name of the signer, an official. Kept for: permanently, with the register.
    """

    __tablename__ = "credentials_issuer"
    __table_args__ = (
        Index(None, "organisation_id", "valid_from"),
        CheckConstraint(
            "document_type = 'completion' OR assignment IS NOT NULL",
            name="diploma_needs_assignment",
        ),
    )

    id: Mapped[BigId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    valid_from: Mapped[date]
    printed_name: Mapped[str] = mapped_column(Text)
    superior_name: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    signer_title: Mapped[str] = mapped_column(Text)
    signer_name: Mapped[str] = mapped_column(Text)
    prints_birth_date: Mapped[bool]
    document_type: Mapped[DocumentType] = mapped_column(Text)
    assignment: Mapped[str | None] = mapped_column(Text)  # number and date of the assignment
    recorded_at: Mapped[Instant]
    recorded_by: Mapped[UUID | None]


class Register(Base):
    """The last number given by an issuer in a year; its row is locked while a number is taken."""

    __tablename__ = "credentials_register"
    __table_args__ = (UniqueConstraint("organisation_id", "year"),)

    id: Mapped[BigId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    year: Mapped[int]
    last_number: Mapped[int]


class Certificate(Base):
    """A certificate as issued: a record of what was printed, not a view of today's data.

    Personal data: name, unit, birth date if printed (in the snapshot). Kept for: permanently.
    """

    __tablename__ = "credentials_certificate"
    __table_args__ = (
        UniqueConstraint("issuer_organisation_id", "year", "serial"),
        UniqueConstraint("replaces_id"),
        CheckConstraint("revoked_at IS NULL OR revoked_reason IS NOT NULL", name="revoked_why"),
        Index(None, "person_id"),
        Index(None, "pdf_sha256"),
        Index(
            "uq_credentials_certificate_one_original",
            "completion_id",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
            postgresql_where=text("replaces_id IS NULL"),
        ),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    token: Mapped[str] = mapped_column(Text, unique=True)  # of the public page, unguessable
    completion_id: Mapped[int] = mapped_column(ForeignKey("learning_completion.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people_person.id"))
    issuer_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    year: Mapped[int]
    serial: Mapped[int]  # 1, 2, 3 … per issuer and year, without a gap
    number: Mapped[str] = mapped_column(Text)  # as printed: "0412/2026/GCN"
    snapshot: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)  # every printed field
    statement: Mapped[str] = mapped_column(Text)  # the signed payload in the QR code
    issued_at: Mapped[Instant]
    pdf_key: Mapped[str | None] = mapped_column(Text)
    pdf_sha256: Mapped[str | None] = mapped_column(Text)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("credentials_certificate.id"))
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    revoked_reason: Mapped[str | None] = mapped_column(Text)


class Waiting(Base):
    """A completion whose certificate cannot be printed yet, and what is missing."""

    __tablename__ = "credentials_waiting"

    id: Mapped[BigId]
    completion_id: Mapped[int] = mapped_column(ForeignKey("learning_completion.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people_person.id"))
    reason: Mapped[str] = mapped_column(Text)  # a msgid
    since: Mapped[Instant]
