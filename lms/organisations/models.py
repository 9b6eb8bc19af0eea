"""Tables of the tree of organisations.

`Organisation` is the state of today, for pages and scope. `OrganisationVersion` keeps what was
true when (`valid_…`) and what was known when (`recorded_at`, `superseded_at`), for figures.
`Succession` says what became of a unit, and on what basis.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import BigId, Code, Instant, PublicId, SortKey, UtcDateTime
from lms.core.db import Base


class OrganisationKind(StrEnum):
    """What a unit is; targets count some kinds and show others in a line of their own."""

    ROOT = "root"
    MINISTRY = "ministry"
    GOVERNMENT_AGENCY = "government_agency"
    PROVINCE = "province"
    COMMUNE = "commune"
    DEPARTMENT = "department"
    PUBLIC_SERVICE_UNIT = "public_service_unit"
    PARTY = "party"
    FRONT = "front"
    PRESS = "press"


class Organisation(Base):
    """A unit as it is today. The root ("Toàn quốc") holds no posts."""

    __tablename__ = "organisations_organisation"
    __table_args__ = (
        CheckConstraint("parent_id IS NOT NULL OR kind = 'root'", name="only_root_has_no_parent"),
        Index(None, "parent_id"),
        Index(None, "path"),
        Index(None, "fold_key"),
        Index(
            "uq_organisations_organisation_one_root",
            "kind",
            unique=True,
            sqlite_where=text("kind = 'root'"),
            postgresql_where=text("kind = 'root'"),
        ),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations_organisation.id"))
    path: Mapped[str] = mapped_column(Code())  # ids from the root: "/1/5/23/"
    name: Mapped[str] = mapped_column(Text)
    short_name: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[OrganisationKind] = mapped_column(Text)
    fold_key: Mapped[str] = mapped_column(Text)
    sort_key: Mapped[SortKey]
    closed_on: Mapped[date | None]  # the first day it no longer exists


class OrganisationVersion(Base):
    """Parent, name and kind of a unit over a time, as known over a time. Never edited."""

    __tablename__ = "organisations_version"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_start"),
        Index(None, "organisation_id", "superseded_at"),
    )

    id: Mapped[BigId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations_organisation.id"))
    path: Mapped[str] = mapped_column(Code())
    name: Mapped[str] = mapped_column(Text)
    short_name: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[OrganisationKind] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # the first day on which it was no longer so
    recorded_at: Mapped[Instant]
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class SuccessionKind(StrEnum):
    """What happened to a unit. The first three end it; after the others it goes on.

    All but the last three name other units as successors.
    """

    MERGE = "merge"
    SPLIT = "split"
    CLOSE = "close"  # what is left goes to the unit above
    CARVE = "carve"  # new units take a part of it
    RENAME = "rename"
    TRANSFER = "transfer"  # to another unit above
    REKIND = "rekind"


class Succession(Base):
    """What became of a unit on a day, and on what basis. Superseded, never edited.

    A unit that goes on under another name, kind or place succeeds itself. `is_main` marks the one
    successor under which today's tree shows the past of a unit that ended.
    """

    __tablename__ = "organisations_succession"
    __table_args__ = (
        CheckConstraint(
            "(predecessor_id = successor_id) = (kind IN ('rename', 'transfer', 'rekind'))",
            name="who_changes_succeeds_itself",
        ),
        Index(None, "predecessor_id"),
        Index(None, "successor_id"),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    kind: Mapped[SuccessionKind] = mapped_column(Text)
    is_main: Mapped[bool]
    effective_on: Mapped[date]
    basis: Mapped[str] = mapped_column(Text)  # decision, its number and day, or the reason
    recorded_at: Mapped[Instant]
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    recorded_by: Mapped[UUID | None]  # an account


class OrganisationCode(Base):
    """An official code of a unit. Codes change meaning: never a key, always with its days."""

    __tablename__ = "organisations_code"
    __table_args__ = (
        Index(None, "code", "scheme"),
        Index(None, "organisation_id"),
    )

    id: Mapped[BigId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    scheme: Mapped[str] = mapped_column(Text)  # province · commune · org_id · internal
    code: Mapped[str] = mapped_column(Text)  # text: leading zeros count
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    recorded_at: Mapped[Instant]
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Contact(Base):
    """Whom staff of a unit call when they cannot sign in.

    Personal data: name, phone (of the HR officer, for work). Kept for: until replaced.
    """

    __tablename__ = "organisations_contact"

    id: Mapped[BigId]
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations_organisation.id"), unique=True
    )
    name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[Instant]
