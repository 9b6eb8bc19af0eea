"""Tables of accounts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import BigId, Instant, PublicId, UtcDateTime
from lms.core.db import Base
from lms.core.permissions import Role


class Account(Base):
    """A person's way in. Without a password until a one-time code has opened it."""

    __tablename__ = "accounts_account"
    __table_args__ = (CheckConstraint("language IN ('vi', 'en')", name="language_is_known"),)

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("people_person.id"), unique=True)
    password_hash: Mapped[str | None] = mapped_column(Text)  # argon2id
    password_set_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    language: Mapped[str] = mapped_column(Text, default="vi")
    large_text: Mapped[bool] = mapped_column(default=False)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[Instant]


class ActivationCode(Base):
    """A one-time code that opens an account or sets a new password; kept as a keyed hash."""

    __tablename__ = "accounts_activation_code"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[BigId]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts_account.id"))
    code_hmac: Mapped[str] = mapped_column(Text, unique=True)
    made_by: Mapped[UUID | None]  # the officer's account
    made_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class RoleGrant(Base):
    """A role over an organisation and all below it, from a day to a day. Ended, never deleted."""

    __tablename__ = "accounts_role_grant"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_start"),
        Index(None, "account_id"),
        Index(None, "organisation_id"),
    )

    id: Mapped[BigId]
    uuid: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts_account.id"))
    role: Mapped[Role] = mapped_column(Text)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations_organisation.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # the first day no longer held
    granted_by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[Instant]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())  # taken away at once
    ended_by: Mapped[UUID | None]


class SecretFailure(Base):
    """A wrong password or code: what the limits on guessing count.

    Personal data: none readable, only keyed hashes of the name typed and of the network.
    Kept for: one day.
    """

    __tablename__ = "accounts_secret_failure"
    __table_args__ = (
        Index(None, "subject", "at"),
        Index(None, "address", "at"),
        Index(None, "budget", "at"),
        CheckConstraint("budget IN ('password', 'code')", name="budget_is_known"),
    )

    id: Mapped[BigId]
    subject: Mapped[str] = mapped_column(Text)  # keyed hash of the name that was typed
    address: Mapped[str] = mapped_column(Text)  # keyed hash of the network it came from
    budget: Mapped[str | None] = mapped_column(Text)  # which limit over all counts it; None: none
    at: Mapped[Instant]


class KnownNetwork(Base):
    """A network where somebody signed in: the limit over all does not hold there.

    Personal data: none readable, a keyed hash of the network; whose it was is not kept.
    Kept for: 90 days.
    """

    __tablename__ = "accounts_known_network"
    __table_args__ = (Index(None, "network", "seen_at"),)

    id: Mapped[BigId]
    network: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[Instant]
