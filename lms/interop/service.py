"""What can be done with keys of the API. `__all__` is the room's face."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.service import principal_of
from lms.core import audit
from lms.core.clock import local_day
from lms.core.columns import uuid7
from lms.core.permissions import Permission
from lms.core.secrets import Keyring
from lms.core.text import nfc
from lms.interop.errors import EndsTooLate, KeyRefused
from lms.interop.models import ApiKey
from lms.organisations.service import Organisation

__all__ = ["ApiKey", "Opened", "end_key", "make_key", "open_with"]

LONGEST = timedelta(days=366)
CONTEXT = "interop_key"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a key opens: the unit with all below it, in its maker's name."""

    key_uuid: UUID
    account_uuid: UUID
    organisation: Organisation


def make_key(
    session: Session,
    keys: Keyring,
    *,
    name: str,
    organisation: Organisation,
    last_day: date,
    actor: UUID,
    now: datetime,
) -> tuple[ApiKey, str]:
    """Return a new key's row and the key itself, which is shown this once. Raises `EndsTooLate`."""
    today = local_day(now)
    if not today < last_day <= today + LONGEST:
        raise EndsTooLate
    secret = f"lt_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        uuid=uuid7(),
        name=nfc(name),
        secret_index=keys.fingerprint(secret, context=CONTEXT),
        organisation_id=organisation.id,
        valid_to=last_day + timedelta(days=1),
        made_by=actor,
        made_at=now,
    )
    session.add(key)
    _record(session, key, "api_key.made", actor, now)
    return key, secret


def end_key(session: Session, *, key: ApiKey, actor: UUID, now: datetime) -> None:
    """Close what the key opens, at once; asked twice it changes nothing."""
    if key.ended_at is None:
        key.ended_at, key.ended_by = now, actor
        _record(session, key, "api_key.ended", actor, now)


def open_with(
    session: Session, keys: Keyring, *, secret: str, permission: Permission, now: datetime
) -> Opened:
    """Return what the key opens, as long as its maker holds `permission` over its unit.

    Raises `KeyRefused`, the same for every reason.
    """
    index = keys.fingerprint(secret, context=CONTEXT)
    found = session.execute(
        select(ApiKey, Organisation)
        .join(Organisation, Organisation.id == ApiKey.organisation_id)
        .where(ApiKey.secret_index == index)
    ).one_or_none()
    today = local_day(now)
    if found is None or found[0].ended_at is not None or found[0].valid_to <= today:
        raise KeyRefused
    key, unit = found
    maker = principal_of(session, account_uuid=key.made_by, today=today)
    if maker is None or not unit.path.startswith(maker.scope(permission)):
        raise KeyRefused
    return Opened(key.uuid, key.made_by, unit)


def _record(session: Session, key: ApiKey, action: str, actor: UUID, now: datetime) -> None:
    audit.record(session, at=now, actor=actor, action=action, subject=("api_key", key.uuid))
