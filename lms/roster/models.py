"""Tables of change sets: what a staff file would do, row by row, and what is being written."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import DOCUMENT, BigId, Instant, PublicId, UtcDateTime
from lms.core.db import Base

MAYBE = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class State(StrEnum):
    """How far a change set is."""

    READING = "reading"  # the file is being read and compared
    READY = "ready"  # the preview can be looked at
    REFUSED = "refused"  # the file cannot be read; `refusal` says why
    APPLYING = "applying"
    APPLIED = "applied"
    STALE = "stale"  # nothing was written: the register changed, or `refusal` says why
    UNDOING = "undoing"
    UNDONE = "undone"


class Action(StrEnum):
    """What a row of the file would do; ABSENT rows stand for people the file does not name."""

    CREATE = "create"
    UPDATE = "update"
    MOVE = "move"
    CORRECT = "correct"  # a post was recorded wrongly; HR says so
    LEAVE = "leave"
    ABSENT = "absent"
    UNCHANGED = "unchanged"
    DOUBT = "doubt"  # may be somebody who is known: refused until HR decides
    ERROR = "error"


WRITING = (
    Action.CREATE,
    Action.UPDATE,
    Action.MOVE,
    Action.CORRECT,
    Action.LEAVE,
    Action.ABSENT,
)


class ChangeSet(Base):
    """One uploaded staff file and what came of it. Kept for: as long as the audit log."""

    __tablename__ = "roster_change_set"
    __table_args__ = (Index(None, "made_by"),)

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    made_by: Mapped[UUID]  # the officer's account
    file_name: Mapped[str] = mapped_column(Text)
    file_key: Mapped[str | None] = mapped_column(Text)  # the upload, encrypted; None once deleted
    is_whole: Mapped[bool] = mapped_column(default=False)  # names everybody of its units
    state: Mapped[State] = mapped_column(Text)
    refusal: Mapped[dict[str, Any] | None] = mapped_column(
        DOCUMENT
    )  # of file or apply: {"vi", "en"}
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)  # of what is under way: read, or written
    counts: Mapped[dict[str, Any]] = mapped_column(DOCUMENT, default=dict)  # action → rows
    ignored: Mapped[list[str]] = mapped_column(DOCUMENT, default=list)  # headings we do not know
    withheld: Mapped[list[str]] = mapped_column(DOCUMENT, default=list)  # units, see `absent`
    decisions: Mapped[dict[str, Any]] = mapped_column(DOCUMENT, default=dict)  # see `deciding`
    created_at: Mapped[Instant]
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    slips_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # copied to `slips_sheet`
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Row(Base):
    """One row of the file, or (ABSENT) one person whom the file does not name.

    Personal data: the plan (encrypted: the ID number, what the person's own data were and become,
    the cells of a row with mistakes), the name, the changes shown in the preview, names of those
    who may be meant. Kept for: the plan of a row that was written, until undoing is over; all
    else until 30 days after the upload.
    """

    __tablename__ = "roster_row"
    __table_args__ = (
        UniqueConstraint("change_set_id", "number"),
        Index(None, "change_set_id", "action"),
    )

    id: Mapped[BigId]
    change_set_id: Mapped[int] = mapped_column(ForeignKey("roster_change_set.id"))
    number: Mapped[int]  # as the spreadsheet counts; after its last row for ABSENT
    action: Mapped[Action] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    person_uuid: Mapped[UUID | None]  # known, or made in advance for a new person
    changes: Mapped[list[Any]] = mapped_column(DOCUMENT)  # [[heading key, before, after], …]
    problems: Mapped[list[Any]] = mapped_column(DOCUMENT)  # [{"column", "vi", "en"}, …]
    warnings: Mapped[list[Any]] = mapped_column(DOCUMENT)  # the same shape
    candidates: Mapped[list[Any]] = mapped_column(DOCUMENT)  # [{"uuid", "name", "day", "posts"}, …]
    plan: Mapped[bytes | None]  # encrypted JSON; None for unchanged rows
    drift: Mapped[list[Any] | None] = mapped_column(MAYBE)  # what the register changed meanwhile
    obstacles: Mapped[list[Any] | None] = mapped_column(MAYBE)  # why it cannot be undone


class StagedPerson(Base):
    """A person as known when compared ("was"), or as to be written ("new", "becomes").

    Personal data: as of `people_person`; the ID number encrypted. Kept for: minutes, until the
    transaction that it was staged for has ended.
    """

    __tablename__ = "roster_staged_person"
    __table_args__ = (Index(None, "change_set_id", "run"),)

    id: Mapped[BigId]
    change_set_id: Mapped[int] = mapped_column(ForeignKey("roster_change_set.id"))
    run: Mapped[UUID]  # one attempt at writing: a killed one leaves its rows behind
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(Text)
    uuid: Mapped[UUID]
    account_uuid: Mapped[UUID | None]  # for whoever has no account yet
    post_count: Mapped[int | None]  # of "was": how many posts, and the sum of their ids
    post_sum: Mapped[int | None] = mapped_column(BigInteger)
    full_name: Mapped[str] = mapped_column(Text)
    sort_key: Mapped[str] = mapped_column(Text)
    fold_key: Mapped[str] = mapped_column(Text)
    born_on: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(Text)
    id_number_cipher: Mapped[bytes | None]
    id_number_index: Mapped[str | None] = mapped_column(Text)
    id_number_tail: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    staff_code: Mapped[str | None] = mapped_column(Text)
    staff_code_scope: Mapped[int | None] = mapped_column(BigInteger)


class StagedPost(Base):
    """A post to be written, or (`replaces`) one to be superseded. Kept as long as staged people."""

    __tablename__ = "roster_staged_post"
    __table_args__ = (Index(None, "change_set_id", "run"),)

    id: Mapped[BigId]
    change_set_id: Mapped[int] = mapped_column(ForeignKey("roster_change_set.id"))
    run: Mapped[UUID]
    number: Mapped[int]
    person_uuid: Mapped[UUID]
    uuid: Mapped[UUID]  # of the new post; of a superseded one's renewal, should it be undone
    replaces: Mapped[int | None] = mapped_column(BigInteger)  # id of the post that is superseded
    thread: Mapped[UUID | None]
    organisation_id: Mapped[int | None] = mapped_column(BigInteger)
    working_group: Mapped[str | None] = mapped_column(Text)
    full_time: Mapped[bool | None]
    category: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class StagedEnrolment(Base):
    """An enrolment to be opened, or whose due date moves. Kept as long as staged people."""

    __tablename__ = "roster_staged_enrolment"
    __table_args__ = (Index(None, "change_set_id", "run"),)

    id: Mapped[BigId]
    change_set_id: Mapped[int] = mapped_column(ForeignKey("roster_change_set.id"))
    run: Mapped[UUID]
    number: Mapped[int]
    person_uuid: Mapped[UUID]
    uuid: Mapped[UUID]
    opens: Mapped[bool]
    programme_key: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    was_due_on: Mapped[date | None]


class StagedEvent(Base):
    """An audit event to be written. Kept as long as staged people."""

    __tablename__ = "roster_staged_event"
    __table_args__ = (Index(None, "change_set_id", "run"),)

    id: Mapped[BigId]
    change_set_id: Mapped[int] = mapped_column(ForeignKey("roster_change_set.id"))
    run: Mapped[UUID]
    uuid: Mapped[UUID]
    action: Mapped[str] = mapped_column(Text)
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_uuid: Mapped[UUID]
    detail: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)


STAGED: tuple[type[Base], ...] = (StagedPerson, StagedPost, StagedEnrolment, StagedEvent)
