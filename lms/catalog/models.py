"""Tables of the catalogue. A version and a media file are written once and never updated."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import DOCUMENT, BigId, Instant, PublicId
from lms.core.db import Base


class ProgrammeVersion(Base):
    """A programme exactly as published; `document` is the canonical JSON that `digest` names."""

    __tablename__ = "catalog_programme_version"
    __table_args__ = (
        UniqueConstraint("programme_key", "number"),
        CheckConstraint("number >= 1", name="number_counts_from_one"),
        CheckConstraint("periods >= 1", name="has_periods"),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    programme_key: Mapped[str] = mapped_column(Text)
    number: Mapped[int]  # 1, 2, 3 … per programme
    digest: Mapped[str] = mapped_column(Text, unique=True)  # SHA-256, 64 hex digits
    code: Mapped[str] = mapped_column(Text)
    title_vi: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    edition: Mapped[int | None]  # while not all modules are written
    in_depth: Mapped[bool]
    periods: Mapped[int]  # of 45 minutes
    tags: Mapped[list[str]] = mapped_column(DOCUMENT)
    document: Mapped[str] = mapped_column(Text, deferred=True)
    published_at: Mapped[Instant]

    @property
    def title(self) -> dict[str, str]:
        """Return the title in both languages."""
        return {"vi": self.title_vi, "en": self.title_en}


class ProgrammeTag(Base):
    """A tag of a version, as a row, so that figures can ask for it in SQL."""

    __tablename__ = "catalog_programme_tag"
    __table_args__ = (Index(None, "tag"),)

    version_id: Mapped[int] = mapped_column(
        ForeignKey("catalog_programme_version.id"), primary_key=True
    )
    tag: Mapped[str] = mapped_column(Text, primary_key=True)


class PublishedProgramme(Base):
    """Which version of a programme new learners get: a pointer, moved by publishing."""

    __tablename__ = "catalog_programme"

    id: Mapped[BigId]
    key: Mapped[str] = mapped_column(Text, unique=True)
    code: Mapped[str] = mapped_column(Text, unique=True)
    current_version_id: Mapped[int] = mapped_column(
        ForeignKey("catalog_programme_version.id"), unique=True
    )


class Media(Base):
    """A picture, recording or caption file that a version refers to, kept by its digest."""

    __tablename__ = "catalog_media"
    __table_args__ = (CheckConstraint("size >= 0", name="size_is_positive"),)

    digest: Mapped[str] = mapped_column(Text, primary_key=True)  # SHA-256, 64 hex digits
    content_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int]  # bytes
    stored_at: Mapped[Instant]
