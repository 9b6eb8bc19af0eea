"""Tables of the second factor."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.columns import BIG, BigId, Instant, UtcDateTime
from lms.core.db import Base


class AuthenticatorApp(Base):
    """The app whose codes are an account's second factor; it waits until a right code confirms it.

    Deleted when it is removed or reset.
    """

    __tablename__ = "second_factor_app"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (last_step IS NULL)", name="confirmed_by_a_code"),
    )

    id: Mapped[BigId]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts_account.id"), unique=True)
    secret: Mapped[bytes]  # of base 32, encrypted
    made_at: Mapped[Instant]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    last_step: Mapped[int | None] = mapped_column(BIG)  # of the latest code that was used


class RecoveryCode(Base):
    """Stands once for a code of the app; kept as a keyed hash, deleted with the app."""

    __tablename__ = "second_factor_recovery_code"
    __table_args__ = (Index(None, "app_id"),)

    id: Mapped[BigId]
    app_id: Mapped[int] = mapped_column(ForeignKey("second_factor_app.id"))
    code_hmac: Mapped[str] = mapped_column(Text, unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
