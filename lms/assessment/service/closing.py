"""Attempts whose time ran out and to which nobody came back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.assessment.models import Attempt


def overdue_attempts(
    session: Session, *, before: datetime, limit: int
) -> Sequence[tuple[UUID, str]]:
    """Return (sitting, quiz key) of open attempts that ended before a moment, oldest first."""
    left_open = select(Attempt.sitting_uuid, Attempt.quiz_key).where(
        Attempt.submitted_at.is_(None), Attempt.deadline_at < before
    )
    rows = session.execute(left_open.order_by(Attempt.deadline_at, Attempt.id).limit(limit))
    return [(sitting, key) for sitting, key in rows]
