"""Tables of changes to come: decided, not yet carried out."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import DOCUMENT, BigId, Instant, PublicId, UtcDateTime
from lms.core.db import Base
from lms.organisations.service import SuccessionKind

OPEN = "carried_out_at IS NULL AND withdrawn_at IS NULL"


class Plan(Base):
    """A change of a unit decided for a day to come. What was decided is never edited.

    Personal data: uuids of people and the new unit each goes to. Kept for: as long as the audit
    log.
    """

    __tablename__ = "reorganisation_plan"
    __table_args__ = (
        Index(None, "organisation_id"),
        Index(None, "effective_on", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    kind: Mapped[SuccessionKind] = mapped_column(Text)
    effective_on: Mapped[date]
    basis: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(DOCUMENT)  # names, codes, parts, who goes where
    recorded_at: Mapped[Instant]
    recorded_by: Mapped[UUID | None]  # an account
    carried_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # the last try
    failure: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT)  # {"vi": …, "en": …}
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    withdrawn_by: Mapped[UUID | None]  # an account
    withdrawn_because: Mapped[str | None] = mapped_column(Text)


class PlanUnit(Base):
    """A unit that a plan names: one that will end, or the one that will be above or receive."""

    __tablename__ = "reorganisation_plan_unit"
    __table_args__ = (
        UniqueConstraint("plan_id", "organisation_id"),
        Index(None, "organisation_id"),
    )

    id: Mapped[BigId]
    plan_id: Mapped[int] = mapped_column(ForeignKey("reorganisation_plan.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    ends: Mapped[bool]
