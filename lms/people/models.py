"""Tables of persons and posts."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import BigId, Instant, PublicId, SortKey, UtcDateTime, uuid7
from lms.core.db import Base


def _where(condition: str) -> dict[str, Any]:
    """Return what narrows an index to the rows of which this is true."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


BY_UNIT = ("organisation_id", "superseded_at", "valid_from", "valid_to", "person_id")
BY_GROUP = ("working_group", "superseded_at", "person_id", "full_time", "valid_from", "valid_to")


class Sex(StrEnum):
    """As on the identity card; None where it is not known."""

    MALE = "male"
    FEMALE = "female"


class WorkingGroup(StrEnum):
    """The work that decides which programmes are meant and which targets count a person."""

    COMMUNICATION = "communication"
    GRASSROOTS = "grassroots"
    EXTERNAL = "external"
    SPOKESPERSON = "spokesperson"
    LEADER = "leader"
    OTHER = "other"


class Category(StrEnum):
    """Kind of employment. Grassroots propagandists are often not officials at all."""

    CADRE = "cadre"
    CIVIL_SERVANT = "civil_servant"
    PUBLIC_EMPLOYEE = "public_employee"
    CONTRACT = "contract"
    NON_PROFESSIONAL = "non_professional"


class Person(Base):
    """Somebody on the register, signed in or not.

    Personal data: name, birth date, sex, personal ID number (encrypted; found by a keyed hash),
    e-mail, phone, staff code. Kept for: as long as posts or certificates name the person.
    """

    __tablename__ = "people_person"
    __table_args__ = (
        CheckConstraint("sex IN ('male', 'female')", name="sex_is_known"),
        Index("uq_people_person_staff_code", "staff_code_scope", "staff_code", unique=True),
        Index(None, "sort_key", "id"),
        Index(None, "fold_key"),
        Index(None, "staff_code"),
        Index(None, "born_on"),
        Index(None, "email"),
        Index(None, "phone"),
        Index(None, "withdrawn_at", **_where("withdrawn_at IS NOT NULL")),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    full_name: Mapped[str] = mapped_column(Text)
    sort_key: Mapped[SortKey]  # given name first
    fold_key: Mapped[str] = mapped_column(Text)  # for searching without tone marks
    born_on: Mapped[date | None]
    sex: Mapped[Sex | None] = mapped_column(Text)
    id_number_cipher: Mapped[bytes | None]
    id_number_index: Mapped[str | None] = mapped_column(Text, unique=True)
    id_number_tail: Mapped[str | None] = mapped_column(Text)  # the last four digits
    email: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    staff_code: Mapped[str | None] = mapped_column(Text)
    staff_code_scope: Mapped[int | None] = mapped_column(
        ForeignKey("organisations_organisation.id")
    )  # the ministry or province within which the code is unique
    recorded_at: Mapped[Instant]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # never was one of ours


class EarlierIdentity(Base):
    """A person's own data as they were known until `superseded_at`; each correction adds a row.

    Personal data: name, birth date, sex, personal ID number (encrypted), e-mail, phone, staff
    code. Kept for: as long as the person is kept.
    """

    __tablename__ = "people_earlier_identity"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[BigId]
    person_id: Mapped[int] = mapped_column(ForeignKey("people_person.id"))
    full_name: Mapped[str] = mapped_column(Text)
    born_on: Mapped[date | None]
    sex: Mapped[Sex | None] = mapped_column(Text)
    id_number_cipher: Mapped[bytes | None]
    id_number_tail: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    staff_code: Mapped[str | None] = mapped_column(Text)
    superseded_at: Mapped[Instant]
    superseded_by: Mapped[UUID | None]  # account
    reason: Mapped[str | None] = mapped_column(Text)  # why it was corrected; no personal data


class NamePart(Base):
    """A person's folded name from one of its words on: "tran thi an", "thi an", "an".

    Personal data: parts of the name. Kept for: as long as the person is kept.
    """

    __tablename__ = "people_name_part"
    __table_args__ = (Index(None, "person_id"), {"sqlite_with_rowid": False})

    part: Mapped[SortKey] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people_person.id", ondelete="CASCADE"), primary_key=True
    )


class Post(Base):
    """A position as held over a time (`valid_…`), as known over a time. Superseded, never edited.

    `thread` is one through all revisions of the same post.
    """

    __tablename__ = "people_post"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_start"),
        Index(None, "person_id", "superseded_at"),
        Index(None, *BY_UNIT),  # these two answer who holds a post without reading the posts
        Index(None, *BY_GROUP),
        Index(None, "valid_from"),
        Index(None, "valid_to", **_where("valid_to IS NOT NULL")),
        # of those in force nearly all are: no index may seem to narrow them down
        Index(None, "superseded_at", **_where("superseded_at IS NOT NULL")),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    thread: Mapped[UUID] = mapped_column(default=uuid7)
    person_id: Mapped[int] = mapped_column(ForeignKey("people_person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    working_group: Mapped[WorkingGroup] = mapped_column(Text)
    full_time: Mapped[bool]  # chuyên trách; False: kiêm nhiệm
    category: Mapped[Category | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)  # chức vụ, chức danh
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # the first day no longer held
    source: Mapped[str] = mapped_column(Text)  # "roster:<change set>", "demo", "form", "merge"
    reason: Mapped[str | None] = mapped_column(Text)  # why this row was written; no personal data
    recorded_by: Mapped[UUID | None]  # account
    recorded_at: Mapped[Instant] = mapped_column(index=True)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Merge(Base):
    """Two records found to be one person: what was filed under one is read as the other's.

    Known over a time, so that a figure known before counts two. The one that lasts is never itself
    merged: when it is, its rows are superseded by rows that name the new one.
    """

    __tablename__ = "people_merge"
    __table_args__ = (
        CheckConstraint("duplicate_id <> survivor_id", name="two_records"),
        Index(None, "survivor_id"),
        Index(
            "uq_people_merge_once", "duplicate_id", unique=True, **_where("superseded_at IS NULL")
        ),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    duplicate_id: Mapped[int] = mapped_column(ForeignKey("people_person.id"))
    survivor_id: Mapped[int] = mapped_column(ForeignKey("people_person.id"))
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[Instant]
    recorded_by: Mapped[UUID | None]  # account
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
