"""Who is signed in, kept on the server: the cookie holds a random token, the row its hash."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Index, Text, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.core.columns import BigId, Document, Instant
from lms.core.db import Base

TOUCH = timedelta(minutes=1)


class WebSession(Base):
    """A browser's session. Kept for: until it ends; swept the day after."""

    __tablename__ = "core_session"
    __table_args__ = (Index(None, "account_uuid"),)

    id: Mapped[BigId]
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    account_uuid: Mapped[UUID | None]  # None: before sign-in (the form's CSRF secret lives here)
    data: Mapped[Document]
    created_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    idle_seconds: Mapped[int]
    ends_at: Mapped[Instant]  # the absolute end, whatever happens


# Built once: every request with a cookie runs it.
_BY_HASH = select(WebSession).where(WebSession.token_hash == bindparam("hash"))


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lasts without a request, and at most."""

    idle: timedelta
    absolute: timedelta


def token_hash(token: str) -> str:
    """Return what the database keeps of a token."""
    return sha256(token.encode()).hexdigest()


def start_session(
    session: Session,
    *,
    account_uuid: UUID | None,
    data: dict[str, object],
    lifetime: Lifetime,
    now: datetime,
) -> str:
    """Write a new session and return its token (256 random bits)."""
    token = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            token_hash=token_hash(token),
            account_uuid=account_uuid,
            data=data,
            created_at=now,
            seen_at=now,
            idle_seconds=int(lifetime.idle.total_seconds()),
            ends_at=now + lifetime.absolute,
        )
    )
    return token


def find_session(session: Session, *, token: str, now: datetime) -> WebSession | None:
    """Return the living session of `token`, or None: an ended one is never revived."""
    found = session.scalars(_BY_HASH, {"hash": token_hash(token)}).one_or_none()
    if found is None or now >= found.ends_at:
        return None
    if now - found.seen_at > timedelta(seconds=found.idle_seconds):
        return None
    return found


def needs_touch(found: WebSession, now: datetime) -> bool:
    """Tell whether the time last seen is old enough to be worth a write."""
    return now - found.seen_at >= TOUCH


def touch_session(session: Session, *, session_id: int, now: datetime) -> None:
    """Note that the person is still there."""
    session.execute(update(WebSession).where(WebSession.id == session_id).values(seen_at=now))


def save_data(session: Session, *, session_id: int, data: dict[str, object]) -> None:
    """Replace what the session carries (flashes, the CSRF secret)."""
    session.execute(update(WebSession).where(WebSession.id == session_id).values(data=data))


def end_session(session: Session, *, token: str) -> None:
    """End the session of `token`."""
    session.execute(delete(WebSession).where(WebSession.token_hash == token_hash(token)))


def end_sessions_of(
    session: Session, *, account_uuid: UUID, except_token: str | None = None
) -> int:
    """End an account's sessions everywhere (but the one of `except_token`); return how many."""
    where = [WebSession.account_uuid == account_uuid]
    if except_token is not None:
        where.append(WebSession.token_hash != token_hash(except_token))
    return len(session.execute(delete(WebSession).where(*where).returning(WebSession.id)).all())


def sweep_sessions(session: Session, *, now: datetime) -> None:
    """Delete the rows of sessions that ended by themselves."""
    session.execute(delete(WebSession).where(WebSession.ends_at < now))
